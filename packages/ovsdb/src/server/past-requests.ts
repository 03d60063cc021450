/**
 * The past of a database for those who ask: methods of ours beside RFC 7047's.
 *
 *     heddle_transactions [DB, {"limit": N, "before": ID}]
 *         -> [{"id", "time", "comment", "client", "changes": {table: {uuid: {"before": row, "after": row}}}}, ...]
 *     heddle_rows_before [DB, ID, TABLE]  ->  [row, ...] as they were before transaction ID
 *
 * Transactions come newest first; `before` (an id of an earlier reply) pages on. Rows leave out columns that hold their
 * default.
 */
import { isJsonObject, type JsonArray, OvsdbError, syntaxError } from '#ovsdb/notation';
import type { Database } from './database.js';
import { listing, type Piece } from './listing.js';
import type { Row } from './row.js';
import type { Service } from './service.js';
import { type LoggedTransaction, PastRows } from './store/load.js';
import type { Table } from './table.js';

/** How far back one request may reach: some tens of milliseconds' work. */
const REACH = { commits: 5000, bytes: 8 * 1024 * 1024 };
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1000;

export function readTransactions(service: Service, database: Database, params: JsonArray): Piece[] {
  const options = params[1] ?? {};
  if (!isJsonObject(options)) throw syntaxError('options must be an object', options);
  const { limit = DEFAULT_LIMIT, before } = options;
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw syntaxError(`limit must be an integer from 1 to ${MAX_LIMIT}`, limit);
  }
  const found: LoggedTransaction[] = [];
  let hasReached = before === undefined;
  for (const transaction of readBack(service, database, new PastRows())) {
    if (hasReached) found.push(transaction);
    if (transaction.id === before) hasReached = true;
    if (found.length >= limit) break;
  }
  if (!hasReached) throw tooFar();
  return [listing(found, transactionText)];
}

export function readRowsBefore(service: Service, database: Database, params: JsonArray): Piece[] {
  const [, id, name] = params;
  const table = typeof name === 'string' ? database.tables.get(name) : undefined;
  if (table === undefined) throw syntaxError('no such table', name ?? null);
  const past = new PastRows();
  for (const transaction of readBack(service, database, past)) {
    if (transaction.id === id) return [listing(past.rows(table), (row) => rowText(table, row))];
  }
  throw tooFar();
}

function readBack(service: Service, database: Database, past: PastRows): Iterable<LoggedTransaction> {
  const transactions = service.flushed(database)?.readBack?.(past, REACH);
  if (transactions === undefined) throw new OvsdbError('not supported', `${database.name} keeps no history`);
  return transactions;
}

function tooFar(): OvsdbError {
  return new OvsdbError('unknown transaction', 'the log knows no such transaction, or it is too far back');
}

function transactionText({ id, time, comment, client, changes }: LoggedTransaction): string {
  const tables = new Map<string, string[]>();
  for (const { table, before, after, id: uuid } of changes) {
    const side = (name: string, row: Row | undefined) =>
      row === undefined ? [] : [`"${name}":${rowText(table, row)}`];
    const text = `"${uuid}":{${[...side('before', before), ...side('after', after)].join(',')}}`;
    tables.set(table.name, [...(tables.get(table.name) ?? []), text]);
  }
  const rows = [...tables].map(([name, texts]) => `"${name}":{${texts.join(',')}}`);
  const head = `"id":"${id}","time":${time},"comment":${JSON.stringify(comment)},"client":${JSON.stringify(client)}`;
  return `{${head},"changes":{${rows.join(',')}}}`;
}

function rowText(table: Table, row: Row): string {
  const members = table.columns
    .filter((column) => !column.isInitial(row.values[column.position]))
    .map((column) => `"${column.name}":${column.text(row.values[column.position])}`);
  return `{${[`"_uuid":["uuid","${row.id}"]`, ...members].join(',')}}`;
}
