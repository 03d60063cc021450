/**
 * What the service needs of a place that keeps a database: commits in batches, each wholly or not at all. The SQLite one
 * is in store/.
 */
import type { Change } from './change.js';

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
  /** Durable when it returns. Throws and keeps nothing of the batch when it cannot. */
  commit(batch: readonly StoredTransaction[]): void;
  /** Does a short piece of the work that was put off; true when there is more. */
  maintain(): boolean;
  close(): void;
}
