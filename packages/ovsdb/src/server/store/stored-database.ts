/** A database file opened for work: its rows in memory, and the store that keeps them. */
import { randomUUID } from 'node:crypto';
import { realpathSync, renameSync, rmSync } from 'node:fs';
import { type DatabaseSchema, type JsonObject, parseSchema } from '#ovsdb/notation';
import { prepareCommit } from '../commit.js';
import { prepareConversion } from '../conversion.js';
import { Database } from '../database.js';
import type { HistoryLimits } from '../history.js';
import { VersionText } from '../version.js';
import { standaloneRecords } from './cluster-log.js';
import {
  createDatabaseFile,
  type DatabaseFile,
  openDatabaseFile,
  readDatabaseFile,
  scratchDatabaseFile,
} from './database-file.js';
import { unreadable } from './file-faults.js';
import { lockPathOf } from './file-lock.js';
import { type LogKind, logRecords } from './log-records.js';
import { RETENTION, type Retention } from './log-retention.js';
import { placeForNew, removeBegun } from './new-file.js';
import { readTransactionRecord } from './ovsdb-log.js';
import { readLogKind, readSource } from './source-file.js';
import { SqliteStore } from './sqlite-store.js';
import { StoreError } from './store-error.js';
import { syncDirectoryOf } from './sync-directory.js';

export interface StoredDatabase {
  readonly file: DatabaseFile;
  readonly database: Database;
  readonly store: SqliteStore;
}

/** The whole log. */
const UNLIMITED: Retention = {
  transactions: Number.MAX_SAFE_INTEGER,
  bytes: Number.MAX_SAFE_INTEGER,
  ageMs: Number.POSITIVE_INFINITY,
};
const NO_HISTORY: HistoryLimits = { commits: 1, weight: 1 };

/**
 * Opens a file for a tool: to change it, while nobody serves it, or to read it as it is now. A standalone file of ovsdb-server
 * can be read, too. Throws `StoreError`.
 */
export function openStored(path: string, access: 'write' | 'read' = 'write'): StoredDatabase {
  if (access === 'read' && readLogKind(path) !== undefined) return loadOvsdbLog(path, readSource(path));
  const file = access === 'write' ? openDatabaseFile(path) : readDatabaseFile(path);
  const database = emptyDatabase(file.schema, file.baseId);
  return { file, database, store: loadStore(file, database, RETENTION) };
}

/** Fills `database`, which is empty, from its file. Closes the file and throws `StoreError` when it cannot be read. */
export function loadStore(file: DatabaseFile, database: Database, retention: Retention): SqliteStore {
  try {
    return new SqliteStore(file, database, retention);
  } catch (error) {
    file.close(false);
    throw unreadable(file.path, error);
  }
}

export function emptyDatabase(schema: DatabaseSchema, lastId: string): Database {
  const versions = new VersionText(randomUUID());
  return new Database(schema, { versions, identities: { newId: randomUUID }, history: NO_HISTORY, lastId });
}

/**
 * Makes `target` from a file of ovsdb-server, standalone or a member's of a cluster, with its whole log: or nothing, when it
 * cannot be read. Returns the number of transactions. Throws `StoreError`, `OvsdbError`.
 */
export function importOvsdbLog(source: string, target: string, kind: LogKind = 'standalone'): number {
  const place = placeForNew(target);
  const { schema, transactions } = readLog(source, readSource(source), kind);
  const making = `${place}.new`;
  const beside = ['', '-wal', '-shm', '-commits'].map((rest) => `${making}${rest}`);
  const remove = () => removeBegun([...beside, lockPathOf(making)]);
  remove();
  try {
    createDatabaseFile(making, schema, randomUUID());
    const stored = openStored(making);
    let count: number;
    try {
      count = addTransactions(source, stored, transactions);
    } finally {
      stored.store.close();
    }
    renameSync(making, place);
    syncDirectoryOf(place);
    return count;
  } finally {
    remove();
  }
}

/** A standalone file of ovsdb-server in memory. `path`: as messages name it. Throws `StoreError`, `OvsdbError`. */
export function loadOvsdbLog(path: string, bytes: Buffer): StoredDatabase {
  const { schema, transactions } = readLog(path, bytes, 'standalone');
  const file = scratchDatabaseFile(schema, randomUUID());
  const database = emptyDatabase(schema, file.baseId);
  const stored = { file, database, store: loadStore(file, database, UNLIMITED) };
  addTransactions(path, stored, transactions);
  // What reads the past reads it from SQLite.
  while (stored.store.maintain());
  return stored;
}

