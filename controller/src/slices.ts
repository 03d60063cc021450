import type { Clock } from '#base';

/** Longest piece of work in one turn of the event loop, milliseconds. */
const SLICE_MS = 20;
/** Steps between two looks at the clock. */
const STEPS_A_LOOK = 32;

/** Carries out long work in slices, so that other parts of the process get their turn. */
export class Slices {
  readonly #clock: Clock;
  readonly #breathe: () => Promise<void>;
  #longest = 0;

  /** `breathe` lets the event loop turn. */
  constructor(clock: Clock, breathe: () => Promise<void>) {
    this.#clock = clock;
    this.#breathe = breathe;
  }

  /** The longest slice so far, milliseconds. */
  get longest(): number {
    return this.#longest;
  }

  async run<T>(steps: Generator<undefined, T>): Promise<T> {
    let started = this.#clock.monotonic();
    for (let count = 1; ; count++) {
      const step = steps.next();
      if (step.done === true) {
        this.#longest = Math.max(this.#longest, this.#clock.monotonic() - started);
        return step.value;
      }
      if (count % STEPS_A_LOOK !== 0) continue;
      const took = this.#clock.monotonic() - started;
      if (took < SLICE_MS) continue;
      this.#longest = Math.max(this.#longest, took);
      await this.#breathe();
      started = this.#clock.monotonic();
    }
  }
}
