/**
 * The file format of ovsdb-server (ovsdb(5), "Standalone"): records of JSON, each behind a line with its length and SHA-1.
 * The first is the schema, the others are transactions. For moving databases in and out; our own files are SQLite's.
 */
import { createHash } from 'node:crypto';
import {
  type DatabaseSchema,
  isJsonObject,
  type Json,
  type JsonObject,
  parseJson,
  parseSchema,
  schemaToJson,
  stringifyJson,
  type Value,
  valueFromJson,
} from '#ovsdb/notation';
import { atomsOf, type Column, pairsOf } from '../column.js';
import type { Database } from '../database.js';
import { symmetricDifference } from '../difference.js';
import { Overlay } from '../overlay.js';
import type { LoggedPast, LoggedTransaction } from './load.js';
import { StoreError } from './store-error.js';

const MAGIC = 'OVSDB JSON ';
const CLUSTER_MAGIC = 'OVSDB CLUSTER ';

/** The records of a file. A last one that is cut short, as a crash leaves it, is left out. Throws `StoreError`. */
export function* parseOvsdbLog(path: string, bytes: Buffer): Iterable<JsonObject> {
  for (let at = 0; at < bytes.length; ) {
    const lineEnd = bytes.indexOf('\n', at);
    const line = bytes.toString('latin1', at, lineEnd < 0 ? bytes.length : lineEnd);
    const header = /^OVSDB JSON (\d+) ([0-9a-f]{40})$/.exec(line);
    if (header === null) {
      const kind = line.startsWith(CLUSTER_MAGIC) ? 'a clustered database' : 'no database';
      throw new StoreError('store-format', `${path}: ${kind}: cannot be read (offset ${at})`, { path });
    }
    const [, length = '0', hash = ''] = header;
    const start = lineEnd + 1;
    const record = bytes.subarray(start, start + Number(length));
    if (record.length < Number(length)) return;
    if (createHash('sha1').update(record).digest('hex') !== hash) {
      throw new StoreError('store-format', `${path}: record at offset ${at} is damaged: its checksum is wrong`, {
        path,
      });
    }
    const json = parseJson(record.toString('utf8'));
    if (!isJsonObject(json)) throw new StoreError('store-format', `${path}: a record is no JSON object`, { path });
    yield json;
    at = start + record.length;
  }
}

/** One record as it stands in the file. */
export function ovsdbLogRecord(json: string): string {
  const text = `${json}\n`;
  const hash = createHash('sha1').update(text).digest('hex');
  return `${MAGIC}${Buffer.byteLength(text)} ${hash}\n${text}`;
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
  return { overlay, time: typeof date === 'number' ? date : 0, comment: typeof comment === 'string' ? comment : '' };
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

export function readSchemaRecord(record: JsonObject): DatabaseSchema {
  return parseSchema(record);
}

/** The records of a database with its past: the schema, the oldest state that is known, the transactions since. */
export function* ovsdbLogOf(schema: DatabaseSchema, past: LoggedPast): Iterable<string> {
  yield ovsdbLogRecord(stringifyJson(schemaToJson(schema)));
  if (past.base.length > 0) {
    const tables = new Map<string, string[]>();
    for (const { table, row } of past.base) {
      push(tables, table.name, `"${row.id}":${insertText(table.columns, row.values)}`);
    }
    const time = past.transactions[0]?.time;
    yield ovsdbLogRecord(recordText(tables, time === undefined ? '' : `"_date":${time},`, 'the state before the log'));
  }
  for (const transaction of past.transactions) yield ovsdbLogRecord(transactionText(transaction));
}

function transactionText({ changes, comment, time }: LoggedTransaction): string {
  const tables = new Map<string, string[]>();
  for (const change of changes) {
    const { table, before, after } = change;
    if (after === undefined) push(tables, table.name, `"${change.id}":null`);
    else if (before === undefined)
      push(tables, table.name, `"${change.id}":${insertText(table.columns, after.values)}`);
    else {
      const columns = change.changed
        .filter((position) => table.columns[position]!.isStored)
        .map((position) => `"${table.columns[position]!.name}":${change.differenceText(position)}`);
      if (columns.length > 0) push(tables, table.name, `"${change.id}":{${columns.join(',')}}`);
    }
  }
  return recordText(tables, `"_date":${time},"_is_diff":true,`, comment);
}

function recordText(tables: ReadonlyMap<string, readonly string[]>, head: string, comment: string): string {
  const members = [...tables].map(([name, rows]) => `"${name}":{${rows.join(',')}}`);
  if (comment !== '') members.push(`"_comment":${JSON.stringify(comment)}`);
  return `{${head}${members.join(',')}}`.replace(/,}$/, '}');
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
