import type { Random } from '#daemon';

const POOL_BYTES = 16384;

/** Draws from the system in large pieces: a big transaction needs a UUID for each of its rows. */
export function pooledRandom(random: Random): Random {
  let pool: Uint8Array = new Uint8Array(0);
  let used = 0;
  return (length) => {
    if (length > POOL_BYTES) return random(length);
    if (used + length > pool.length) {
      pool = random(POOL_BYTES);
      used = 0;
    }
    used += length;
    return pool.subarray(used - length, used);
  };
}
