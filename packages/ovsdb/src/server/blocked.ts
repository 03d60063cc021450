/** Transactions that wait (RFC 7047, 5.2.6): each is tried again when its database changes and when its time is up. */
import type { Timer } from '#base';
import type { JsonArray } from '#ovsdb/notation';
import type { Database } from './database.js';
import type { Session } from './session.js';

export interface BlockedTransaction {
  readonly session: Session;
  readonly database: Database;
  readonly idText: string;
  readonly operations: JsonArray;
  /** On the monotonic clock. */
  readonly startedAt: number;
  timer: Timer | undefined;
}

export class BlockedTransactions {
  readonly #all = new Set<BlockedTransaction>();

  add(blocked: BlockedTransaction): void {
    this.#all.add(blocked);
  }

  remove(blocked: BlockedTransaction): void {
    blocked.timer?.cancel();
    blocked.timer = undefined;
    this.#all.delete(blocked);
  }

  /** In the order in which they were asked for. */
  of(database: Database): BlockedTransaction[] {
    return [...this.#all].filter((each) => each.database === database);
  }

  find(session: Session, idText: string): BlockedTransaction | undefined {
    return [...this.#all].find((each) => each.session === session && each.idText === idText);
  }

  get size(): number {
    return this.#all.size;
  }

  removeSession(session: Session): void {
    for (const blocked of [...this.#all]) if (blocked.session === session) this.remove(blocked);
  }
}
