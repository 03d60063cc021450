import { expect, test } from '@jest/globals';
import { PortNumbers } from './port-numbers.js';

test('what was asked for if it is free, else a number not used for longest', () => {
  const numbers = new PortNumbers();
  expect(numbers.take([])).toBe(1);
  expect(numbers.take([undefined, 5])).toBe(5);
  expect(numbers.take([5])).toBe(6);
  expect(numbers.take([5, 2])).toBe(2);
  numbers.release(6);
  // A number is not given to the next port at once: controllers may still know it as the one that left.
  expect(numbers.take([])).toBe(7);
  expect(numbers.take([0, 0xff00, 65534, -1])).toBe(8);
});

test('after the last number the first free one, and none when all are used', () => {
  const numbers = new PortNumbers();
  numbers.take([3]);
  expect(numbers.take([0xfeff])).toBe(0xfeff);
  expect([numbers.take([]), numbers.take([]), numbers.take([])]).toEqual([1, 2, 4]);
  for (let i = 0; i < 0xfeff - 5; i++) numbers.take([]);
  expect(numbers.take([])).toBeUndefined();
  numbers.release(77);
  expect(numbers.take([])).toBe(77);
});
