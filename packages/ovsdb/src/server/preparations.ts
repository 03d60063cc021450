/**
 * What has to be made before something can be said to clients, and takes long: made in slices, one after the other, and others
 * are served between. It must stay good while the database changes.
 */
import type { Clock } from '#base';
import type { Suspendable } from './long-transactions.js';
import type { Steps } from './steps.js';

/** Milliseconds of a slice. */
const SLICE_MS = 10;

interface Preparation {
  readonly steps: Steps<void>;
  readonly by: Suspendable | undefined;
  readonly run: () => void;
}

export class Preparations {
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** In the order of asking. */
  readonly #all = new Set<Preparation>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** Calls `run` when the steps are through. Nothing is read from who asked, if it was somebody, before. */
  add(steps: Steps<void>, by: Suspendable | undefined, run: () => void): void {
    by?.suspend();
    this.#all.add({ steps, by, run });
    if (this.#all.size === 1) this.#later();
  }

  #later(): void {
    setImmediate(() => {
      this.#slice();
      if (this.#all.size > 0) this.#later();
    });
  }

  #slice(): void {
    const until = this.#clock.monotonic() + SLICE_MS;
    for (const preparation of this.#all) {
      const { steps, by, run } = preparation;
      while (steps.next().done !== true) if (this.#clock.monotonic() >= until) return;
      run();
      by?.resume();
      this.#all.delete(preparation);
      if (this.#clock.monotonic() >= until) return;
    }
  }
}
