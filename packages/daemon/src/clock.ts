/** Time and chance as the pure parts of a program receive them; the only place of a daemon that reads the real ones. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '#base';

export type { Clock };

/** `length` random bytes. */
export type Random = (length: number) => Uint8Array;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (action, milliseconds) => {
    const timer = setTimeout(action, milliseconds);
    return { cancel: () => clearTimeout(timer) };
  },
};

export const systemRandom: Random = (length) => randomBytes(length);
