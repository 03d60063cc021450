import { expect, test } from '@jest/globals';
import { isUuid } from '#base';
import { UuidPool } from './uuid-pool.js';

test('gives uuids, none twice', () => {
  const pool = new UuidPool();
  const taken = Array.from({ length: 1000 }, () => pool.take());
  expect(taken.every(isUuid)).toBe(true);
  expect(new Set(taken).size).toBe(1000);
});
