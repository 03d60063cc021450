/**
 * A database's commits on their way to its store. In memory they are in force at once; here they gather, a turn of the
 * event loop is one batch, and a batch is settled when it is durable or refused. Sessions hold back what rests on a batch
 * until then. While a slow disk syncs one batch, the next one gathers and reads go on.
 */
import { messageOf } from '#base';
import type { Commit } from './commit.js';
import type { Database } from './database.js';
import type { Store, StoredTransaction } from './store.js';
import type { Table } from './table.js';

/** Commits that become durable, or are undone, together. */
export class Batch {
  readonly commits: Commit[] = [];
  readonly transactions: StoredTransaction[] = [];
  readonly tables = new Set<Table>();
  isSettled = false;
  /** Why the store refused the batch. */
  refusal: string | undefined;
}

export interface CommitQueueEvents {
  /** The store took a batch. */
  stored(database: Database): void;
  /** The store refused; the commits were undone. */
  refused(database: Database, details: string): void;
  /** A batch was settled outside of `finishTurn`. */
  settled(): void;
}

export class CommitQueue {
  readonly database: Database;
  readonly store: Store;
  readonly #events: CommitQueueEvents;
  #open: Batch | undefined;
  #syncing: Batch | undefined;

  constructor(database: Database, store: Store, events: CommitQueueEvents) {
    this.database = database;
    this.store = store;
    this.#events = events;
  }

  /** True when all that is in memory is in the store. */
  get isIdle(): boolean {
    return this.#open === undefined && this.#syncing === undefined;
  }

  /** Takes a commit that is in force in memory. */
  add(commit: Commit, transaction: StoredTransaction): Batch {
    this.#open ??= new Batch();
    const batch = this.#open;
    batch.commits.push(commit);
    batch.transactions.push(transaction);
    for (const { table } of commit.changes) batch.tables.add(table);
    return batch;
  }

  /** The newest batch without which `tables` (by default: all) would not read as they do now. */
  restingOn(tables?: ReadonlySet<Table>): Batch | undefined {
    for (const batch of [this.#open, this.#syncing]) {
      if (batch === undefined) continue;
      if (tables === undefined || [...batch.tables].some((table) => tables.has(table))) return batch;
    }
    return undefined;
  }

  /** Ends the turn: what has gathered goes to the store, unless the one before is still being synced. */
  finishTurn(): void {
    const batch = this.#open;
    if (batch === undefined || this.#syncing !== undefined) return;
    this.#open = undefined;
    try {
      this.store.commit(batch.transactions);
      if (this.store.syncsFast()) this.store.sync();
      else {
        this.#syncing = batch;
        this.store.syncLater((error) => this.#synced(batch, error));
        return;
      }
    } catch (error) {
      this.#refuse(batch, messageOf(error));
      return;
    }
    this.#settle(batch);
  }

  #settle(batch: Batch): void {
    batch.isSettled = true;
    this.#events.stored(this.database);
  }

  /** Puts everything into the store before it returns. */
  flush(): void {
    const syncing = this.#syncing;
    if (syncing !== undefined) {
      let fault: Error | undefined;
      try {
        this.store.sync();
      } catch (error) {
        fault = error instanceof Error ? error : new Error(messageOf(error));
      }
      this.#conclude(syncing, fault);
    }
    this.finishTurn();
    if (this.#syncing !== undefined) this.flush();
  }

  #synced(batch: Batch, error: Error | undefined): void {
    if (this.#syncing !== batch) return;
    this.#conclude(batch, error);
    this.finishTurn();
    this.#events.settled();
  }

  #conclude(batch: Batch, error: Error | undefined): void {
    this.#syncing = undefined;
    if (error === undefined) {
      this.#settle(batch);
      return;
    }
    const later = this.#open;
    this.#open = undefined;
    if (later !== undefined) this.#refuse(later, error.message);
    this.#refuse(batch, error.message);
  }

  #refuse(batch: Batch, details: string): void {
    for (const commit of batch.commits.reverse()) this.database.revert(commit);
    batch.refusal = details;
    batch.isSettled = true;
    this.#events.refused(this.database, details);
  }
}
