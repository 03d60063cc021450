/**
 * A database's rows under another schema (ovsdb-server(7), 4.1.16 "convert"; ovsdb-tool convert): tables and columns that
 * the new schema lacks are dropped, new columns get their default, and everything must fit the new constraints.
 */
import { checkValue, OvsdbError, parseJson } from '#ovsdb/notation';
import { type Commit, prepareCommit } from './commit.js';
import type { Database } from './database.js';
import { Overlay } from './overlay.js';

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
        // An ephemeral column that is to be kept starts anew, as after a restart.
        if (to === undefined || (to.isStored && !column.isStored)) continue;
        values[to.position] = to.read(parseJson(column.text(row.values[column.position])));
      }
      for (const column of into.columnsWithDoubtfulDefault) checkValue(column.type, values[column.position]);
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
