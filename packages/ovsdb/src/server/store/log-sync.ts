/**
 * Makes SQLite's write-ahead log durable. SQLite's own way, `synchronous = FULL`, is fsync on a file that grows: two
 * metadata writes more than needed each time. Here the log is laid out in advance with zeros, which SQLite overwrites, and
 * synced with fdatasync after each commit: the same guarantee in about a third of the time. Where the disk is slow the
 * sync runs on another thread.
 */
import { closeSync, fdatasync, fdatasyncSync, fstatSync, openSync, writeSync } from 'node:fs';

/** Pages of the log after which SQLite carries it over into the file: some milliseconds' work. */
export const CHECKPOINT_PAGES = 2000;
/** A page of the log and its header. */
const FRAME_BYTES = 4096 + 24;
/** Milliseconds of a sync above which another thread does the next one. */
const FAST_MS = 1;
/** Syncs on another thread until it is tried again how long one takes. */
const RETRY_AFTER = 50;

/** Makes what SQLite committed durable. */
export interface Sync {
  /** True when `sync` is to be used for the next batch, false for `syncLater`. */
  isFast(): boolean;
  sync(): void;
  syncLater(done: (error: Error | undefined) => void): void;
  close(): void;
}

export class LogSync implements Sync {
  readonly #descriptor: number;
  /** What syncs took lately, in milliseconds. */
  #averageMs = 0;
  #sinceTry = 0;

  /** `path`: of the database, which SQLite has open. */
  constructor(path: string) {
    this.#descriptor = openSync(`${path}-wal`, 'r+');
    layOut(this.#descriptor);
  }

  isFast(): boolean {
    return this.#averageMs < FAST_MS || ++this.#sinceTry > RETRY_AFTER;
  }

  sync(): void {
    const start = performance.now();
    fdatasyncSync(this.#descriptor);
    this.#measured(performance.now() - start);
  }

  syncLater(done: (error: Error | undefined) => void): void {
    fdatasync(this.#descriptor, (error) => done(error ?? undefined));
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #measured(ms: number): void {
    this.#sinceTry = 0;
    // One slow sync among fast ones is no slow disk; a slow disk shows after a few.
    this.#averageMs += (ms - this.#averageMs) / 8;
  }
}

/** Writes zeros behind what the log holds, up to its usual size. SQLite ends its reading at them. */
function layOut(descriptor: number): void {
  const size = Math.ceil(CHECKPOINT_PAGES * FRAME_BYTES * 1.1);
  const from = fstatSync(descriptor).size;
  if (from >= size) return;
  try {
    writeSync(descriptor, Buffer.alloc(size - from), 0, size - from, from);
  } catch (error) {
    // On a full disk the log grows as far as it can: a database can be read there, and written again when there is room.
    if (!(error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')))
      throw error;
  }
}
