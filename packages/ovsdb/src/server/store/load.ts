/** From a database file to the tables in memory: rows, the logged modifications they lack, references, latest commits. */
import { isJsonArray, type Json, parseJson, type Value } from '#ovsdb/notation';
import type { Change } from '../change.js';
import type { Database } from '../database.js';
import { PastRows } from '../past-rows.js';
import { countReferences } from '../reference-count.js';
import { Row } from '../row.js';
import { type Table, trackWeak } from '../table.js';
import { checkSum, rowSum } from './checksums.js';
import type { DatabaseFile } from './database-file.js';
import { unreadable } from './file-faults.js';
import { ENTRY_COLUMNS, EntryReader, type StoredEntry } from './log-entry.js';
import { changeBack, LogReader, tablesByNumber } from './log-reader.js';
import { applyLogged, type LoggedChange, parseLoggedChanges, readData } from './log-text.js';

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

interface RowsText {
  readonly last: number | null;
  /** The tables of these rows: the first and the last of their numbers. */
  readonly least: number;
  readonly most: number;
  readonly rows: string;
}

function* storedRows(file: DatabaseFile, tables: ReadonlyMap<number, Table>): Iterable<StoredRow> {
  const select = file.sqlite.prepare<[number], RowsText>(`
    SELECT max(number) AS last, min(tbl) AS least, max(tbl) AS most, group_concat(
      '[' || number || ',' || tbl || ',"' || uuid || '",' || seq || ',' || data || ',' || coalesce(sum, 'null') || ']',
      char(10) || ',') AS rows
    FROM (SELECT * FROM row WHERE number > ? ORDER BY number LIMIT ${ROWS_A_TEXT})`);
  for (let found = select.get(0); found?.last != null; found = select.get(found.last)) {
    checkRows(found.rows);
    const table = found.least === found.most ? tables.get(found.least) : undefined;
    const text = `[${found.rows}]`;
    // Looking for numbers that need more care takes half as long as parsing.
    const rows: Json = table?.hasPlainNumbers === true ? JSON.parse(text) : parseJson(text);
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

/** Compares rows with their checksums: each is a line of its own, behind a comma, with the checksum at its end. */
function checkRows(rows: string): void {
  let start = 0;
  for (const line of rows.split('\n')) {
    const end = line.lastIndexOf(',');
    const sum = line.slice(end + 1, -1);
    checkSum('a stored row', sum === 'null' ? null : Number(sum), () => rowSum(line.slice(start, end)));
    start = 1;
  }
}

/** A row on its way into memory: its values may still change. */
interface Draft {
  readonly table: Table;
  readonly row: Row;
  readonly values: Value[];
  seq: number;
}

/** A stored row that lacks modifications, which the log has. */
export interface RowBehind {
  readonly number: number;
  readonly table: Table;
  readonly id: string;
  /** The first transaction that it lacks. */
  readonly since: number;
}

export interface LoadedRows {
  /** The number of the last transaction. */
  readonly lastSeq: number;
  /** In the order of what they lack. */
  readonly behind: readonly RowBehind[];
}

/** Fills `database`, which is empty. */
export function loadRows(file: DatabaseFile, database: Database): LoadedRows {
  const tables = tablesByNumber(file.sqlite, database);
  const drafts = new Map<number, Draft>();
  for (const [number, tbl, uuid, seq, data] of storedRows(file, tables)) {
    const table = tables.get(tbl);
    if (table === undefined) throw new Error('a stored row is of no table');
    const values = readData(table, data);
    const row = new Row(uuid, number, 0, 0, values);
    drafts.set(number, { table, row, values, seq });
    if (number >= database.nextRow) database.nextRow = number + 1;
  }
  const behind = replay(file, tables, drafts);
  for (const { table, row } of drafts.values()) table.rows.set(row.id, row);
  for (const { table, row, values } of drafts.values()) countReferences(table, row, values, database.tables);
  for (const { table, row } of drafts.values()) {
    for (const index of table.indexes) index.rows.set(index.keyOf(row.values), row);
    trackWeak(table, undefined, row, [], database.tables);
  }
  const last = file.sqlite.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM txn').get();
  return { lastSeq: Math.max(last?.seq ?? 0, file.checkpoint), behind };
}

/** Brings the rows up to the last transaction. */
function replay(file: DatabaseFile, tables: ReadonlyMap<number, Table>, drafts: Map<number, Draft>): RowBehind[] {
  const behind = new Map<number, RowBehind>();
  const reader = new EntryReader(file.sqlite);
  const select = file.sqlite.prepare<[number], StoredEntry>(
    `SELECT ${ENTRY_COLUMNS} FROM txn WHERE seq > ? ORDER BY seq`,
  );
  for (const stored of select.iterate(file.checkpoint)) {
    const { seq, texts } = reader.read(stored);
    for (const change of loggedChanges(textsWithModified(texts()))) {
      const draft = drafts.get(change.row);
      const table = tables.get(change.table);
      if (change.kind !== 'modify' || draft === undefined || table === undefined || draft.seq >= seq) continue;
      applyLogged(table, change.columns, draft.values, 'forward');
      draft.seq = seq;
      const { row: number, id } = change;
      if (!behind.has(number)) behind.set(number, { number, table, id, since: seq });
    }
  }
  return [...behind.values()];
}

/** Most of what is very long tells of rows that came and went, which the stored rows know: parsing it would take a start's time. */
function* textsWithModified(texts: Iterable<string>): Iterable<string> {
  for (const text of texts) if (text.includes('["m",')) yield text;
}

/** The changes of an entry. */
function* loggedChanges(texts: Iterable<string>): Iterable<LoggedChange> {
  for (const text of texts) yield* parseLoggedChanges(parseJson(text));
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
  const log = new LogReader(file, database);
  let commits = 0;
  let bytes = 0;
  let below = Number.MAX_SAFE_INTEGER;
  for (let chunk = log.entries(below); chunk.length > 0; chunk = log.entries(below)) {
    for (const { seq, id, time, comment, client, size, texts } of chunk) {
      bytes += size;
      if (commits >= limits.commits || bytes > limits.bytes) return;
      commits++;
      const changes: Change[] = [];
      for (const logged of loggedChanges(texts())) {
        const change = changeBack(log.tables, past, logged);
        if (change !== undefined) changes.push(change);
      }
      yield { id, time, comment, client, changes };
      below = seq;
    }
  }
}

/** Puts the latest transactions of the log into the database's history. Throws `StoreError`. */
export function loadHistory(file: DatabaseFile, database: Database, limits: RecentLimits): void {
  let latest: LoggedTransaction[];
  try {
    latest = [...readBack(file, database, new PastRows(), limits)].reverse();
  } catch (error) {
    throw unreadable(file.path, error);
  }
  const older = file.sqlite
    .prepare<[number], { id: string }>('SELECT id FROM txn ORDER BY seq DESC LIMIT 1 OFFSET ?')
    .get(latest.length);
  database.history.startFrom(older?.id ?? file.baseId);
  for (const { id, changes } of latest) database.history.push(id, changes);
}
