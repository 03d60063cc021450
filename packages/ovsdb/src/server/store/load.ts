/** From a database file to the tables in memory: rows, the logged modifications they lack, references, latest commits. */
import { isJsonArray, isJsonObject, type Json, parseJson, type Value } from '#ovsdb/notation';
import { Change } from '../change.js';
import type { Database } from '../database.js';
import { countReferences } from '../reference-count.js';
import { Row } from '../row.js';
import { applyChanges, type Table } from '../table.js';
import type { DatabaseFile } from './database-file.js';
import { applyLogged, type LoggedChange, parseLoggedChanges } from './log-text.js';

/** How much of the log is read back for `monitor_cond_since`. */
export interface RecentLimits {
  readonly commits: number;
  /** Bytes of logged changes. */
  readonly bytes: number;
}

/** Number, table, uuid, `seq` and columns. */
type StoredRow = readonly [number: number, table: number, uuid: string, seq: number, data: Json];

/** Rows that are read as one JSON text: a call of SQLite and of the parser for each row would double the time of a start. */
const ROWS_A_TEXT = 250;

function* storedRows(file: DatabaseFile): Iterable<StoredRow> {
  const select = file.sqlite.prepare<[number], { last: number | null; rows: string }>(`
    SELECT max(number) AS last,
      '[' || group_concat('[' || number || ',' || tbl || ',"' || uuid || '",' || seq || ',' || data || ']') || ']' AS rows
    FROM (SELECT * FROM row WHERE number > ? ORDER BY number LIMIT ${ROWS_A_TEXT})`);
  for (let found = select.get(0); found?.last != null; found = select.get(found.last)) {
    const rows = parseJson(found.rows);
    for (const row of isJsonArray(rows) ? rows : []) {
      const [number, table, uuid, seq, data = null] = isJsonArray(row) ? row : [];
      if (
        typeof number !== 'number' ||
        typeof table !== 'number' ||
        typeof uuid !== 'string' ||
        typeof seq !== 'number'
      ) {
        throw new Error('a stored row has another form');
      }
      yield [number, table, uuid, seq, data];
    }
  }
}

interface StoredChanges {
  readonly seq: number;
  readonly changes: string;
}

/** A row on its way into memory: its values may still change. */
interface Draft {
  readonly table: Table;
  readonly row: Row;
  readonly values: Value[];
  seq: number;
}

/** Fills `database`, which is empty. Returns the number of the last transaction and the tables by number. */
export function loadRows(file: DatabaseFile, database: Database): { lastSeq: number } {
  const tables = tablesByNumber(file, database);
  const drafts = new Map<number, Draft>();
  for (const [number, tbl, uuid, seq, data] of storedRows(file)) {
    const table = tables.get(tbl);
    if (table === undefined) continue;
    const values = readData(table, data);
    const row = new Row(uuid, number, 0, 0, values);
    drafts.set(number, { table, row, values, seq });
    if (number >= database.nextRow) database.nextRow = number + 1;
  }
  replay(file, tables, drafts);
  for (const { table, row } of drafts.values()) table.rows.set(row.id, row);
  for (const { table, row, values } of drafts.values()) countReferences(table, row, values, database.tables);
  for (const { table, row } of drafts.values()) {
    for (const index of table.indexes) index.rows.set(index.keyOf(row.values), row);
    if (table.weakColumns.length > 0) applyChanges([new Change(table, undefined, row, [])], database.tables);
  }
  const last = file.sqlite.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM txn').get();
  return { lastSeq: Math.max(last?.seq ?? 0, file.checkpoint) };
}

export function tablesByNumber(file: DatabaseFile, database: Database): Map<number, Table> {
  const tables = new Map<number, Table>();
  const names = file.sqlite.prepare<[], { number: number; name: string }>('SELECT number, name FROM table_name');
  for (const { number, name } of names.iterate()) {
    const table = database.tables.get(name);
    if (table !== undefined) tables.set(number, table);
  }
  return tables;
}

function readData(table: Table, json: Json): Value[] {
  const values = table.initialValues();
  if (!isJsonObject(json)) return values;
  for (const name in json) {
    const column = table.column(name);
    if (column !== undefined) values[column.position] = column.read(json[name] ?? null);
  }
  return values;
}

/** Brings the rows up to the last transaction. */
function replay(file: DatabaseFile, tables: ReadonlyMap<number, Table>, drafts: Map<number, Draft>): void {
  const select = file.sqlite.prepare<[number], StoredChanges>(
    'SELECT seq, changes FROM txn WHERE seq > ? ORDER BY seq',
  );
  for (const { seq, changes } of select.iterate(file.checkpoint)) {
    for (const change of parseLoggedChanges(parseJson(changes))) {
      const draft = drafts.get(change.row);
      const table = tables.get(change.table);
      if (change.kind !== 'modify' || draft === undefined || table === undefined || draft.seq >= seq) continue;
      applyLogged(table, change.columns, draft.values, 'forward');
      draft.seq = seq;
    }
  }
}

