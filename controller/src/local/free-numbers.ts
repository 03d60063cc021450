/** Deals the lowest free number from 1 to `max`; what was given back is dealt again. */
export class FreeNumbers {
  readonly #max: number;
  readonly #used = new Set<number>();
  #lowest = 1; // nothing below it is free

  constructor(max: number) {
    this.#max = max;
  }

  /** Marks a number as used; false when it is already, or out of range. */
  take(number: number): boolean {
    if (!Number.isInteger(number) || number < 1 || number > this.#max || this.#used.has(number)) return false;
    this.#used.add(number);
    return true;
  }

  /** Undefined when all are used. */
  deal(): number | undefined {
    while (this.#used.has(this.#lowest)) this.#lowest++;
    if (this.#lowest > this.#max) return undefined;
    this.#used.add(this.#lowest);
    return this.#lowest++;
  }

  free(number: number): void {
    if (this.#used.delete(number) && number < this.#lowest) this.#lowest = number;
  }
}

/** Deals runs of numbers; a freed run is dealt again for as many. */
export class FreeRuns {
  readonly #free = new Map<number, number[]>();
  #next = 1;

  deal(count: number): number {
    const first = this.#free.get(count)?.pop();
    if (first !== undefined) return first;
    this.#next += count;
    return this.#next - count;
  }

  free(first: number, count: number): void {
    const runs = this.#free.get(count);
    if (runs === undefined) this.#free.set(count, [first]);
    else runs.push(first);
  }
}
