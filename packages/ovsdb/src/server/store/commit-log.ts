/**
 * The commit log of a database: a file of fixed size beside it (`DB-commits`), laid out with zeros, in which a commit is one
 * write that returns when the disk has it (direct-file.ts). SQLite gets the same transactions later, many at a time; once it has
 * all of them and its own write-ahead log is synced, the next record starts at the front again. Where the disk is slow the
 * write runs on another thread.
 */
import {
  closeSync,
  constants,
  existsSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  write,
  writeSync,
} from 'node:fs';
import { devNull } from 'node:os';
// The global of this name is looked up anew at each call.
import { performance } from 'node:perf_hooks';
import { messageOf, systemCode } from '#base';
import { holdsRecords, reachedBody, recordRoom, writeRecord } from './commit-record.js';
import { openForRecords, type RecordFile } from './direct-file.js';
import { syncDirectoryOf } from './sync-directory.js';

/** Pages of SQLite's write-ahead log after which SQLite carries it over into the file: some milliseconds' work. */
export const CHECKPOINT_PAGES = 2000;
const LOG_BYTES = 4 * 1024 * 1024;
/** The part of them behind which a log counts as filling. */
const FULL_PART = 0.75;
/** What takes more goes into SQLite at once. */
const MAX_RECORD_BYTES = 384 * 1024;
const FILE_MODE = 0o640;
/** Milliseconds of a write above which another thread does the next one. */
const FAST_MS = 1;
/** No write counts for more. */
const MOST_MS = 3 * FAST_MS;
/** Writes on another thread until it is tried again how long one takes. */
const RETRY_AFTER = 50;

interface Staged {
  readonly buffer: Buffer;
  readonly bytes: number;
  readonly position: number;
}

/** What a commit log writes to. */
interface LogFiles {
  readonly records: RecordFile;
  /** SQLite's own write-ahead log; undefined where there is none to sync. */
  readonly sqliteLog: number | undefined;
  /** Bytes that are laid out; none where the disk had no room for them. */
  readonly size: number;
}

/** Makes commits durable. */
export class CommitLog {
  /** Undefined for one that keeps nothing. */
  readonly #path: string | undefined;
  readonly #descriptor: number;
  readonly #sqliteLog: number | undefined;
  readonly #seal: number;
  #buffer: Buffer;
  /** For a record that comes while the one before it is being written; undefined while that is so. */
  #spare: Buffer | undefined;
  #isEasing = false;
  #fault: Error | undefined;
  #next = 0;
  #staged: Staged | undefined;
  /** Bytes that are laid out; none where the disk had no room for them. */
  readonly #size: number;
  /** How often SQLite's log got what may be nowhere else once the next record is written, and how often that was synced. */
  #restarts = 1;
  #syncedRestarts = 0;
  /** Writes on another thread: what they write to must not be used otherwise. */
  #underWay = 0;
  /** What syncs took lately, in milliseconds. */
  #averageMs = 0;
  #sinceTry = 0;

