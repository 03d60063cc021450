/** A database file opened for work: its rows in memory, and the store that keeps them. */
import { randomUUID } from 'node:crypto';
import { readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import type { DatabaseSchema } from '#ovsdb/notation';
import { prepareCommit } from '../commit.js';
import { prepareConversion } from '../conversion.js';
import { Database } from '../database.js';
import type { HistoryLimits } from '../history.js';
import { VersionText } from '../version.js';
import {
  createDatabaseFile,
  type DatabaseFile,
  lockPathOf,
  openDatabaseFile,
  readDatabaseFile,
  unreadable,
} from './database-file.js';
import { RETENTION, type Retention } from './log-retention.js';
import { parseOvsdbLog, readSchemaRecord, readTransactionRecord } from './ovsdb-log.js';
import { SqliteStore } from './sqlite-store.js';
import { StoreError } from './store-error.js';
import { syncDirectoryOf } from './sync-directory.js';

export interface StoredDatabase {
  readonly file: DatabaseFile;
  readonly database: Database;
  readonly store: SqliteStore;
}

const NO_HISTORY: HistoryLimits = { commits: 1, weight: 1 };

/** Opens a file for a tool: to change it, while nobody serves it, or to read it as it is now. Throws `StoreError`. */
export function openStored(path: string, access: 'write' | 'read' = 'write'): StoredDatabase {
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

/** Makes `target` from a file of ovsdb-server, with its whole log. Returns the number of transactions. Throws `StoreError`. */
export function importOvsdbLog(source: string, target: string): number {
  const records = parseOvsdbLog(source, readFileSync(source))[Symbol.iterator]();
  const first = records.next();
  if (first.done === true) throw new Error(`${source}: holds no schema`);
  createDatabaseFile(target, readSchemaRecord(first.value), randomUUID());
  const { database, store } = openStored(target);
  let count = 0;
  try {
    for (let next = records.next(); next.done !== true; next = records.next()) {
      const { overlay, time, comment } = readTransactionRecord(source, database, next.value);
      const numbers = { nextRow: () => database.nextRow++, version: database.nextVersion };
      const commit = prepareCommit(overlay, database.tables, numbers);
      if (commit === undefined) continue;
      const id = randomUUID();
      database.apply(commit, id);
      store.commit([{ id, time, comment, client: `import of ${source}`, changes: commit.changes }]);
      count++;
    }
    store.sync();
  } finally {
    store.close();
  }
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
