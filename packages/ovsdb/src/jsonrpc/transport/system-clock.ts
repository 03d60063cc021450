import { randomBytes } from 'node:crypto';
// The global of this name is looked up anew at each call.
import { performance } from 'node:perf_hooks';
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

const POOL_BYTES = 4096;

/** Bytes of the system's random generator, which is asked for many at a time: a row's uuid needs only 16. */
function pooledRandom(): (count: number) => Uint8Array {
  let pool = Buffer.alloc(0);
  return (count) => {
    if (count > POOL_BYTES / 16) return randomBytes(count);
    if (pool.length < count) pool = randomBytes(POOL_BYTES);
    const bytes = pool.subarray(0, count);
    pool = pool.subarray(count);
    return bytes;
  };
}

export const systemRandom = pooledRandom();