function readLog(
  path: string,
  bytes: Buffer,
  kind: LogKind,
): { schema: DatabaseSchema; transactions: Iterable<JsonObject> } {
  const found = logRecords(path, bytes, kind);
  const records = (kind === 'standalone' ? found : standaloneRecords(path, found))[Symbol.iterator]();
  const first = records.next();
  if (first.done === true) throw new StoreError('store-format', `${path}: holds no schema`, { path });
  return { schema: parseSchema(first.value), transactions: { [Symbol.iterator]: () => records } };
}

/** Returns how many there were. */
function addTransactions(
  source: string,
  { database, store }: Pick<StoredDatabase, 'database' | 'store'>,
  transactions: Iterable<JsonObject>,
): number {
  let count = 0;
  for (const record of transactions) {
    const { overlay, time, comment } = readTransactionRecord(source, database, record);
    const numbers = { nextRow: () => database.nextRow++, version: database.nextVersion };
    const commit = prepareCommit(overlay, database.tables, numbers);
    if (commit === undefined) continue;
    const id = randomUUID();
    database.apply(commit, id);
    store.commit([{ id, time, comment, client: `import of ${source}`, changes: commit.changes }]);
    count++;
  }
  store.sync();
  return count;
}

/** Writes the rows of `source`, under `schema`, to the new file `target`. Throws `OvsdbError` when they do not fit. */
export function convertTo(
  source: Pick<StoredDatabase, 'database'>,
  schema: DatabaseSchema,
  target: string,
  comment: string,
): void {
  const database = emptyDatabase(schema, randomUUID());
  const commit = prepareConversion(source.database, database);
  createDatabaseFile(target, schema, randomUUID());
  const store = new SqliteStore(openDatabaseFile(target), emptyDatabase(schema, randomUUID()), RETENTION);
  try {
    if (commit !== undefined) {
      store.commit([{ id: randomUUID(), time: Date.now(), comment, client: '', changes: commit.changes }]);
    }
    store.sync();
  } finally {
    store.close();
    rmSync(lockPathOf(target), { force: true });
  }
}

/**
 * Writes a database anew, without its log, under a schema: to the new file `target`, or in the place of `path`. Throws
 * `StoreError`, `OvsdbError`, and leaves all as it was.
 */
export function rewriteStored(
  path: string,
  target: string | undefined,
  schemaOf: (stored: StoredDatabase) => DatabaseSchema,
  comment: string,
): void {
  const stored = openStored(path);
  const temporary = target ?? temporaryFor(path);
  const remove = () => {
    for (const rest of ['', '-wal', '-shm']) rmSync(`${temporary}${rest}`, { force: true });
  };
  try {
    if (target === undefined) remove();
    convertTo(stored, schemaOf(stored), temporary, comment);
    if (target === undefined) replaceFile(temporary, stored.file);
  } finally {
    stored.store.close();
    if (target === undefined) remove();
  }
}

/** What a database is written to before it takes the place of the one at `path`: beside the real file, where a link leads. */
export function temporaryFor(path: string): string {
  return `${realpathSync(path)}.tmp`;
}

/**
 * Puts the finished and closed file `from` in the place of a database that is open, and of nobody's use any more: it is to
 * be closed next. At each moment, and after a crash too, the path leads wholly to the one or wholly to the other. Throws
 * `StoreError` when somebody is just reading the database, and changes nothing.
 */
export function replaceFile(from: string, { sqlite, path }: DatabaseFile): void {
  const outcome = sqlite.prepare<[], { busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)').get();
  if (outcome?.busy !== 0) {
    throw new StoreError('store-in-use', `${path}: another program is reading this database: try again`, { path });
  }
  // A symbolic link stays.
  const place = realpathSync(path);
  // The new file must never be found with the old one's write-ahead log beside it.
  for (const rest of ['-wal', '-shm']) rmSync(`${place}${rest}`, { force: true });
  renameSync(from, place);
  syncDirectoryOf(place);
}
