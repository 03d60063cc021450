/**
 * The update of a commit with very many changes, for those who are told the same: which of the changes concern them is found
 * out in slices, and what comes behind it waits. Comes from group.ts, is made by ../watchers.ts; sessions hold its messages.
 */
import type { Piece } from '../listing.js';
import type { LateMessage } from '../session.js';
import type { Steps } from '../steps.js';

export class LateUpdates {
  readonly #steps: Steps<readonly Piece[] | undefined>;
  #updates: readonly Piece[] | undefined;
  #isMade = false;

  constructor(steps: Steps<readonly Piece[] | undefined>) {
    this.#steps = steps;
  }

  /** Makes what is left to make. */
  *make(): Steps<void> {
    if (this.#isMade) return;
    this.#updates = yield* this.#steps;
    this.#isMade = true;
  }

  /** The notification that carries them, `head` before them; none when they are nothing to this monitor. */
  notification(head: string): LateMessage {
    return {
      isMade: () => this.#isMade,
      message: () => (this.#updates === undefined ? undefined : [head, ...this.#updates, ']}']),
    };
  }
}
