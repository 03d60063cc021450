/**
 * Deals tunnel keys. The order is stated so that the same commands always give the same network: keys that are asked for
 * first, then the lowest free key to each row without one, by name in natural order. A row keeps its key unless another
 * asks for that very key.
 */
import { compareNatural } from '#base';
import type { KeyPool } from './key-pool.js';

/** A row that needs a key. */
export interface KeyWish {
  readonly id: string;
  readonly name: string;
  /** The key that the configuration asks for. */
  readonly requested: number | undefined;
}

export interface KeyDeal {
  /** Rows that are not among the wishes and whose key changed, because another row asked for it. */
  readonly moved: readonly string[];
  /** Rows that got no key, or not the one they asked for. */
  readonly problems: readonly { readonly id: string; readonly text: string }[];
}

/**
 * Gives each wish a key in `pool`. `wishOf` tells of any row in the pool what it asks for, and its name. Keys run from 1 to
 * `max`.
 */
export function dealKeys(
  pool: KeyPool,
  wishes: readonly KeyWish[],
  wishOf: (id: string) => KeyWish | undefined,
  max: number,
): KeyDeal {
  // Most rows have the key that they keep: only the others are put in order.
  const inOrder = wishes
    .filter(({ id, requested }) => pool.keyOf(id) === undefined || requested !== undefined)
    .sort((a, b) => compareNatural(a.name, b.name));
  const moved: KeyWish[] = [];
  const problems: { id: string; text: string }[] = [];
  for (const { id, name, requested } of inOrder) {
    if (requested === undefined || pool.keyOf(id) === requested) continue;
    if (requested < 1 || requested > max) {
      problems.push({ id, text: `${name}: tunnel key ${requested} is not between 1 and ${max}` });
      continue;
    }
    const owner = pool.ownerOf(requested);
    const ownersWish = owner === undefined ? undefined : wishOf(owner);
    if (owner !== undefined && ownersWish?.requested === requested) {
      problems.push({ id, text: `${name}: tunnel key ${requested} is asked for by ${ownersWish.name} as well` });
      continue;
    }
    if (owner !== undefined) {
      pool.release(owner);
      moved.push(ownersWish ?? { id: owner, name: '', requested: undefined });
    }
    pool.take(id, requested);
  }
  const without = [...inOrder, ...moved].filter(({ id }) => pool.keyOf(id) === undefined);
  if (moved.length > 0) without.sort((a, b) => compareNatural(a.name, b.name));
  for (const { id, name } of without) {
    if (pool.keyOf(id) !== undefined) continue;
    const key = pool.lowestFree(max);
    if (key === undefined) problems.push({ id, text: `${name}: all ${max} tunnel keys are in use` });
    else pool.take(id, key);
  }
  const asked = new Set(wishes.map(({ id }) => id));
  return { moved: moved.map(({ id }) => id).filter((id) => !asked.has(id)), problems };
}
