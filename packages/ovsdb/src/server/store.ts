/**
 * What the service needs of a place that keeps a database: commits in batches, each wholly or not at all. The SQLite one
 * is in store/.
 */
import type { Change } from './change.js';
import type { LogReader } from './store/log-reader.js';

/** A committed transaction on its way to the store. */
export interface StoredTransaction {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly comment: string;
  /** Who asked for it, as its connection names itself. */
  readonly client: string;
  readonly changes: readonly Change[];
}

export interface Store {
  /** Writes a batch, to be made durable by a sync. Throws and keeps nothing of the batch when it cannot. */
  commit(batch: readonly StoredTransaction[]): void;
  /** Asked before each sync: true when `sync` is quick enough to wait for, else `syncLater` is to be used. */
  syncsFast(): boolean;
  /** All committed batches are durable when it returns. Throws when they may not be; then no later commit is taken. */
  sync(): void;
  /** As `sync`, while other work goes on. */
  syncLater(done: (error: Error | undefined) => void): void;
  /** The log of what was committed; a store without a past has none. */
  readonly log?: LogReader;
  /** Does a short piece of the work that was put off; true when there is more. */
  maintain(): boolean;
  /**
   * Does a short piece of the tidying: drops what the log need not keep any more, gives free space back. True when there
   * is more. `now`: milliseconds since 1970.
   */
  tidy(now: number): boolean;
  /** Has `tidy` give all free space back, in pieces, and calls `done` when that is done or has failed. */
  compact(done: (error?: Error) => void): void;
  close(): void;
}
