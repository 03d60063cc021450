/**
 * What is in a database file (database-file.ts):
 *
 *     meta          name, value: the schema, the format, the id of the state without transactions, `checkpoint`, and the
 *                   file's identity: its first `base_id`
 *     table_name    number, name: the numbers that rows and log use for tables
 *     row           one row of the database each, as of transaction `seq`
 *     txn           the log of committed transactions, oldest first
 *
 * `sum` is the checksum of a row of each table (checksums.ts). Files of the format before have none.
 */
import { type DatabaseSchema, schemaToJson, stringifyJson } from '#ovsdb/notation';
import { checkSum, metaSum } from './checksums.js';
import { isFull } from './file-faults.js';
import type { SqliteDatabase } from './sqlite.js';
import { StoreError } from './store-error.js';

const FORMAT = '2';
/** Without checksums. */
export const OLD_FORMAT = '1';
/** Lets the file shrink (compaction.ts). */
export const MOVABLE_PAGES = 'auto_vacuum = INCREMENTAL';
const TABLES = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL, sum INTEGER) WITHOUT ROWID;
  CREATE TABLE table_name (number INTEGER PRIMARY KEY, name TEXT NOT NULL);
  CREATE TABLE row (number INTEGER PRIMARY KEY, tbl INTEGER NOT NULL, uuid TEXT NOT NULL, seq INTEGER NOT NULL, data TEXT NOT NULL, sum INTEGER);
  CREATE TABLE txn (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, time INTEGER NOT NULL, comment TEXT NOT NULL, client TEXT NOT NULL, changes TEXT NOT NULL, sum INTEGER);
`;

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

/** Gives a file of the old format room for checksums; what it holds has none. */
export function upgrade(sqlite: SqliteDatabase): void {
  const format = sqlite.prepare<[], { value: string }>("SELECT value FROM meta WHERE name = 'format'").get()?.value;
  if (format !== OLD_FORMAT) return;
  sqlite.transaction(() => {
    for (const table of ['meta', 'row', 'txn']) sqlite.exec(`ALTER TABLE ${table} ADD COLUMN sum INTEGER`);
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
  if (format !== FORMAT && format !== OLD_FORMAT) {
    throw new StoreError('store-format', `${path}: not a database of this program, or of another version`, { path });
  }
  return meta;
}
