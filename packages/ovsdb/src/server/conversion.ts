/**
 * A database's rows under another schema (ovsdb-server(7), 4.1.16 "convert"; ovsdb-tool convert): tables and columns that
 * the new schema lacks are dropped, new columns get their default (whatever its constraints: as
 * ovsdb-server has it), and everything else must fit the new ones.
 */
import {
  type Atom,
  atomsOf,
  atomToJson,
  type ColumnType,
  isMap,
  OvsdbError,
  parseJson,
  syntaxError,
  type Value,
} from '#ovsdb/notation';
import type { Column } from './column.js';
import { type Commit, prepareCommit } from './commit.js';
import type { Database } from './database.js';
import { Overlay } from './overlay.js';
import type { Row } from './row.js';

/** The commit that fills `target`, which is empty, with the rows of `source`. Throws `OvsdbError` when they do not fit. */
export function prepareConversion(source: Database, target: Database): Commit | undefined {
  const overlay = new Overlay();
  for (const table of source.tables.values()) {
    const into = target.tables.get(table.name);
    if (into === undefined) continue;
    for (const row of table.rows.values()) {
      const values = into.initialValues();
      for (const column of table.columns) {
        const to = into.column(column.name);
        if (to === undefined) continue;
        refuseReals(column.type, to.type, row.values[column.position]);
        values[to.position] = convertedValue(column, to, row);
      }
      overlay.insert(into, row.id, values);
    }
  }
  const numbers = { nextRow: () => target.nextRow++, version: target.nextVersion };
  const commit = prepareCommit(overlay, target.tables, numbers);
  const lost = [...target.tables.values()].find((table) => {
    const kept = commit?.changes.filter((change) => change.table === table).length ?? 0;
    return kept < (source.tables.get(table.name)?.rows.size ?? 0);
  });
  if (lost?.isRoot) throw new OvsdbError('internal error', `rows of ${lost.name} were lost`);
  return commit;
}

/** Gives `target`, loaded from the file that a conversion of `source` made, what files do not hold: ephemeral values. */
export function keepEphemeralValues(source: Database, target: Database): void {
  const overlay = new Overlay();
  for (const into of target.tables.values()) {
    const from = source.tables.get(into.name);
    for (const to of into.columns) {
      const column = to.isStored ? undefined : from?.column(to.name);
      if (column === undefined) continue;
      for (const row of from?.rows.values() ?? []) {
        if (overlay.has(into, row.id)) overlay.write(into, row.id)[to.position] = convertedValue(column, to, row);
      }
    }
  }
  const numbers = { nextRow: () => target.nextRow++, version: target.nextVersion };
  prepareCommit(overlay, target.tables, numbers)?.apply();
  target.nextVersion++;
}

function convertedValue(column: Column, to: Column, row: Row): Value {
  return to.read(parseJson(column.text(row.values[column.position])));
}

/** As JSON text a real without a fraction looks like an integer; ovsdb-server takes it for none. */
function refuseReals(from: ColumnType, to: ColumnType, value: Value): void {
  const isNumberOf = (type: ColumnType, count: number) =>
    count >= type.min && (type.max === 'unlimited' || count <= type.max);
  const refuse = (atoms: readonly Atom[]) => {
    const [first] = atoms;
    if (first === undefined || !isNumberOf(to, atoms.length)) return;
    throw syntaxError('expected integer', atomToJson('real', first));
  };
  const isMapStill = (from.value === undefined) === (to.value === undefined);
  if (!isMapStill) return;
  if (from.key.type === 'real' && to.key.type === 'integer') refuse(isMap(value) ? [...value.keys()] : atomsOf(value));
  if (isMap(value) && from.value?.type === 'real' && to.value?.type === 'integer') refuse([...value.values()]);
}
