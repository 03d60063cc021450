/** Time and chance as the pure parts of a program receive them; the only place of a daemon that reads the real ones. */
import { randomBytes } from 'node:crypto';

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since some moment, with fractions, never going back. */
  monotonic(): number;
  /** Calls `action` once after `milliseconds`; the function that comes back takes it back. */
  setTimeout(action: () => void, milliseconds: number): () => void;
}

/** `length` random bytes. */
export type Random = (length: number) => Uint8Array;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (action, milliseconds) => {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
};

export const systemRandom: Random = (length) => randomBytes(length);
