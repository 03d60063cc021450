/**
 * The commits of one turn of the event loop, on their way to the stores. In memory they are in force already; sessions
 * hold back what rests on them until `finish`.
 */
import type { Commit } from './commit.js';
import type { Database } from './database.js';
import type { Store, StoredTransaction } from './store.js';

interface Pending {
  readonly commit: Commit;
  readonly transaction: StoredTransaction;
}

export class Turn {
  readonly #pending = new Map<Database, Pending[]>();

  get isEmpty(): boolean {
    return this.#pending.size === 0;
  }

  add(database: Database, commit: Commit, transaction: StoredTransaction): void {
    const pending = this.#pending.get(database);
    if (pending === undefined) this.#pending.set(database, [{ commit, transaction }]);
    else pending.push({ commit, transaction });
  }

  /** Stores all commits. Takes back those of databases whose store refuses, and returns why. */
  finish(storeOf: (database: Database) => Store | undefined): Map<Database, string> {
    const refused = new Map<Database, string>();
    for (const [database, pending] of this.#pending) {
      const store = storeOf(database);
      if (store === undefined) continue;
      try {
        store.commit(pending.map(({ transaction }) => transaction));
      } catch (error) {
        for (let i = pending.length - 1; i >= 0; i--) database.revert(pending[i]!.commit);
        refused.set(database, error instanceof Error ? error.message : String(error));
      }
    }
    this.#pending.clear();
    return refused;
  }
}
