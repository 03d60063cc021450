/**
 * The SQLite file of one database: made, opened, locked against a second server. Its tables:
 *
 *     meta          name, value: the schema, the format, the id of the state without transactions, `checkpoint`
 *     table_name    number, name: the numbers that rows and log use for tables
 *     row           one row of the database each, as of transaction `seq`
 *     txn           the log of committed transactions, oldest first
 *
 * Rows are inserted and deleted with their transaction; modifications stand in the log first and reach their row later:
 * a row is the stored one plus the logged modifications after its `seq`, and none before `checkpoint` is missing. The newest
 * transactions stand in the commit log beside the file only (commit-log.ts); who opens it adds them (late-transactions.ts).
 */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import { systemMessage } from '#base';
import { type DatabaseSchema, parseJson, parseSchema, schemaToJson, stringifyJson } from '#ovsdb/notation';
import { CHECKPOINT_PAGES, CommitLog } from './commit-log.js';
import { addLate, recover } from './late-transactions.js';
import { logKindOf } from './log-records.js';
import { StoreError } from './store-error.js';
import { syncDirectoryOf } from './sync-directory.js';

const FORMAT = '1';
/** Lets the file shrink (compaction.ts). */
const MOVABLE_PAGES = 'auto_vacuum = INCREMENTAL';
const FILE_MODE = 0o640;
/** What SQLite has of a database: the file, and two others as long as it is open. */
const BESIDE = ['', '-wal', '-shm'];
const LOCK_MODE = 0o600;
/** How often a served file is read anew because its server has just moved transactions from one file to the other. */
const READ_TRIES = 20;

const TABLES = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE table_name (number INTEGER PRIMARY KEY, name TEXT NOT NULL);
  CREATE TABLE row (number INTEGER PRIMARY KEY, tbl INTEGER NOT NULL, uuid TEXT NOT NULL, seq INTEGER NOT NULL, data TEXT NOT NULL);
  CREATE TABLE txn (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, time INTEGER NOT NULL, comment TEXT NOT NULL, client TEXT NOT NULL, changes TEXT NOT NULL);
