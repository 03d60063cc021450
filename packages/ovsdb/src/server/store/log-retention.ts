/**
 * How much of the log a database keeps: by number, size and age. What is beyond goes from its old end, some entries at a
 * time, whenever the service has a moment (sqlite-store.ts, `tidy`).
 */
import { ENTRY_BYTES } from './log-entry.js';
import type { SqliteDatabase, Statement } from './sqlite.js';

export interface Retention {
  /** Transactions. */
  readonly transactions: number;
  /** Bytes of logged changes; the newest transaction stays, however long it is. */
  readonly bytes: number;
  /** Milliseconds. */
  readonly ageMs: number;
}

export const RETENTION: Retention = {
  transactions: 100_000,
  bytes: 256 * 1024 * 1024,
  ageMs: Number.POSITIVE_INFINITY,
};

/** Entries dropped, and bytes of them, in one piece: a millisecond or two. */
const PIECE = 200;
const PIECE_BYTES = 4 * 1024 * 1024;
/** Entries of an opened file whose size is looked at in one piece. */
const SIZING_PIECE = 2000;

interface OldEntry {
  readonly seq: number;
  readonly id: string;
  readonly time: number;
  readonly size: number;
}

/** What a piece of trimming did. */
export interface Trimmed {
  /** The last entry that was dropped. */
  readonly last: { readonly seq: number; readonly id: string } | undefined;
  readonly hasMore: boolean;
}

export class LogRetention {
  readonly #limits: Retention;
  readonly #oldest: Statement<[number, number], OldEntry>;
  readonly #sizes: Statement<[number, number], { seq: number; size: number }>;
  #count: number;
  #bytes = 0;
  /** Entries below this number are not in `#bytes` yet: to look at a long log at once would hold up the start. */
  #unsizedBelow: number;

  constructor(sqlite: SqliteDatabase, limits: Retention) {
    this.#limits = limits;
    this.#oldest = sqlite.prepare(
      `SELECT seq, id, time, ${ENTRY_BYTES} AS size FROM txn WHERE seq <= ? ORDER BY seq LIMIT ?`,
    );
    this.#sizes = sqlite.prepare(`SELECT seq, ${ENTRY_BYTES} AS size FROM txn WHERE seq < ? ORDER BY seq DESC LIMIT ?`);
    const ends = sqlite
      .prepare<[], { first: number | null; last: number | null }>('SELECT min(seq) AS first, max(seq) AS last FROM txn')
      .get();
    // Numbers are given without gaps.
    this.#count = ends?.first == null || ends.last === null ? 0 : ends.last - ends.first + 1;
    this.#unsizedBelow = ends?.last == null ? 0 : ends.last + 1;
  }

  /** Notes entries that were written. `bytes`: of their changes. */
  added(count: number, bytes: number): void {
    this.#count += count;
    this.#bytes += bytes;
  }

  /**
   * Chooses the oldest entries that are beyond the limits, not many, and has them dropped. `upTo`: the number of the last
   * entry that the stored rows can do without. `now`: milliseconds since 1970.
   */
  trim(upTo: number, now: number, drop: (last: { readonly seq: number; readonly id: string }) => void): Trimmed {
    const isSizing = this.#lookAtSizes();
    const nothing = { last: undefined, hasMore: isSizing };
    if (this.#count === 0) return nothing;
    const [first] = this.#oldest.all(upTo, 1);
    if (first === undefined || !this.#isBeyond(first, now, 0, 0)) return nothing;
    let last: OldEntry | undefined;
    let count = 0;
    let bytes = 0;
    let hasMore = false;
    for (const entry of this.#oldest.all(upTo, PIECE + 1)) {
      if (!this.#isBeyond(entry, now, count, bytes)) break;
      hasMore = count === PIECE || bytes > PIECE_BYTES;
      if (hasMore) break;
      last = entry;
      count++;
      bytes += entry.size;
    }
    if (last === undefined) return nothing;
    drop(last);
    this.#count -= count;
    this.#bytes -= bytes;
    if (this.#unsizedBelow <= last.seq + 1) this.#unsizedBelow = 0;
    return { last, hasMore: hasMore || isSizing };
  }

  /** Whether an entry has to go when `count` entries of `bytes` before it have gone. */
  #isBeyond({ seq, time }: OldEntry, now: number, count: number, bytes: number): boolean {
    const { transactions, bytes: most, ageMs } = this.#limits;
    if (this.#count - count > transactions || now - time > ageMs) return true;
    // As long as older entries are not counted, nothing can be said of the size.
    return seq >= this.#unsizedBelow && this.#bytes - bytes > most && this.#count - count > 1;
  }

  /** Adds up a piece of what was in the file; true when there is more. */
  #lookAtSizes(): boolean {
    if (this.#unsizedBelow === 0) return false;
    const sizes = this.#sizes.all(this.#unsizedBelow, SIZING_PIECE);
    for (const { size } of sizes) this.#bytes += size;
    this.#unsizedBelow = sizes.length < SIZING_PIECE ? 0 : (sizes.at(-1)?.seq ?? 0);
    return this.#unsizedBelow > 0;
  }
}
