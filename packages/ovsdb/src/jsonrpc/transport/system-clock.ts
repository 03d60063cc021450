import { randomBytes } from 'node:crypto';
import type { Clock } from '#base';

/** The machine's time, for processes that have no daemon context. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout(callback, ms) {
    const timer = setTimeout(callback, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Bytes of the system's random generator. */
export function systemRandom(count: number): Uint8Array {
  return randomBytes(count);
}
