/** A database file opened for work: its rows in memory, and the store that keeps them. */
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync } from 'node:fs';
import type { DatabaseSchema } from '#ovsdb/notation';
import { prepareCommit } from '../commit.js';
import { prepareConversion } from '../conversion.js';
import { Database } from '../database.js';
import type { HistoryLimits } from '../history.js';
import { VersionText } from '../version.js';
import { createDatabaseFile, type DatabaseFile, openDatabaseFile } from './database-file.js';
import { parseOvsdbLog, readSchemaRecord, readTransactionRecord } from './ovsdb-log.js';
import { RETENTION } from './log-retention.js';
import { SqliteStore } from './sqlite-store.js';

export interface StoredDatabase {
  readonly file: DatabaseFile;
  readonly database: Database;
  readonly store: SqliteStore;
}

const NO_HISTORY: HistoryLimits = { commits: 1, weight: 1 };

/** Opens a file for a tool: nobody serves it meanwhile. Throws `StoreError`. */
export function openStored(path: string): StoredDatabase {
  const file = openDatabaseFile(path);
  const database = emptyDatabase(file.schema, file.baseId);
  return { file, database, store: new SqliteStore(file, database, RETENTION) };
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
  }
}

/** Puts the finished file `from` in the place of `to`. Both are closed. */
export function replaceFile(from: string, to: string): void {
  renameSync(from, to);
  for (const rest of ['-wal', '-shm']) rmSync(`${to}${rest}`, { force: true });
}
