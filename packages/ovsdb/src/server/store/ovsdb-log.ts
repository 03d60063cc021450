/**
 * What stands in the records of a standalone database of ovsdb-server (ovsdb(5), "Standalone Format"): first the schema, then
 * transactions. For moving databases in and out; our own files are SQLite's. The records themselves: log-records.ts.
 */
import { createHash } from 'node:crypto';
import { textChunks } from '#base';
import {
  type DatabaseSchema,
  isJsonObject,
  type Json,
  type JsonObject,
  parseJson,
  schemaToJson,
  stringifyJson,
  type Value,
  valueFromJson,
} from '#ovsdb/notation';
import type { Change } from '../change.js';
import { atomsOf, type Column, pairsOf } from '../column.js';
import type { Database } from '../database.js';
import { symmetricDifference } from '../difference.js';
import { Overlay } from '../overlay.js';
import type { LoggedPast, LoggedTransaction } from './load.js';
import { StoreError } from './store-error.js';

const MAGIC = 'OVSDB JSON ';
/** Times below this are seconds: early versions of ovsdb-server wrote them so. */
const FIRST_MILLISECOND = 2 ** 32;

/** One record as it stands in the file, in pieces as its JSON is: that of a large database is longer than a string can be. */
export function* ovsdbLogRecord(json: Iterable<string>): Iterable<string> {
  const chunks = [...textChunks(json), '\n'];
  const hash = createHash('sha1');
  let bytes = 0;
  for (const chunk of chunks) {
    hash.update(chunk);
    bytes += Buffer.byteLength(chunk);
  }
  yield `${MAGIC}${bytes} ${hash.digest('hex')}\n`;
  yield* chunks;
}

/**
 * The JSON of a record. `rows`: of each table, members of the object that it is. `head`: members before the tables, and `comment` behind
 * them where it is not empty.
 */
export function* recordPieces(
  tables: Iterable<readonly [name: string, rows: Iterable<string>]>,
  head: readonly string[],
  comment: string,
): Iterable<string> {
  yield `{${head.join(',')}`;
  let separator = head.length === 0 ? '' : ',';
  for (const [name, rows] of tables) {
    let isFirst = true;
    for (const row of rows) {
      yield isFirst ? `${separator}"${name}":{${row}` : `,${row}`;
      isFirst = false;
    }
    if (isFirst) continue;
    yield '}';
    separator = ',';
  }
  yield comment === '' ? '}' : `${separator}"_comment":${JSON.stringify(comment)}}`;
}

export interface ImportedTransaction {
  readonly overlay: Overlay;
  readonly time: number;
  readonly comment: string;
}

/** The transaction that a record holds, on `database` as it is before it. Throws `StoreError`, `OvsdbError`. */
export function readTransactionRecord(path: string, database: Database, record: JsonObject): ImportedTransaction {
  const overlay = new Overlay();
  const isDiff = record['_is_diff'] === true;
  for (const [name, rows] of Object.entries(record)) {
    if (name.startsWith('_')) continue;
    const table = database.tables.get(name);
    if (table === undefined || !isJsonObject(rows)) {
      throw new StoreError('store-format', `${path}: a transaction names table ${name}, which the schema lacks`, {
        path,
      });
    }
    for (const [id, columns] of Object.entries(rows)) {
      if (columns === null) {
        if (overlay.has(table, id)) overlay.delete(table, id);
        continue;
      }
      const isNew = !table.rows.has(id);
      if (isNew) overlay.insert(table, id, table.initialValues());
      const values = overlay.write(table, id);
      for (const [columnName, json] of Object.entries(isJsonObject(columns) ? columns : {})) {
        const column = table.column(columnName);
        if (column === undefined) continue;
        const old = values[column.position];
        values[column.position] = isDiff && !isNew ? applyDifference(column, old, json) : column.read(json);
      }
    }
  }
  const { _date: date, _comment: comment } = record;
  return { overlay, time: timeOf(date), comment: typeof comment === 'string' ? comment : '' };
}

function timeOf(date: Json | undefined): number {
  if (typeof date !== 'number') return 0;
  return date < FIRST_MILLISECOND ? date * 1000 : date;
}

