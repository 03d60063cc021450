/** Transactions that wait (RFC 7047, 5.2.6): each is tried again when its database changes and when its time is up. */
import type { Clock, Timer } from '#base';
import type { JsonArray } from '#ovsdb/notation';
import type { Database } from './database.js';
import type { Session } from './session.js';
import type { Outcome } from './transact.js';

export interface BlockedTransaction {
  readonly session: Session;
  readonly database: Database;
  readonly idText: string;
  readonly operations: JsonArray;
  /** What it takes in memory, roughly. */
  readonly bytes: number;
}

/** What is done with one that waits. */
export interface BlockedEvents {
  /** Tries it; `elapsedMs`: how long it has waited. */
  run(blocked: BlockedTransaction, elapsedMs: number): Outcome;
  /** Answers it, and puts its commit in force; it waits no more. */
  conclude(blocked: BlockedTransaction, outcome: Outcome & { kind: 'done' }): void;
}

interface Waiting {
  readonly blocked: BlockedTransaction;
  /** On the monotonic clock. */
  readonly startedAt: number;
  timer: Timer | undefined;
}

export class BlockedTransactions {
  readonly #clock: Clock;
  readonly #events: BlockedEvents;
  readonly #all = new Set<Waiting>();
  readonly #changed = new Set<Database>();

  constructor(clock: Clock, events: BlockedEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  get size(): number {
    return this.#all.size;
  }

  /** `timeoutMs`: how long it may wait in all; undefined for no end. */
  add(blocked: BlockedTransaction, timeoutMs: number | undefined): void {
    const waiting: Waiting = { blocked, startedAt: this.#clock.monotonic(), timer: undefined };
    this.#all.add(waiting);
    blocked.session.waits(blocked.bytes);
    this.#setTimer(waiting, timeoutMs);
  }

  /** Takes one back; undefined when there is none of this id. */
  take(session: Session, idText: string): BlockedTransaction | undefined {
    const found = [...this.#all].find(({ blocked }) => blocked.session === session && blocked.idText === idText);
    if (found !== undefined) this.#remove(found);
    return found?.blocked;
  }

  /** Forgets those of a database that is not served any more. */
  removeDatabase(database: Database): void {
    for (const each of this.#of(database)) this.#remove(each);
  }

  removeSession(session: Session): void {
    for (const each of [...this.#all]) if (each.blocked.session === session) this.#remove(each);
  }

  /** Notes that a database changed, for the next `retry`. */
  changed(database: Database): void {
    if (this.#all.size > 0) this.#changed.add(database);
  }

  /** Tries those of databases that changed, until none of them changes anything more. */
  retry(): void {
    while (this.#changed.size > 0) {
      const changed = [...this.#changed];
      this.#changed.clear();
      for (const database of changed) for (const each of this.#of(database)) this.#retry(each);
    }
  }

  /** In the order in which they were asked for. */
  #of(database: Database): Waiting[] {
    return [...this.#all].filter(({ blocked }) => blocked.database === database);
  }

  #retry(waiting: Waiting): void {
    const { blocked, startedAt } = waiting;
    const outcome = this.#events.run(blocked, this.#clock.monotonic() - startedAt);
    if (outcome.kind === 'blocked') {
      this.#setTimer(waiting, outcome.timeoutMs);
      return;
    }
    this.#remove(waiting);
    this.#events.conclude(blocked, outcome);
  }

  #setTimer(waiting: Waiting, timeoutMs: number | undefined): void {
    waiting.timer?.cancel();
    waiting.timer = undefined;
    if (timeoutMs === undefined) return;
    const left = waiting.startedAt + timeoutMs - this.#clock.monotonic();
    waiting.timer = this.#clock.setTimeout(
      () => {
        this.#retry(waiting);
        this.retry();
      },
      Math.max(1, Math.ceil(left)),
    );
  }

  #remove(waiting: Waiting): void {
    waiting.timer?.cancel();
    waiting.timer = undefined;
    if (this.#all.delete(waiting)) waiting.blocked.session.waits(-waiting.blocked.bytes);
  }
}