  /**
   * `path`: of the database, which SQLite has open, and has the transactions of an earlier commit log; undefined to keep
   * nothing, `bytes` of which count as a full log. `seal`: of its records.
   */
  constructor(path: string | undefined, seal = 0, bytes = LOG_BYTES) {
    const { records, sqliteLog, size } = path === undefined ? filesOfNothing(bytes) : filesBeside(path);
    this.#path = path === undefined ? undefined : commitLogPath(path);
    this.#descriptor = records.descriptor;
    [this.#buffer, this.#spare] = records.buffers;
    this.#sqliteLog = sqliteLog;
    this.#size = size;
    this.#seal = seal;
  }

  /** Takes a record to be written by the next sync. False when it has no room: then it has to go into SQLite. */
  stage(body: string): boolean {
    if (this.#staged !== undefined || recordRoom(body) > MAX_RECORD_BYTES) return false;
    const buffer = this.#buffer;
    const bytes = writeRecord(buffer, body, this.#seal);
    if (this.#next + bytes > this.#size) return false;
    this.#staged = { buffer, bytes, position: this.#next };
    return true;
  }

  /** Has the next sync say that SQLite has this transaction, of which there is no record. */
  stageReached(seq: number): void {
    // Without room the next record shows it.
    this.stage(reachedBody(seq));
  }

  /** True when there is not much room left: what SQLite lacks should be little once there is none. */
  get isFilling(): boolean {
    return this.#next > this.#size * FULL_PART;
  }

  /** Says that SQLite has everything that was ever staged. The next sync includes SQLite's write-ahead log. */
  restart(): void {
    this.#staged = undefined;
    this.#restarts++;
    if (this.#underWay === 0) this.#next = 0;
  }

  /** Has another thread sync what SQLite's log got, so that little is left to sync when it has to be. */
  ease(): void {
    if (this.#isEasing || this.#sqliteLog === undefined) return;
    this.#isEasing = true;
    fdatasync(this.#sqliteLog, (error) => {
      this.#isEasing = false;
      // The system tells of a fault once only.
      this.#fault ??= error ?? undefined;
    });
  }

  /** True when `sync` is to be used for the next batch, false for `syncLater`. */
  isFast(): boolean {
    return this.#averageMs < FAST_MS || ++this.#sinceTry > RETRY_AFTER;
  }

  sync(): void {
    if (this.#fault !== undefined) throw this.#fault;
    if (this.#restarts !== this.#syncedRestarts) {
      if (this.#sqliteLog !== undefined) fdatasyncSync(this.#sqliteLog);
      this.#syncedRestarts = this.#restarts;
    }
    const staged = this.#staged;
    if (staged === undefined) return;
    const { buffer, bytes, position } = staged;
    const start = performance.now();
    checkWritten(writeSync(this.#descriptor, buffer, 0, bytes, position), bytes);
    this.#measured(performance.now() - start);
    this.#written(staged);
  }

  syncLater(done: (error: Error | undefined) => void): void {
    const staged = this.#staged;
    if (staged !== undefined && this.#spare === undefined) {
      // What was flushed meanwhile is still being written from the other buffer.
      this.#syncNow(done);
      return;
    }
    this.#underWay++;
    if (staged !== undefined && this.#spare !== undefined) {
      // A record that comes before this one is written needs another buffer.
      this.#buffer = this.#spare;
      this.#spare = undefined;
    }
    const ended = (error: unknown) => {
      this.#underWay--;
      this.#spare = staged?.buffer ?? this.#spare;
      if (error instanceof Error) done(error);
      else {
        if (staged !== undefined && staged === this.#staged) this.#written(staged);
        done(undefined);
      }
    };
    const writeStaged = () => {
      if (staged === undefined) {
        ended(undefined);
        return;
      }
      const { buffer, bytes, position } = staged;
      write(this.#descriptor, buffer, 0, bytes, position, (error, written) =>
        ended(error ?? shortfall(written, bytes)),
      );
    };
    const restarts = this.#restarts;
    const fault = this.#fault;
    if (fault !== undefined) queueMicrotask(() => ended(fault));
    else if (restarts === this.#syncedRestarts || this.#sqliteLog === undefined) writeStaged();
    else {
      fdatasync(this.#sqliteLog, (error) => {
        if (error !== null) ended(error);
        else {
          this.#syncedRestarts = restarts;
          writeStaged();
        }
      });
    }
  }

  #syncNow(done: (error: Error | undefined) => void): void {
    let fault: Error | undefined;
    try {
      this.sync();
    } catch (error) {
      fault = error instanceof Error ? error : new Error(messageOf(error));
    }
    queueMicrotask(() => done(fault));
  }

  /** Ends its work. The file goes when SQLite has everything, which is synced then. */
  close(hasSqliteAll: boolean): void {
    try {
      if (hasSqliteAll && this.#sqliteLog !== undefined) fdatasyncSync(this.#sqliteLog);
    } finally {
      if (this.#sqliteLog !== undefined) closeSync(this.#sqliteLog);
      closeSync(this.#descriptor);
    }
    if (hasSqliteAll && this.#fault === undefined && this.#path !== undefined) rmSync(this.#path, { force: true });
  }

  #written({ bytes, position }: Staged): void {
    this.#staged = undefined;
    this.#next = position + bytes;
  }

  #measured(ms: number): void {
    this.#sinceTry = 0;
    // One slow write among fast ones is no slow disk, as long as it may be; one fast write is no slow disk any more.
    const isFastAgain = ms < FAST_MS && this.#averageMs >= FAST_MS;
    this.#averageMs = isFastAgain ? ms : this.#averageMs + (Math.min(ms, MOST_MS) - this.#averageMs) / 8;
  }
}

/** Of the database `path`. */
function filesBeside(path: string): LogFiles {
  const logPath = commitLogPath(path);
  const sqliteLog = openSync(`${path}-wal`, 'r+');
  try {
    layOut(logPath);
    const records = openForRecords(logPath, MAX_RECORD_BYTES);
    const size = fstatSync(records.descriptor).size < LOG_BYTES ? 0 : LOG_BYTES;
    // This log and SQLite's may just have been made; what is acknowledged is in them.
    syncDirectoryOf(logPath);
    return { records, sqliteLog, size };
  } catch (error) {
    closeSync(sqliteLog);
    throw error;
  }
}

/** Takes every record and forgets it. */
function filesOfNothing(size: number): LogFiles {
  const descriptor = openSync(devNull, 'r+');
  const buffers = [Buffer.alloc(MAX_RECORD_BYTES), Buffer.alloc(MAX_RECORD_BYTES)] as const;
  return { records: { descriptor, buffers }, sqliteLog: undefined, size };
}

export function commitLogPath(path: string): string {
  return `${path}-commits`;
}

/** Whether a log has lost its end: it is laid out whole before anything is written to it. */
export function isCutOff(log: Buffer): boolean {
  return log.length < LOG_BYTES && holdsRecords(log);
}

/** What a commit log holds; empty when there is none. */
export function readCommitLog(path: string): Buffer {
  const logPath = commitLogPath(path);
  return existsSync(logPath) ? readFileSync(logPath) : Buffer.alloc(0);
}

/**
 * Gives all blocks of a log their place on the disk, so that writing one is one write. On a full disk nothing is laid out: what
 * is committed goes into SQLite's own log as long as that has room.
 */
function layOut(path: string): void {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, FILE_MODE);
  const from = fstatSync(descriptor).size;
  try {
    if (from >= LOG_BYTES) return;
    checkWritten(writeSync(descriptor, Buffer.alloc(LOG_BYTES - from), 0, LOG_BYTES - from, from), LOG_BYTES - from);
    fdatasyncSync(descriptor);
  } catch (error) {
    const code = systemCode(error);
    if (code !== 'ENOSPC' && code !== 'EDQUOT') throw error;
    ftruncateSync(descriptor, from);
  } finally {
    closeSync(descriptor);
  }
}

function shortfall(written: number, bytes: number): Error | undefined {
  return written === bytes ? undefined : Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
}

function checkWritten(written: number, bytes: number): void {
  const error = shortfall(written, bytes);
  if (error !== undefined) throw error;
}
