/**
 * Transactions that take longer than a turn of the event loop should: they run on in slices, and others are served between.
 * Their database stays as it is until they are through: who wants to write to it waits, unread, and is served in the order of
 * asking; reads see it as it was before.
 */
import type { Clock } from '#base';
import type { Database } from './database.js';
import type { Outcome, Transaction } from './transact.js';

/** Milliseconds of a slice. */
const SLICE_MS = 10;

/** Who asked for a transaction. */
export interface Suspendable {
  /** No further request is read until `resume`. */
  suspend(): void;
  resume(): void;
}

interface Running {
  readonly transaction: Transaction;
  readonly by: Suspendable;
  readonly done: (outcome: Outcome) => void;
  readonly waiting: { readonly by: Suspendable; readonly run: () => void }[];
}

export class LongTransactions {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #running = new Map<Database, Running>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** True while a database must stay as it is. */
  holds(database: Database): boolean {
    return this.#running.has(database);
  }

  /** Runs a transaction, at least a slice of it now, and hands over what it comes to. */
  run(database: Database, transaction: Transaction, by: Suspendable, done: (outcome: Outcome) => void): void {
    const outcome = this.#slice(transaction);
    if (outcome !== undefined) {
      done(outcome);
      return;
    }
    by.suspend();
    const running = { transaction, by, done, waiting: [] };
    this.#running.set(database, running);
    this.#later(database, running);
  }

  /** Calls `run` once the database may change again. */
  wait(database: Database, by: Suspendable, run: () => void): void {
    by.suspend();
    this.#running.get(database)?.waiting.push({ by, run });
  }

  /** Brings what a database has under way to its end now. */
  finish(database: Database): void {
    for (let running = this.#running.get(database); running !== undefined; running = this.#running.get(database)) {
      this.#end(database, running, running.transaction.run());
    }
  }

  #slice(transaction: Transaction): Outcome | undefined {
    const until = this.#clock.monotonic() + SLICE_MS;
    return transaction.runUntil(() => this.#clock.monotonic() >= until);
  }

  #later(database: Database, running: Running): void {
    setImmediate(() => {
      if (this.#running.get(database) !== running) return;
      const outcome = this.#slice(running.transaction);
      if (outcome === undefined) this.#later(database, running);
      else this.#end(database, running, outcome);
    });
  }

  #end(database: Database, { by, done, waiting }: Running, outcome: Outcome): void {
    this.#running.delete(database);
    done(outcome);
    by.resume();
    for (const next of waiting) {
      // One of them may take long, too: the others go on waiting, in their order.
      const running = this.#running.get(database);
      if (running !== undefined) {
        running.waiting.push(next);
        continue;
      }
      next.run();
      if (this.#running.get(database)?.by !== next.by) next.by.resume();
    }
  }
}
