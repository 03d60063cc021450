/**
 * Reads the log of a database file from its new end, a few entries at a time: nothing of SQLite stays busy in between, and
 * no more than that is in memory.
 */

import type { Change } from '../change.js';
import { Change as RowChange } from '../change.js';
import type { Database } from '../database.js';
import type { PastRows } from '../past-rows.js';
import { Row } from '../row.js';
import type { Table } from '../table.js';
import type { DatabaseFile } from './database-file.js';
import { ENTRY_COLUMNS, EntryReader, type LogEntry, type StoredEntry } from './log-entry.js';
import { applyLogged, type LoggedChange, readData } from './log-text.js';
import type { Statement } from './sqlite.js';

/** How much is read at once; at least one entry. */
const CHUNK = 100;
const CHUNK_BYTES = 256 * 1024;
const IDS = 1000;

export class LogReader {
  readonly tables: ReadonlyMap<number, Table>;
  readonly #reader: EntryReader;
  readonly #entries: Statement<[number], StoredEntry>;
  readonly #ids: Statement<[number, number], { seq: number; id: string }>;

  constructor({ sqlite }: DatabaseFile, database: Database) {
    this.tables = tablesByNumber(sqlite, database);
    this.#reader = new EntryReader(sqlite);
    this.#entries = sqlite.prepare(`SELECT ${ENTRY_COLUMNS} FROM txn WHERE seq < ? ORDER BY seq DESC`);
    this.#ids = sqlite.prepare('SELECT seq, id FROM txn WHERE seq < ? ORDER BY seq DESC LIMIT ?');
  }

  /** Some entries before `below`, newest first; none when there are none. Throws when one is damaged. */
  entries(below: number): readonly LogEntry[] {
    const found: LogEntry[] = [];
    let bytes = 0;
    for (const stored of this.#entries.iterate(below)) {
      const entry = this.#reader.read(stored);
      found.push(entry);
      bytes += entry.size;
      if (found.length >= CHUNK || bytes >= CHUNK_BYTES) break;
    }
    return found;
  }

  /** The same with more of them at once, and without their changes. */
  ids(below: number): readonly { readonly seq: number; readonly id: string }[] {
    return this.#ids.all(below, IDS);
  }
}

/** The tables by their numbers in the file. Throws when one has none. */
export function tablesByNumber(sqlite: DatabaseFile['sqlite'], database: Database): Map<number, Table> {
  const tables = new Map<number, Table>();
  const names = sqlite.prepare<[], { number: number; name: string }>('SELECT number, name FROM table_name');
  for (const { number, name } of names.all()) {
    const table = database.tables.get(name);
    if (table !== undefined) tables.set(number, table);
  }
  if (tables.size < database.tables.size) throw new Error('a table of the schema has no number');
  return tables;
}

/** Goes back over one logged change: `past` is as after it, and then as before it. */
export function changeBack(
  tables: ReadonlyMap<number, Table>,
  past: PastRows,
  change: LoggedChange,
): Change | undefined {
  const table = tables.get(change.table);
  if (table === undefined) return undefined;
  const after = past.get(table, change.id);
  if (change.kind === 'insert') {
    past.set(table, change.id, undefined);
    return after === undefined ? undefined : new RowChange(table, undefined, after, []);
  }
  if (change.kind === 'delete') {
    const before = new Row(change.id, change.row, 0, 0, readData(table, change.columns));
    past.set(table, change.id, before);
    return new RowChange(table, before, undefined, []);
  }
  if (after === undefined) return undefined;
  const values = after.values.slice();
  applyLogged(table, change.columns, values, 'back');
  const before = new Row(after.id, after.number, 0, 0, values);
  past.set(table, change.id, before);
  const changed = Object.keys(change.columns).flatMap((name) => table.column(name)?.position ?? []);
  return new RowChange(table, before, after, changed);
}
