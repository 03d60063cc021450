/** Deals out OpenFlow port numbers of a bridge. */

/** Numbers that controllers may ask for and the switch may give. */
const MAX = 0xfeff;

export class PortNumbers {
  readonly #used = new Set<number>();
  #last = 0;

  /** The first of `preferred` that is free, else the next number not used for longest. */
  take(preferred: readonly (number | undefined)[]): number | undefined {
    for (const number of preferred) {
      if (number !== undefined && number > 0 && number <= MAX && !this.#used.has(number)) {
        this.#used.add(number);
        this.#last = Math.max(this.#last, number);
        return number;
      }
    }
    for (let i = 0; i < MAX; i++) {
      this.#last = (this.#last % MAX) + 1;
      if (this.#used.has(this.#last)) continue;
      this.#used.add(this.#last);
      return this.#last;
    }
    return undefined;
  }

  release(number: number): void {
    this.#used.delete(number);
  }
}