/** A transaction of the log. */
export interface LoggedTransaction {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly comment: string;
  readonly client: string;
  readonly changes: readonly Change[];
}

/** What the log tells of a database: a state, and the transactions that led from there to now. */
export interface LoggedPast {
  readonly base: readonly { readonly table: Table; readonly row: Row }[];
  /** Oldest first. */
  readonly transactions: readonly LoggedTransaction[];
}

/** Reads the log back from now (`database` holds the file's rows) as far as the limits allow. */
export function readPast(file: DatabaseFile, database: Database, limits: RecentLimits): LoggedPast {
  const past = new PastRows();
  const transactions = [...readBack(file, database, past, limits)];
  const base = [...database.tables.values()].flatMap((table) => past.rows(table).map((row) => ({ table, row })));
  return { base, transactions: transactions.reverse() };
}

/** The rows of a database at some moment: those of now, but for what changed since. */
export class PastRows {
  readonly #changed = new Map<Table, Map<string, Row | undefined>>();

  get(table: Table, id: string): Row | undefined {
    const changed = this.#changed.get(table);
    return changed?.has(id) === true ? changed.get(id) : table.rows.get(id);
  }

  set(table: Table, id: string, row: Row | undefined): void {
    const changed = this.#changed.get(table);
    if (changed === undefined) this.#changed.set(table, new Map([[id, row]]));
    else changed.set(id, row);
  }

  rows(table: Table): Row[] {
    const changed = this.#changed.get(table);
    if (changed === undefined) return [...table.rows.values()];
    const rows = [...table.rows.values()].filter((row) => !changed.has(row.id));
    for (const row of changed.values()) if (row !== undefined) rows.push(row);
    return rows.sort((a, b) => a.number - b.number);
  }
}

/**
 * The transactions of the log, newest first. After each, `past` holds the rows as they were before it. What the database
 * has in memory must be what the file has.
 */
export function* readBack(
  file: DatabaseFile,
  database: Database,
  past: PastRows,
  limits: RecentLimits,
): Iterable<LoggedTransaction> {
  const tables = tablesByNumber(file, database);
  for (const { id, time, comment, client, changes: text } of recentTransactions(file, limits)) {
    const logged = parseLoggedChanges(parseJson(text));
    const changes = logged.reverse().flatMap((change) => changeBack(tables, past, change));
    yield { id, time, comment, client, changes: changes.reverse() };
  }
}

/** Puts the latest transactions of the log into the database's history. */
export function loadHistory(file: DatabaseFile, database: Database, limits: RecentLimits): void {
  const latest = [...readBack(file, database, new PastRows(), limits)].reverse();
  const older = file.sqlite
    .prepare<[number], { id: string }>('SELECT id FROM txn ORDER BY seq DESC LIMIT 1 OFFSET ?')
    .get(latest.length);
  database.history.startFrom(older?.id ?? file.baseId);
  for (const { id, changes } of latest) database.history.push(id, changes);
}

/** Newest first, as many as the limits allow. */
function recentTransactions(file: DatabaseFile, limits: RecentLimits): StoredTransactionText[] {
  const found: StoredTransactionText[] = [];
  let bytes = 0;
  const select = file.sqlite.prepare<[], StoredTransactionText>(
    'SELECT id, time, comment, client, changes FROM txn ORDER BY seq DESC',
  );
  for (const transaction of select.iterate()) {
    bytes += transaction.changes.length;
    if (found.length >= limits.commits || (bytes > limits.bytes && found.length > 0)) break;
    found.push(transaction);
  }
  return found;
}

interface StoredTransactionText {
  readonly id: string;
  readonly time: number;
  readonly comment: string;
  readonly client: string;
  readonly changes: string;
}

/** Goes back over one logged change: `past` is as after it, and then as before it. */
function changeBack(tables: ReadonlyMap<number, Table>, past: PastRows, change: LoggedChange): Change[] {
  const table = tables.get(change.table);
  if (table === undefined) return [];
  const after = past.get(table, change.id);
  if (change.kind === 'insert') {
    past.set(table, change.id, undefined);
    return after === undefined ? [] : [new Change(table, undefined, after, [])];
  }
  if (change.kind === 'delete') {
    const before = new Row(change.id, change.row, 0, 0, readData(table, change.columns));
    past.set(table, change.id, before);
    return [new Change(table, before, undefined, [])];
  }
  if (after === undefined) return [];
  const values = after.values.slice();
  applyLogged(table, change.columns, values, 'back');
  const before = new Row(after.id, after.number, 0, 0, values);
  past.set(table, change.id, before);
  const changed = Object.keys(change.columns).flatMap((name) => table.column(name)?.position ?? []);
  return [new Change(table, before, after, changed)];
}
