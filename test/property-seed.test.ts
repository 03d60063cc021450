import { expect, test } from '@jest/globals';
import fc from 'fast-check';

test('properties are tried on the same cases each time', () => {
  const wanted = process.env['HEDDLE_PROPERTY_SEED'] ?? '2303';
  expect(fc.readConfigureGlobal()).toEqual(wanted === 'random' ? {} : { seed: Number(wanted) });
});
