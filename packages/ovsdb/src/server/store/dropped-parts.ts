/** Removes parts of entries that the log does not keep any more (log-entry.ts), some at a time. */
import type { SqliteDatabase, Statement } from './sqlite.js';

/** Parts removed in one piece, of 64 KiB each: a millisecond or two. */
const PIECE = 32;

export class DroppedParts {
  readonly #remove: Statement<[]>;
  /** The last process may have left some. */
  #areThere = true;

  constructor(sqlite: SqliteDatabase) {
    this.#remove = sqlite.prepare(`
      DELETE FROM main.txn_part WHERE (seq, part) IN (
        SELECT seq, part FROM main.txn_part
        WHERE seq < coalesce((SELECT min(seq) FROM main.txn), ${2n ** 63n - 1n})
        ORDER BY seq, part LIMIT ${PIECE})`);
  }

  /** Entries have been dropped. */
  note(): void {
    this.#areThere = true;
  }

  /** Removes some; true when there may be more. Throws what SQLite throws. */
  piece(): boolean {
    if (this.#areThere) this.#areThere = this.#remove.run().changes === PIECE;
    return this.#areThere;
  }
}
