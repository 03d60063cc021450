/**
 * Looks out for the next request for a moment, after a request was answered, before the process sleeps. A client that does
 * one thing after the other asks again within a tenth of a millisecond; a processor that fell asleep meanwhile wakes up
 * slowly and with cold caches, and takes twice as long for the same work. Done only while requests do come that fast, and
 * where there is another processor for the client.
 */
import type { Clock } from '#base';

/** Milliseconds to look out for. */
const WINDOW_MS = 0.25;
/** Requests in a row that have to have come within the window, more or less, before it is worth it; */
const WORTH = 16;
/** and how many such a request that took longer undoes. */
const LATE = 4;
const MOST = 32;

export class Attention {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #isShared: boolean;
  /** When the last request was answered; undefined when the next one has come since. */
  #answeredAt: number | undefined;
  #prompt = 0;
  #isTurning = false;

  /** `processors`: how many the process may use. */
  constructor(clock: Pick<Clock, 'monotonic'>, processors: number) {
    this.#clock = clock;
    this.#isShared = processors > 1;
  }

  /** Notes that a request has come. */
  heard(): void {
    if (this.#answeredAt === undefined) return;
    const isPrompt = this.#clock.monotonic() - this.#answeredAt < WINDOW_MS;
    this.#prompt = isPrompt ? Math.min(MOST, this.#prompt + 1) : Math.max(0, this.#prompt - LATE);
    this.#answeredAt = undefined;
  }

  /** Notes that all requests have been answered. */
  answered(): void {
    this.#answeredAt = this.#clock.monotonic();
    if (this.#isTurning || !this.isWorthwhile) return;
    this.#isTurning = true;
    setImmediate(this.#turn);
  }

  get isWorthwhile(): boolean {
    return this.#isShared && this.#prompt >= WORTH;
  }

  /** Comes around a hundred times in a window, so it is made once. */
  readonly #turn = (): void => {
    const since = this.#answeredAt;
    if (since === undefined || this.#clock.monotonic() - since >= WINDOW_MS) this.#isTurning = false;
    else setImmediate(this.#turn);
  };
}
