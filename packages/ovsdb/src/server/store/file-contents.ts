/**
 * What is in a database file (database-file.ts):
 *
 *     meta          name, value: the schema, the format, the id of the state without transactions, `checkpoint`, and the
 *                   file's identity: its first `base_id`
 *     table_name    number, name: the numbers that rows and log use for tables
 *     row           one row of the database each, as of transaction `seq`
 *     txn           the log of committed transactions, oldest first
 *     txn_part      what one of them changed that changed very much, in parts (log-entry.ts); those without an entry in `txn` are
 *                   to be dropped
 *
 * `sum` is the checksum of a row of each table (checksums.ts). Files of the first format have none, and those of the second no
 * parts.
 */
import { type DatabaseSchema, schemaToJson, stringifyJson } from '#ovsdb/notation';
import { checkSum, metaSum } from './checksums.js';
import { isFull } from './file-faults.js';
import type { SqliteDatabase } from './sqlite.js';
import { StoreError } from './store-error.js';

const FORMAT = '3';
/** Formats that are upgraded. */
const WITHOUT_CHECKSUMS = '1';
const WITHOUT_PARTS = '2';
/** Lets the file shrink (compaction.ts). */
export const MOVABLE_PAGES = 'auto_vacuum = INCREMENTAL';
const PARTS = `
  CREATE TABLE txn_part (seq INTEGER NOT NULL, part INTEGER NOT NULL, changes TEXT NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY (seq, part)) WITHOUT ROWID;
`;
const TABLES = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL, sum INTEGER) WITHOUT ROWID;
  CREATE TABLE table_name (number INTEGER PRIMARY KEY, name TEXT NOT NULL);
  CREATE TABLE row (number INTEGER PRIMARY KEY, tbl INTEGER NOT NULL, uuid TEXT NOT NULL, seq INTEGER NOT NULL, data TEXT NOT NULL, sum INTEGER);
  CREATE TABLE txn (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, time INTEGER NOT NULL, comment TEXT NOT NULL, client TEXT NOT NULL, changes TEXT NOT NULL, sum INTEGER, parts INTEGER, bytes INTEGER);
  ${PARTS}`;

/** Whether a file of this format is to be upgraded. */
export function isOld(format: string): boolean {
  return format === WITHOUT_CHECKSUMS || format === WITHOUT_PARTS;
}

/** Makes the tables of an empty database. `baseId`: a random uuid, from now on the file's identity. */
export function makeTables(sqlite: SqliteDatabase, schema: DatabaseSchema, baseId: string): void {
  sqlite.transaction(() => {
    sqlite.exec(TABLES);
    const meta = sqlite.prepare('INSERT INTO meta (name, value, sum) VALUES (?, ?, ?)');
    const values = {
      format: FORMAT,
      schema: stringifyJson(schemaToJson(schema)),
      identity: baseId,
      base_id: baseId,
      checkpoint: '0',
    };
    for (const [name, value] of Object.entries(values)) meta.run(name, value, metaSum(name, value));
    const name = sqlite.prepare('INSERT INTO table_name (number, name) VALUES (?, ?)');
    let number = 0;
    for (const table of schema.tables.keys()) name.run(number++, table);
  })();
}

/** Writes a file anew, once, that was made without `MOVABLE_PAGES`; without room for that it stays as it is. */
export function makePagesMovable(sqlite: SqliteDatabase): void {
  if (sqlite.pragma('auto_vacuum', { simple: true }) !== 0) return;
  sqlite.pragma(MOVABLE_PAGES);
  try {
    sqlite.exec('VACUUM');
  } catch (error) {
    if (!isFull(error)) throw error;
  }
}

/** Throws when SQLite finds a damaged page: rows that it hides are missed by no checksum. */
export function checkStructure(sqlite: SqliteDatabase): void {
  const found = sqlite.pragma('quick_check(1)', { simple: true });
  if (found !== 'ok') throw new Error(String(found).replaceAll('\n', ' '));
}

interface MetaRow {
  readonly name: string;
  readonly value: string;
  readonly sum?: number | null;
}

/** Gives a file of an old format room for what it lacks; what a file without checksums holds goes on having none. */
export function upgrade(sqlite: SqliteDatabase): void {
  const format = sqlite.prepare<[], { value: string }>("SELECT value FROM meta WHERE name = 'format'").get()?.value;
  if (format === undefined || !isOld(format)) return;
  sqlite.transaction(() => {
    if (format === WITHOUT_CHECKSUMS) {
      for (const table of ['meta', 'row', 'txn']) sqlite.exec(`ALTER TABLE ${table} ADD COLUMN sum INTEGER`);
    }
    for (const column of ['parts', 'bytes']) sqlite.exec(`ALTER TABLE txn ADD COLUMN ${column} INTEGER`);
    sqlite.exec(PARTS);
    const set = sqlite.prepare('UPDATE meta SET value = ?, sum = ? WHERE name = ?');
    set.run(FORMAT, metaSum('format', FORMAT), 'format');
  })();
}

/** The values of `meta`. Throws `StoreError` for a file of something else at `path`, and an Error for a value that is damaged. */
export function readMeta(sqlite: SqliteDatabase, path: string): Map<string, string> {
  const meta = new Map<string, string>();
  const isThere = sqlite.prepare("SELECT 1 FROM sqlite_master WHERE name = 'meta'").get() !== undefined;
  if (isThere) {
    for (const { name, value, sum = null } of sqlite.prepare<[], MetaRow>('SELECT * FROM meta').iterate()) {
      checkSum(`the value of ${name}`, sum, () => metaSum(name, value));
      meta.set(name, value);
    }
  }
  const format = meta.get('format');
  if (format === undefined || (format !== FORMAT && !isOld(format))) {
    throw new StoreError('store-format', `${path}: not a database of this program, or of another version`, { path });
  }
  return meta;
}
