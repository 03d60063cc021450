import { expect, test } from '@jest/globals';
import { KeyPool } from './key-pool.js';

test('a key has one owner, an owner one key', () => {
  const pool = new KeyPool();
  pool.take('a', 1);
  pool.take('b', 3);
  expect([pool.keyOf('a'), pool.ownerOf(3), pool.lowestFree(10), pool.isEmpty]).toEqual([1, 'b', 2, false]);
  expect(() => pool.take('c', 3)).toThrow('key 3 is taken');
  pool.take('a', 2);
  expect([pool.keyOf('a'), pool.ownerOf(1), pool.lowestFree(10)]).toEqual([2, undefined, 1]);
  pool.release('a');
  pool.release('a');
  pool.release('b');
  expect([pool.keyOf('a'), pool.ownerOf(2), pool.isEmpty]).toEqual([undefined, undefined, true]);
});

test('the lowest free key, up to the last there is', () => {
  const pool = new KeyPool();
  for (const key of [1, 2, 3]) pool.take(`id${key}`, key);
  expect([pool.lowestFree(3), pool.lowestFree(4)]).toEqual([undefined, 4]);
  pool.release('id2');
  expect(pool.lowestFree(3)).toBe(2);
});
