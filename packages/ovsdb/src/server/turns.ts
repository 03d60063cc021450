/**
 * Turns of the event loop: what has gathered in one goes to the stores together at its end, and then sessions say what
 * rested on it.
 */
import type { Attention } from './attention.js';
import type { CommitQueue } from './commit-queue.js';
import type { Database } from './database.js';
import type { Session } from './session.js';

export class Turns {
  readonly #queues: ReadonlyMap<Database, CommitQueue>;
  readonly #attention: Attention;
  readonly #holding = new Set<Session>();
  #isScheduled = false;

  /** `queues`: of the databases that are served at the time. */
  constructor(queues: ReadonlyMap<Database, CommitQueue>, attention: Attention) {
    this.#queues = queues;
    this.#attention = attention;
  }

  /** The session has something to say at the end of the turn. */
  holds(session: Session): void {
    this.#holding.add(session);
    this.schedule();
  }

  removeSession(session: Session): void {
    this.#holding.delete(session);
  }

  /** Sees to it that this turn ends. */
  schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.finish());
  }

  finish(): void {
    this.#isScheduled = false;
    for (const queue of this.#queues.values()) queue.finishTurn();
    // What is released may make other sessions hold something: those wait for the next turn.
    for (const session of [...this.#holding]) if (session.release()) this.#holding.delete(session);
    if (this.#holding.size === 0) this.#attention.answered();
  }
}
