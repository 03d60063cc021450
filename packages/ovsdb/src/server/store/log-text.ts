/**
 * Changes of a transaction as the log keeps them: enough to go forward from an older row and back from a newer one. An
 * inserted row is not repeated there: it stands in the rows, and the later changes lead back to it.
 *
 *     ["i", table, row, uuid]
 *     ["d", table, row, uuid, {column: value, ...}]              the row as it was, without defaults
 *     ["m", table, row, uuid, {column: difference, ...}]
 *
 * `table` and `row` are the store's numbers. A difference is `[old, new]` for columns of at most one value, the atoms
 * added or removed for sets, `[pairs removed, pairs added]` for maps, all in the wire notation of RFC 7047.
 */
import {
  type Atom,
  type ColumnType,
  isJsonArray,
  isJsonObject,
  isSet,
  type Json,
  sortedMap,
  type Value,
  valueFromJson,
} from '#ovsdb/notation';
import type { Change } from '../change.js';
import { type Column, pairsOf } from '../column.js';
import { symmetricDifference } from '../difference.js';
import type { Row } from '../row.js';
import type { Table } from '../table.js';

/** A row's columns that are kept and do not hold their default, as JSON. */
export function rowDataText(table: Table, row: Row): string {
  let text = '{';
  for (const column of table.columns) {
    const value = row.values[column.position];
    if (value === column.initial || !column.isStored || column.isInitial(value)) continue;
    text += `${text === '{' ? '' : ','}"${column.name}":${column.text(value)}`;
  }
  return `${text}}`;
}

/** Undefined when the change touches nothing that is kept. */
export function changeLogText(change: Change): string | undefined {
  const { table, before, after } = change;
  const head = `${table.number},${(after ?? before)!.number},"${change.id}"`;
  if (before === undefined) return `["i",${head}]`;
  if (after === undefined) return `["d",${head},${rowDataText(table, before)}]`;
  let columns = '';
  for (const position of change.changed) {
    const column = table.columns[position]!;
    if (!column.isStored) continue;
    const difference = differenceText(column, change);
    columns += `${columns === '' ? '' : ','}"${column.name}":${difference}`;
  }
  return columns === '' ? undefined : `["m",${head},{${columns}}]`;
}

function differenceText(column: Column, change: Change): string {
  const old = change.before!.values[column.position];
  const now = change.after!.values[column.position];
  if (column.shape === 'set') return change.differenceText(column.position);
  if (column.shape !== 'map') return `[${column.text(old)},${column.text(now)}]`;
  const removed = [...pairsOf(old)].filter(([key, value]) => pairsOf(now).get(key) !== value);
  const added = [...pairsOf(now)].filter(([key, value]) => pairsOf(old).get(key) !== value);
  return `[${column.text(new Map(removed))},${column.text(new Map(added))}]`;
}

/** One change of the log. */
export type LoggedChange =
  | { readonly kind: 'insert'; readonly table: number; readonly row: number; readonly id: string }
  | {
      readonly kind: 'delete' | 'modify';
      readonly table: number;
      readonly row: number;
      readonly id: string;
      readonly columns: Readonly<Record<string, Json>>;
    };

/** Reads the changes of one transaction. Throws when the text is not what `changeLogText` writes. */
export function parseLoggedChanges(json: Json): LoggedChange[] {
  if (!isJsonArray(json)) throw new Error('the log holds no list of changes');
  return json.map(parseLoggedChange);
}

/** Reads one change. Throws when it is not what `changeLogText` writes. */
export function parseLoggedChange(json: Json): LoggedChange {
  const [kind, table, row, id, columns = {}] = isJsonArray(json) ? json : [];
  if (typeof table !== 'number' || typeof row !== 'number' || typeof id !== 'string' || !isJsonObject(columns)) {
    throw new Error('the log holds a change of another form');
  }
  if (kind === 'i') return { kind: 'insert', table, row, id };
  if (kind === 'd') return { kind: 'delete', table, row, id, columns };
  if (kind === 'm') return { kind: 'modify', table, row, id, columns };
  throw new Error(`the log holds a change of kind ${String(kind)}`);
}

/** Where the changes of a transaction's text are, and of which rows: to read some of very many. */
export function* changesIn(
  text: string,
): Iterable<{ readonly table: number; readonly id: string; readonly from: number; readonly to: number }> {
  // Nothing within a change looks like the beginning of one: quotes in strings are escaped, and values have other forms.
  const begins = /\["[idm]",(\d+),\d+,"([0-9a-f-]{36})"/g;
  for (let found = begins.exec(text); found !== null; ) {
    const next = begins.exec(text);
    const to = next === null ? text.length - 1 : next.index - 1;
    yield { table: Number(found[1]), id: found[2] ?? '', from: found.index, to };
    found = next;
  }
}

/** A row's values of what `rowDataText` wrote. */
export function readData(table: Table, json: Json): Value[] {
  const values = table.initialValues();
  if (!isJsonObject(json)) return values;
  for (const name in json) {
    const column = table.column(name);
    if (column !== undefined) values[column.position] = column.read(json[name] ?? null);
  }
  return values;
}

/** Applies a modification to `values`, forward in time or back. */
export function applyLogged(
  table: Table,
  columns: Readonly<Record<string, Json>>,
  values: Value[],
  direction: 'forward' | 'back',
): void {
  for (const [name, difference] of Object.entries(columns)) {
    const column = table.column(name);
    if (column === undefined) continue;
    const { position } = column;
    if (column.shape === 'set') {
      values[position] = toggle(column, values[position], difference);
      continue;
    }
    const [old = null, now = null] = isJsonArray(difference) ? difference : [];
    const [gone, come] = direction === 'forward' ? [old, now] : [now, old];
    values[position] = column.shape === 'map' ? patch(column, values[position], gone, come) : column.read(come);
  }
}

function toggle(column: Column, value: Value, difference: Json): Value {
  const atoms = valueFromJson(looseType(column.type), difference);
  return symmetricDifference(listOf(value), listOf(atoms));
}

function patch(column: Column, value: Value, gone: Json, come: Json): Value {
  const pairs = new Map(pairsOf(value));
  for (const key of pairsOf(valueFromJson(looseType(column.type), gone)).keys()) pairs.delete(key);
  for (const [key, item] of pairsOf(valueFromJson(looseType(column.type), come))) pairs.set(key, item);
  return column.share(sortedMap([...pairs]));
}

function looseType(type: ColumnType): ColumnType {
  return { ...type, min: 0, max: 'unlimited' };
}

function listOf(value: Value): readonly Atom[] {
  return isSet(value) ? value : [];
}
