import { expect, test } from '@jest/globals';
import { readProbe } from './replication-commands.js';

test.each([
  ['5000', 5000],
  ['10', 1000],
  ['0', 0],
  ['-5', 1000],
  [' +7000', 7000],
  ['2147483647', 2_147_483_647],
  ['2147483648', undefined],
  ['1.5', undefined],
  ['5s', undefined],
  ['', undefined],
])('the probe interval "%s"', (text, ms) => expect(readProbe(text)).toBe(ms));
