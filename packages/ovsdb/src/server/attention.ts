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
/**
 * Looks in vain, one after the other, from which on each doubles what it takes to look again, up to `MOST`: there are
 * schedulers that keep the client waiting behind a server that does not sleep, so that it asks promptly only when nobody looks out.
 */
const IN_VAIN = 3;
const MOST = 1024;

export class Attention {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #isShared: boolean;
  /** When the last request was answered; undefined when the next one has come since. */
  #answeredAt: number | undefined;
  #prompt = 0;
  #worth = WORTH;
  /** Looks in vain since the last that was not. */
  #vain = 0;
  #isTurning = false;
  /** True when it was looked out for the request that comes next. */
  #hasLooked = false;

  /** `processors`: how many the process may use. */
  constructor(clock: Pick<Clock, 'monotonic'>, processors: number) {
    this.#clock = clock;
    this.#isShared = processors > 1;
  }

  /** Notes that a request has come. */
  heard(): void {
    if (this.#answeredAt === undefined) return;
    if (this.#clock.monotonic() - this.#answeredAt < WINDOW_MS) {
      this.#prompt = Math.min(MOST, this.#prompt + 1);
      if (this.#hasLooked) this.#found();
    } else {
      this.#prompt = Math.max(0, this.#prompt - LATE);
      if (this.#hasLooked) this.#missed();
    }
    this.#answeredAt = undefined;
    this.#hasLooked = false;
  }

  /** Notes that all requests have been answered. */
  answered(): void {
    this.#answeredAt = this.#clock.monotonic();
    this.#hasLooked = this.isWorthwhile;
    if (this.#isTurning || !this.#hasLooked) return;
    this.#isTurning = true;
    setImmediate(this.#turn);
  }

  #found(): void {
    this.#worth = WORTH;
    this.#vain = 0;
  }

  #missed(): void {
    if (++this.#vain < IN_VAIN) return;
    this.#worth = Math.min(MOST, this.#worth * 2);
    this.#prompt = 0;
  }

  get isWorthwhile(): boolean {
    return this.#isShared && this.#prompt >= this.#worth;
  }

  /** Comes around a hundred times in a window, so it is made once. */
  readonly #turn = (): void => {
    const since = this.#answeredAt;
    if (since === undefined || this.#clock.monotonic() - since >= WINDOW_MS) this.#isTurning = false;
    else setImmediate(this.#turn);
  };
}