function applyDifference(column: Column, old: Value, json: Json): Value {
  const change = valueFromJson({ ...column.type, min: 0, max: 'unlimited' }, json);
  if (column.shape === 'set') {
    return symmetricDifference(atomsOf(old), atomsOf(change));
  }
  if (column.shape !== 'map' || column.type.max === 1) return column.read(json);
  const pairs = new Map(pairsOf(old));
  for (const [key, value] of pairsOf(change)) {
    if (pairs.get(key) === value) pairs.delete(key);
    else pairs.set(key, value);
  }
  return column.read(['map', [...pairs].map(([key, value]) => pairJson(column, key, value))]);
}

function pairJson(column: Column, key: Json, value: Json): Json {
  const wrap = (atom: Json, isUuid: boolean): Json => (isUuid ? ['uuid', atom] : atom);
  return [wrap(key, column.type.key.type === 'uuid'), wrap(value, column.type.value?.type === 'uuid')];
}

/** The records of a database with its past, in pieces: the schema, the oldest state that is known, the transactions since. */
export function* ovsdbLogOf(schema: DatabaseSchema, past: LoggedPast): Iterable<string> {
  yield* ovsdbLogRecord([stringifyJson(schemaToJson(schema))]);
  if (past.base.length > 0) {
    const tables = new Map<string, string[]>();
    for (const { table, row } of past.base) {
      push(tables, table.name, `"${row.id}":${insertText(table.columns, row.values)}`);
    }
    const time = past.transactions[0]?.time;
    const head = time === undefined ? [] : [`"_date":${time}`];
    yield* ovsdbLogRecord(recordPieces(tables, head, 'the state before the log'));
  }
  for (const transaction of past.transactions) yield* ovsdbLogRecord(transactionPieces(transaction));
}

function transactionPieces({ changes, comment, time }: LoggedTransaction): Iterable<string> {
  const isDiff = changes.every(hasReadableDifferences);
  const tables = new Map<string, string[]>();
  for (const change of changes) {
    const { table, before, after } = change;
    if (after === undefined) push(tables, table.name, `"${change.id}":null`);
    else if (before === undefined)
      push(tables, table.name, `"${change.id}":${insertText(table.columns, after.values)}`);
    else {
      const columns = storedChanges(change).map((column) => {
        const { name, position } = column;
        return `"${name}":${isDiff ? change.differenceText(position) : column.text(after.values[position])}`;
      });
      if (columns.length > 0) push(tables, table.name, `"${change.id}":{${columns.join(',')}}`);
    }
  }
  return recordPieces(tables, [`"_date":${time}`, ...(isDiff ? ['"_is_diff":true'] : [])], comment);
}

function storedChanges({ table, changed }: Change): Column[] {
  return changed.map((position) => table.columns[position]!).filter((column) => column.isStored);
}

/**
 * False when ovsdb-server 3.1 would read a difference wrong: one with more elements than its column may have it refuses, with
 * all that comes after; one against a default that is not empty it takes for the new value.
 */
function hasReadableDifferences(change: Change): boolean {
  const { before, after } = change;
  if (before === undefined || after === undefined) return true;
  return storedChanges(change).every((column) => {
    const { min, max } = column.type;
    if (max === 1) return true;
    if (min === 1 && column.isInitial(before.values[column.position])) return false;
    if (max === 'unlimited') return true;
    const json = parseJson(change.differenceText(column.position));
    const difference = valueFromJson({ ...column.type, min: 0, max: 'unlimited' }, json);
    return (column.shape === 'set' ? atomsOf(difference).length : [...pairsOf(difference)].length) <= max;
  });
}

function insertText(columns: readonly Column[], values: readonly Value[]): string {
  const members = columns
    .filter((column) => column.isStored && !column.isInitial(values[column.position]))
    .map((column) => `"${column.name}":${column.text(values[column.position])}`);
  return `{${members.join(',')}}`;
}

function push(tables: Map<string, string[]>, name: string, row: string): void {
  const rows = tables.get(name);
  if (rows === undefined) tables.set(name, [row]);
  else rows.push(row);
}
