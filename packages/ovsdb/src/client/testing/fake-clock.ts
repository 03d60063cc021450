import type { Clock, Timer } from '#base';

/** Time that stands still until it is told to go on. */
export class FakeClock implements Clock {
  #time = 0;
  #timers: { readonly at: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  setTimeout(callback: () => void, ms: number): Timer {
    const entry = { at: this.#time + ms, callback };
    this.#timers.push(entry);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((each) => each !== entry);
      },
    };
  }

  /** Lets time pass; timers go off in order, each with the chance for promises to settle behind it. */
  async advance(ms: number): Promise<void> {
    const end = this.#time + ms;
    for (;;) {
      await settled();
      this.#timers.sort((a, b) => a.at - b.at);
      const next = this.#timers[0];
      if (next === undefined || next.at > end) break;
      this.#timers.shift();
      this.#time = next.at;
      next.callback();
    }
    this.#time = end;
    await settled();
  }
}

/** Resolves when all promises that are ready now have been dealt with. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
