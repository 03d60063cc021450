/**
 * The SQLite file of one database: made, opened, locked against a second server, or only read. Its tables: file-contents.ts.
 *
 * Rows are inserted and deleted with their transaction; modifications stand in the log first and reach their row later:
 * a row is the stored one plus the logged modifications after its `seq`, and none before `checkpoint` is missing. The newest
 * transactions stand in the commit log beside the file only (commit-log.ts); who opens it adds them (late-transactions.ts).
 */
import { closeSync, existsSync, openSync, readFileSync, realpathSync, renameSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { systemMessage } from '#base';
import { type DatabaseSchema, parseJson, parseSchema } from '#ovsdb/notation';
import { CHECKPOINT_PAGES, CommitLog, commitLogPath } from './commit-log.js';
import { sealOf } from './commit-record.js';
import {
  checkStructure,
  isOld,
  MOVABLE_PAGES,
  makePagesMovable,
  makeTables,
  readMeta,
  upgrade,
} from './file-contents.js';
import { checkExists, checkStart, checkWritable, discontinuous, isFull, unreadable } from './file-faults.js';
import { isServed, lockFile } from './file-lock.js';
import { addLate, lateTransactions, recover } from './late-transactions.js';
import { placeForNew, removeBegun } from './new-file.js';
import { Sqlite, type SqliteDatabase } from './sqlite.js';
import { StoreError } from './store-error.js';
import type { TransactionText } from './stored-text.js';
import { syncDirectoryOf } from './sync-directory.js';

const FILE_MODE = 0o640;
/** What SQLite has of a database: the file, and two others as long as it is open. */
const BESIDE = ['', '-wal', '-shm'];
/** How often a served file is read anew because its server has just moved transactions from one file to the other. */
const READ_TRIES = 20;

/** An open file and what its `meta` says. */
export interface DatabaseFile {
  readonly path: string;
  readonly sqlite: SqliteDatabase;
  readonly log: CommitLog;
  readonly schema: DatabaseSchema;
  /** The id of the state before the first logged transaction. */
  readonly baseId: string;
  /** Every stored row has the modifications up to this transaction. */
  readonly checkpoint: number;
  /** Closes the file and gives the lock back. `hasAll`: the tables hold all that is in the commit log. */
  close(hasAll: boolean): void;
}

/** Makes a new, empty database, or nothing at all. `baseId`: a random uuid. Throws `StoreError`. */
export function createDatabaseFile(path: string, schema: DatabaseSchema, baseId: string): void {
  const failed = (why: string) => new StoreError('store-exists', `${path}: create failed (${why})`, { path });
  const place = placeForNew(path);
  // Under another name until it is whole: a crash leaves no half of a database.
  const making = join(dirname(place), `.${basename(place)}.new`);
  const begun = BESIDE.map((rest) => `${making}${rest}`);
  let sqlite: SqliteDatabase | undefined;
  try {
    removeBegun(begun);
    closeSync(openSync(making, 'wx', FILE_MODE));
    sqlite = new Sqlite(making);
    sqlite.pragma(MOVABLE_PAGES);
    sqlite.pragma('journal_mode = WAL');
    makeTables(sqlite, schema, baseId);
    sqlite.close();
    renameSync(making, place);
    syncDirectoryOf(place);
  } catch (error) {
    sqlite?.close();
    removeBegun(begun);
    throw failed(systemMessage(error));
  }
}

/**
 * A database in memory, gone when it is closed. Its commits take the way of all others, to a file that keeps nothing and is
 * full after `logBytes`.
 */
export function scratchDatabaseFile(schema: DatabaseSchema, baseId: string, logBytes?: number): DatabaseFile {
  const sqlite = new Sqlite(':memory:');
  makeTables(sqlite, schema, baseId);
  const log = new CommitLog(undefined, 0, logBytes);
  return {
    path: ':memory:',
    sqlite,
    log,
    schema,
    baseId,
    checkpoint: 0,
    close: (hasAll) => {
      log.close(hasAll);
      sqlite.close();
    },
  };
}

/** Opens a database for one server. Throws `StoreError`. */
export function openDatabaseFile(path: string): DatabaseFile {
  checkExists(path);
  checkWritable(path);
  const unlock = lockFile(path);
  let sqlite: SqliteDatabase | undefined;
  try {
    checkStart(path);
    // SQLite keeps its files beside the real one, and so do we.
    const place = realpathSync(path);
    const late = lateIn(path, place);
    const opened = new Sqlite(path);
    sqlite = opened;
    // Before anything is written: a file of something else stays as it is.
    const identity = readMeta(opened, path).get('identity') ?? '';
    checkStructure(opened);
    upgrade(opened);
    opened.pragma('journal_mode = WAL');
    opened.pragma('synchronous = NORMAL');
    opened.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    makePagesMovable(opened);
    recoverIn(opened, late);
    const log = new CommitLog(place, sealOf(identity));
    // It is opened again later, for conversions and by another thread: a daemon may stand in another directory then.
    return describe(resolve(path), opened, log, (hasAll) => {
      log.close(hasAll);
      if (hasAll) opened.close();
      else closeAsItIs(opened, place);
      unlock();
    });
  } catch (error) {
    if (sqlite !== undefined && isFull(error)) sqlite.close();
    else if (sqlite !== undefined) closeAsItIs(sqlite, path);
    unlock();
    throw unreadable(path, error);
  }
}

/**
 * Opens a database to read it as it is now, whether it is being served or not; what is committed meanwhile is not seen.
 * Throws `StoreError`.
 */
export function readDatabaseFile(path: string): DatabaseFile {
  checkExists(path);
  const log = new CommitLog(undefined);
  let sqlite: SqliteDatabase | undefined;
  try {
    for (let tries = 0; tries < READ_TRIES; tries++) {
      sqlite?.close();
      // With a write-ahead log beside it somebody serves it, or did until a crash.
      checkStart(path);
      const isQuiet = !existsSync(`${realpathSync(path)}-wal`);
      const opened = isQuiet ? new Sqlite(quietCopy(path)) : new Sqlite(path, { readonly: true });
      sqlite = opened;
      if (isOld(readMeta(opened, path).get('format') ?? '') && !isQuiet) {
        throw new StoreError('store-format', `${path}: is of an earlier version: have a server open it first`, {
          path,
        });
      }
      upgrade(opened);
      opened.exec('BEGIN');
      const file = describe(path, opened, log, () => {
        log.close(false);
        opened.close();
      });
      if (addLate(opened, realpathSync(path))) return file;
    }
    throw isServed(path)
      ? new StoreError('store-in-use', `${path}: changes too fast to be read: try again`, { path })
      : discontinuous(path);
  } catch (error) {
    log.close(false);
    sqlite?.close();
    throw unreadable(path, error);
  }
}

/** As `recover`. On a full disk it finds the room that the write-ahead log takes. */
function recoverIn(sqlite: SqliteDatabase, late: readonly TransactionText[]): void {
  try {
    recover(sqlite, late);
  } catch (error) {
    if (!isFull(error)) throw error;
    sqlite.pragma('wal_checkpoint(TRUNCATE)');
    recover(sqlite, late);
  }
}

/**
 * What a server that did not end orderly left in the commit log only. Refuses a file from which no way leads to the end of
 * its commit log, and leaves all as it is. `place`: links followed.
 */
function lateIn(path: string, place: string): readonly TransactionText[] {
  if (!existsSync(commitLogPath(place))) return [];
  // A connection that may write would carry over what can be read of a damaged write-ahead log, and drop the rest.
  const sqlite = new Sqlite(place, { readonly: true });
  try {
    readMeta(sqlite, path);
    const { transactions, isGap } = lateTransactions(sqlite, place);
    if (isGap) throw discontinuous(path);
    return transactions;
  } finally {
    sqlite.close();
  }
}

/** Closes a file of which something is damaged or missing: its write-ahead log is not carried over and dropped. */
function closeAsItIs(sqlite: SqliteDatabase, place: string): void {
  let other: SqliteDatabase | undefined;
  try {
    // The last connection does that, unless it cannot write.
    other = new Sqlite(place, { readonly: true });
    other.prepare('SELECT 1 FROM sqlite_master').get();
  } catch {
    // Nor can a connection do it that cannot read.
  }
  sqlite.close();
  other?.close();
}

/** A file that nobody serves, in memory: SQLite would make files beside it, which a read-only place does not let it. */
function quietCopy(path: string): Buffer {
  const copy = readFileSync(path);
  // The header says that there is a write-ahead log; in memory there is none.
  for (const version of [18, 19]) if (copy[version] === 2) copy[version] = 1;
  return copy;
}

function describe(path: string, sqlite: SqliteDatabase, log: CommitLog, close: DatabaseFile['close']): DatabaseFile {
  sqlite.pragma('cache_size = -4000');
  sqlite.pragma('temp_store = MEMORY');
  const meta = readMeta(sqlite, path);
  return {
    path,
    sqlite,
    log,
    schema: parseSchema(parseJson(meta.get('schema') ?? 'null')),
    baseId: meta.get('base_id') ?? '',
    checkpoint: Number(meta.get('checkpoint') ?? 0),
    close,
  };
}
