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
