import { expect, test } from '@jest/globals';
import { KeyPool } from './key-pool.js';
import { dealKeys, type KeyWish } from './tunnel-keys.js';

const wish = (name: string, requested?: number): KeyWish => ({ id: name, name, requested });

function deal(pool: KeyPool, wishes: readonly KeyWish[], all: readonly KeyWish[] = wishes, max = 9) {
  const outcome = dealKeys(pool, wishes, (id) => all.find((each) => each.id === id), max);
  return { ...outcome, keys: all.map(({ id }) => `${id}=${pool.keyOf(id)}`).join(' ') };
}

test('requested keys first, then by name in natural order from the lowest free key', () => {
  const wishes = [wish('vm10'), wish('vm2'), wish('vm1'), wish('gw', 2)];
  expect(deal(new KeyPool(), wishes)).toEqual({ keys: 'vm10=4 vm2=3 vm1=1 gw=2', moved: [], problems: [] });
});

test('nobody moves, unless another asks for its key', () => {
  const pool = new KeyPool();
  pool.take('b', 1);
  pool.take('c', 2);
  const all = [wish('a'), wish('b'), wish('c'), wish('d', 2)];
  expect(deal(pool, [wish('a')], all).keys).toBe('a=3 b=1 c=2 d=undefined');
  expect(deal(pool, [wish('d', 2)], all)).toEqual({ keys: 'a=3 b=1 c=4 d=2', moved: ['c'], problems: [] });
  pool.release('b');
  expect(deal(pool, [wish('e')], [...all, wish('e')]).keys).toBe('a=3 b=undefined c=4 d=2 e=1');
});

test('two that ask for one key, and more rows than keys', () => {
  expect(deal(new KeyPool(), [wish('a', 1), wish('b', 1), wish('c', 7)], undefined, 2)).toEqual({
    keys: 'a=1 b=2 c=undefined',
    moved: [],
    problems: [
      { id: 'b', text: 'b: tunnel key 1 is asked for by a as well' },
      { id: 'c', text: 'c: tunnel key 7 is not between 1 and 2' },
      { id: 'c', text: 'c: all 2 tunnel keys are in use' },
    ],
  });
});
