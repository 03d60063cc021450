import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyDifference, difference } from './difference.js';
import type { ColumnType } from './schema.js';
import { sortAtoms, type Value } from './value.js';

const NUMBERS: ColumnType = { key: { type: 'integer' }, min: 0, max: 'unlimited' };
const set = (atoms: Iterable<number>): number[] => {
  const sorted = [...new Set(atoms)];
  sortAtoms(sorted);
  return sorted;
};
const apply = (before: Value, change: Value) => applyDifference(NUMBERS, before, change);
const range = (count: number) => Array.from({ length: count }, (_, i) => i);

test.each([
  ['an empty set', [], [3, 5], [3, 5]],
  ['a set that becomes empty', [3, 5], [3, 5], []],
  ['a short set', [1, 2, 3], [2, 9], [1, 3, 9]],
  ['the ends of a long set', range(40), [-1, 0, 39, 40], [-1, ...range(39).slice(1), 40]],
  ['the middle of a long set', range(40), [7, 20], range(40).filter((i) => i !== 7 && i !== 20)],
  ['half of a long set', range(40), range(20), range(40).slice(20)],
])('a change of %s', (_, before, change, after) => {
  const held = [...before];
  expect(apply(before, change)).toEqual(after);
  expect(before).toEqual(held);
});

const sets = fc.array(fc.nat(60), { maxLength: 60 }).map(set);

test('what was told makes one set of the other', () => {
  fc.assert(
    fc.property(sets, sets, (before, after) => {
      expect(apply(before, difference(NUMBERS, before, after))).toEqual(after);
    }),
  );
  fc.assert(
    fc.property(sets, fc.array(fc.nat(60), { maxLength: 3 }), (before, some) => {
      const after = set([
        ...before.filter((atom) => !some.includes(atom)),
        ...some.filter((atom) => !before.includes(atom)),
      ]);
      expect(apply(before, difference(NUMBERS, before, after))).toEqual(after);
    }),
  );
});
