/**
 * How much of some work may be done in one turn of the event loop, by all who share in it: where twenty clients ask at once, and
 * each is a good neighbour by itself, their turn would be long all the same. Who finds it used up goes on in a later turn.
 */
export class Allowance {
  readonly #most: number;
  #used = 0;
  /** True when the end of the turn will be noticed. */
  #isWatched = false;
  /** In the order of their asking. */
  readonly #waiting = new Set<() => void>();

  /** `most`: for a turn, in whatever the work is measured by. */
  constructor(most: number) {
    this.#most = most;
  }

  get isUsedUp(): boolean {
    return this.#used >= this.#most;
  }

  use(amount: number): void {
    this.#used += amount;
    // The end of a turn in which next to nothing was done need not be noticed.
    if (this.#used >= this.#most / 4) this.#watch();
  }

  /** Calls `run` in a later turn, when something is left. One that has not enough then may ask again, behind the others. */
  later(run: () => void): void {
    this.#waiting.add(run);
    this.#watch();
  }

  #watch(): void {
    if (this.#isWatched) return;
    this.#isWatched = true;
    setImmediate(() => {
      this.#isWatched = false;
      this.#used = 0;
      for (const run of this.#waiting) {
        if (this.isUsedUp) break;
        this.#waiting.delete(run);
        run();
      }
      if (this.#waiting.size > 0) this.#watch();
    });
  }
}