`;

/** An open file and what its `meta` says. */
export interface DatabaseFile {
  readonly path: string;
  readonly sqlite: Sqlite.Database;
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
  if (existsSync(path)) throw failed('File exists');
  // Under another name until it is whole: a crash leaves no half of a database.
  const making = join(dirname(path), `.${basename(path)}.new`);
  let sqlite: Sqlite.Database | undefined;
  try {
    for (const rest of BESIDE) rmSync(`${making}${rest}`, { force: true });
    closeSync(openSync(making, 'wx', FILE_MODE));
    sqlite = new Sqlite(making);
    sqlite.pragma(MOVABLE_PAGES);
    sqlite.pragma('journal_mode = WAL');
    makeTables(sqlite, schema, baseId);
    sqlite.close();
    renameSync(making, path);
    syncDirectoryOf(path);
  } catch (error) {
    sqlite?.close();
    for (const rest of BESIDE) rmSync(`${making}${rest}`, { force: true });
    throw failed(systemMessage(error));
  }
}

/** A database in memory, gone when it is closed. Its commits take the way of all others, to a file that keeps nothing. */
export function scratchDatabaseFile(schema: DatabaseSchema, baseId: string): DatabaseFile {
  const sqlite = new Sqlite(':memory:');
  makeTables(sqlite, schema, baseId);
  const log = new CommitLog(undefined);
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

function makeTables(sqlite: Sqlite.Database, schema: DatabaseSchema, baseId: string): void {
  sqlite.transaction(() => {
    sqlite.exec(TABLES);
    const meta = sqlite.prepare('INSERT INTO meta (name, value) VALUES (?, ?)');
    meta.run('format', FORMAT);
    meta.run('schema', stringifyJson(schemaToJson(schema)));
    meta.run('base_id', baseId);
    meta.run('checkpoint', '0');
    const name = sqlite.prepare('INSERT INTO table_name (number, name) VALUES (?, ?)');
    let number = 0;
    for (const table of schema.tables.keys()) name.run(number++, table);
  })();
}

/** Opens a database for one server. Throws `StoreError`. */
export function openDatabaseFile(path: string): DatabaseFile {
  checkExists(path);
  checkWritable(path);
  const unlock = lockFile(path);
  let sqlite: Sqlite.Database | undefined;
  try {
    checkStart(path);
    const opened = new Sqlite(path);
    sqlite = opened;
    // Before anything is written: a file of something else stays as it is.
    readMeta(opened, path);
    opened.pragma('journal_mode = WAL');
    opened.pragma('synchronous = NORMAL');
    opened.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    makePagesMovable(opened);
    // SQLite keeps its files beside the real one, and so do we.
    const place = realpathSync(path);
    recover(opened, place);
    const log = new CommitLog(place);
    // It is opened again later, for conversions and by another thread: a daemon may stand in another directory then.
    return describe(resolve(path), opened, log, (hasAll) => {
      log.close(hasAll);
      opened.close();
      unlock();
    });
  } catch (error) {
    sqlite?.close();
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
  let sqlite: Sqlite.Database | undefined;
  try {
    for (let tries = 0; tries < READ_TRIES; tries++) {
      sqlite?.close();
      // With a write-ahead log beside it somebody serves it, or did until a crash.
      const isQuiet = !existsSync(`${realpathSync(path)}-wal`);
      const opened = isQuiet ? new Sqlite(quietCopy(path)) : new Sqlite(path, { readonly: true });
      sqlite = opened;
      opened.exec('BEGIN');
      const file = describe(path, opened, log, () => {
        log.close(false);
        opened.close();
      });
      if (addLate(opened, realpathSync(path))) return file;
    }
    throw new StoreError('store-in-use', `${path}: changes too fast to be read: try again`, { path });
  } catch (error) {
    log.close(false);
    sqlite?.close();
    throw unreadable(path, error);
  }
}

/** A file that nobody serves, in memory: SQLite would make files beside it, which a read-only place does not let it. */
function quietCopy(path: string): Buffer {
  checkStart(path);
  const copy = readFileSync(path);
  // The header says that there is a write-ahead log; in memory there is none.
  for (const version of [18, 19]) if (copy[version] === 2) copy[version] = 1;
  return copy;
}

function describe(path: string, sqlite: Sqlite.Database, log: CommitLog, close: DatabaseFile['close']): DatabaseFile {
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

/** A fault of SQLite or the system, found in the file at `path`, in the words that a user gets. */
export function unreadable(path: string, error: unknown): Error {
  if (error instanceof StoreError) return error;
  const isSqlite = error instanceof Sqlite.SqliteError;
  const isSystem = error instanceof Error && 'syscall' in error;
  const isDamage = (isSqlite && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) || (!isSqlite && !isSystem);
  const cure = isDamage ? ': put a backup in its place' : '';
  return new StoreError('store-unreadable', `${path}: cannot be read as a database (${systemMessage(error)})${cure}`, {
    path,
  });
}

function checkExists(path: string): void {
  if (!existsSync(path)) {
    throw new StoreError('store-missing', `${path}: open failed (No such file or directory)`, { path });
  }
  if (!statSync(path).isDirectory()) return;
  throw new StoreError('store-unreadable', `${path}: cannot be read as a database (Is a directory)`, { path });
}

/** Says what the system has against writing: SQLite would only say that it could not open the file. */
function checkWritable(path: string): void {
  for (const place of [path, dirname(realpathSync(path))]) {
    try {
      accessSync(place, constants.R_OK | constants.W_OK);
    } catch (error) {
      throw new StoreError('store-unreadable', `${path}: open failed (${systemMessage(error)})`, { path });
    }
  }
}

/** Looks at the first bytes. Nobody may have the file open in this process: closing it would drop SQLite's locks. */
function checkStart(path: string): void {
  const start = startOf(path);
  if (start === '') {
    throw new StoreError('store-format', `${path}: is empty: remove it, or put a backup in its place`, { path });
  }
  const kind = logKindOf(start);
  if (kind === undefined) return;
  const command = kind === 'standalone' ? `import ${path} DB` : `cluster-to-standalone DB ${path}`;
  const cure = `make a database of this program of it with "ovsdb-tool ${command}"`;
  throw new StoreError('store-format', `${path}: is a file of ovsdb-server: ${cure}`, { path });
}

function startOf(path: string): string {
  const descriptor = openSync(path, 'r');
  try {
    const start = Buffer.alloc(16);
    const length = readSync(descriptor, start, 0, start.length, 0);
    return start.toString('latin1', 0, length);
  } finally {
    closeSync(descriptor);
  }
}

/** Writes a file anew, once, that was made without `MOVABLE_PAGES`; without room for that it stays as it is. */
function makePagesMovable(sqlite: Sqlite.Database): void {
  if (sqlite.pragma('auto_vacuum', { simple: true }) !== 0) return;
  sqlite.pragma(MOVABLE_PAGES);
  try {
    sqlite.exec('VACUUM');
  } catch (error) {
    if (!(error instanceof Sqlite.SqliteError) || error.code !== 'SQLITE_FULL') throw error;
  }
}

function readMeta(sqlite: Sqlite.Database, path: string): Map<string, string> {
  const meta = new Map<string, string>();
  const isThere = sqlite.prepare("SELECT 1 FROM sqlite_master WHERE name = 'meta'").get() !== undefined;
  if (isThere) {
    for (const row of sqlite.prepare<[], { name: string; value: string }>('SELECT name, value FROM meta').iterate()) {
      meta.set(row.name, row.value);
    }
  }
  if (meta.get('format') !== FORMAT) {
    throw new StoreError('store-format', `${path}: not a database of this program, or of another version`, { path });
  }
  return meta;
}

export function lockPathOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.~lock~`);
}

/**
 * Holds a lock beside the file as long as this process lives: SQLite's own lock would keep the tools from reading a
 * database that is being served. Returns how to give it back.
 */
function lockFile(path: string): () => void {
  // Whichever of its names a file is opened by.
  const lockPath = lockPathOf(realpathSync(path));
  let lock: Sqlite.Database;
  try {
    // Never opened when it is there: closing it would drop the lock this process may have on it.
    if (!existsSync(lockPath)) closeSync(openSync(lockPath, 'a', LOCK_MODE));
    lock = new Sqlite(lockPath, { timeout: 0 });
  } catch (error) {
    throw new StoreError('store-unreadable', `${lockPath}: cannot be made (${systemMessage(error)})`, { path });
  }
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    throw new StoreError('store-in-use', `${path}: another server has this database open`, { path });
  }
  return () => lock.close();
}
