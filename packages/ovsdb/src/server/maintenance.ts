/** Looks now and then for work that stores put off, and has it done in pieces between what clients ask. */
import { type Clock, messageOf, type Timer } from '#base';
import type { CommitQueue } from './commit-queue.js';
import type { Database } from './database.js';

/** Milliseconds between looks for work that stores put off. */
const LOOK_MS = 1000;
/** Milliseconds between pieces of it: clients come first. */
const BETWEEN_PIECES_MS = 5;

export class Maintenance {
  readonly #clock: Clock;
  readonly #queues: ReadonlyMap<Database, CommitQueue>;
  readonly #complain: (database: Database, text: string) => void;
  #timer: Timer | undefined;

  /** `queues`: of the databases that are served at the time. */
  constructor(
    clock: Clock,
    queues: ReadonlyMap<Database, CommitQueue>,
    complain: (database: Database, text: string) => void,
  ) {
    this.#clock = clock;
    this.#queues = queues;
    this.#complain = complain;
  }

  /** Goes on as long as databases are served. */
  start(): void {
    if (this.#timer === undefined) this.#schedule(LOOK_MS);
  }

  /** Does not wait for the next look. */
  hurry(): void {
    this.#schedule(0);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #schedule(ms: number): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = undefined;
      if (this.#queues.size > 0) this.#schedule(this.#work() ? BETWEEN_PIECES_MS : LOOK_MS);
    }, ms);
  }

  /** True when a store has more to do. */
  #work(): boolean {
    let hasMore = false;
    const now = this.#clock.now();
    for (const [database, { store, isIdle }] of this.#queues) {
      // Stores write rows as they are in memory: nothing may be there that is not stored.
      const works = [() => !isIdle || store.maintain(), () => store.tidy(now)];
      for (const work of works) {
        try {
          if (work()) hasMore = true;
        } catch (error) {
          this.#complain(database, `maintenance failed and will be tried again: ${messageOf(error)}`);
        }
      }
    }
    return hasMore;
  }
}
