import { expect, test } from '@jest/globals';
import { probeInterval } from './probe-interval.js';

test.each([
  [undefined, 5000],
  ['60000', 60_000],
  [' 2000', 2000],
  ['0', 0],
  ['200', 1000],
  ['-5', 1000],
  ['1.5', 5000],
  ['2000x', 5000],
  ['', 5000],
])('%s: %s ms', (text, ms) => expect(probeInterval(text)).toBe(ms));

test('other limits', () => {
  const limits = { usual: 0, shortest: 5 };
  expect([undefined, '0', '1', '60', 'x'].map((text) => probeInterval(text, limits))).toEqual([0, 0, 5, 60, 0]);
});
