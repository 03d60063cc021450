import { expect, test } from '@jest/globals';
import { DatapathGroups } from './datapath-group.js';

test('a group is known by its members, in any order', () => {
  const groups = new DatapathGroups();
  const group = groups.of(new Set(['a', 'b', 'c']));
  expect(groups.of(new Set(['c', 'a', 'b']))).toBe(group);
  expect(groups.of(new Set(['a', 'b']))).not.toBe(group);
  groups.drop(group);
  expect(groups.of(new Set(['a', 'b', 'c']))).not.toBe(group);
});

test('no two of many sets are taken for each other', () => {
  const groups = new DatapathGroups();
  const names = Array.from({ length: 14 }, (_, i) => `dp${i}`);
  const seen = new Set();
  for (let bits = 0; bits < 1 << names.length; bits++) {
    seen.add(groups.of(new Set(names.filter((_, i) => (bits >> i) & 1))));
  }
  expect(seen.size).toBe(1 << names.length);
});
