/**
 * Gives the pages of a database file that hold nothing back to the file system: SQLite moves pages from the file's end
 * into the gaps, a few at a time, and the file is cut at the next checkpoint. On request, and by itself once most of a
 * large file is free. Rows and log stay as they are.
 */

import { messageOf } from '#base';
import type { SqliteDatabase } from './sqlite.js';

/** Milliseconds that a piece may take, roughly. */
const PIECE_MS = 2;
const MOST_PAGES = 400;
/** Free pages below which a file is not compacted by itself: 8 MiB. */
const WORTH = 2048;

type Done = (error?: Error) => void;

export class Compaction {
  readonly #sqlite: SqliteDatabase;
  readonly #waiting: Done[] = [];
  /** Pages to give back yet; others become free meanwhile. */
  #left = 0;
  /** As many as took a piece's time lately. */
  #pages = 16;

  constructor(sqlite: SqliteDatabase) {
    this.#sqlite = sqlite;
  }

  /** Calls `done` once the pages that are free now, or as many others, have been given back. */
  request(done: Done): void {
    this.#waiting.push(done);
    this.#left = this.#freePages();
  }

  /** Does a piece, if there is any to do; true when there is more. Throws when SQLite cannot: then the request has failed. */
  piece(): boolean {
    if (this.#left === 0 && this.#waiting.length === 0) {
      const free = this.#freePages();
      if (free < WORTH || free * 2 < this.#number('page_count')) return false;
      this.#left = free;
    }
    try {
      if (this.#moveSome()) return true;
      // The file is cut to its new size, as far as readers let it.
      this.#sqlite.pragma('wal_checkpoint(PASSIVE)');
    } catch (error) {
      this.fail(error);
      throw error;
    }
    this.#finish();
    return false;
  }

  /** True when there is more to do. */
  #moveSome(): boolean {
    if (this.#left === 0) return false;
    const before = this.#freePages();
    const start = performance.now();
    this.#sqlite.pragma(`incremental_vacuum(${Math.min(this.#pages, this.#left)})`);
    const took = performance.now() - start;
    if (took > PIECE_MS * 2) this.#pages = Math.max(4, this.#pages >> 1);
    else if (took < PIECE_MS / 2) this.#pages = Math.min(MOST_PAGES, this.#pages * 2);
    const moved = before - this.#freePages();
    // A file made before pages could be moved keeps them, for its next transactions.
    this.#left = moved <= 0 ? 0 : Math.max(0, this.#left - moved);
    return this.#left > 0;
  }

  /** Fails requests that are not done: what has to come before compaction cannot be done either. */
  fail(error: unknown): void {
    this.#finish(error instanceof Error ? error : new Error(messageOf(error)));
  }

  /** Fails requests that are not done. */
  close(): void {
    this.#finish(new Error('the database was closed'));
  }

  #finish(error?: Error): void {
    this.#left = 0;
    for (const done of this.#waiting.splice(0)) done(error);
  }

  #freePages(): number {
    return this.#number('freelist_count');
  }

  #number(pragma: string): number {
    return Number(this.#sqlite.pragma(pragma, { simple: true }));
  }
}
