import { expect, test } from '@jest/globals';
import { messageOf, uuidFromBytes } from '#base';
import { integer, map, set, string, table } from '#schemas';
import { RowNames } from '../row-names.js';
import { rowSatisfies } from './row-condition.js';

const Sample = table('Sample', { tags: set(integer()), options: map(string(), string()) });
const id = uuidFromBytes(new Uint8Array(16).fill(1));
const names = new RowNames(() => id);

function holds(
  tags: readonly number[],
  options: Readonly<Record<string, string>>,
  condition: string,
): boolean | string {
  try {
    const row = { _uuid: id, tags, options: new Map(Object.entries(options)) };
    return rowSatisfies(Sample, row, condition, names);
  } catch (error) {
    return messageOf(error);
  }
}

const SETS = [[], [1], [2], [1, 2], [2, 3], [1, 2, 3]] as const;

test.each<[string, (held: ReadonlySet<number>, wanted: ReadonlySet<number>) => boolean]>([
  ['{=}', (held, wanted) => isWithin(held, wanted) && isWithin(wanted, held)],
  ['{!=}', (held, wanted) => !(isWithin(held, wanted) && isWithin(wanted, held))],
  ['{<=}', isWithin],
  ['{in}', isWithin],
  ['{<}', (held, wanted) => isWithin(held, wanted) && held.size < wanted.size],
  ['{>=}', (held, wanted) => isWithin(wanted, held)],
  ['{>}', (held, wanted) => isWithin(wanted, held) && wanted.size < held.size],
  ['{not-in}', (held, wanted) => [...held].every((each) => !wanted.has(each))],
])('%s compares sets as mathematics does', (operator, naive) => {
  for (const held of SETS) {
    for (const wanted of SETS) {
      const condition = `tags${operator}[${wanted.join(',')}]`;
      expect([held, condition, holds(held, {}, condition)]).toEqual([
        held,
        condition,
        naive(new Set(held), new Set(wanted)),
      ]);
    }
  }
});

function isWithin(small: ReadonlySet<number>, large: ReadonlySet<number>): boolean {
  return [...small].every((each) => large.has(each));
}

/** As ovn-nbctl 23.03 answers `find`. */
test.each<[string, boolean | string]>([
  ['options:k=1', true],
  ['options:k!=1', false],
  ['options:k=2', false],
  ['options:k<2', true],
  ['options:k!=[]', true],
  ['options:k<[]', false],
  ['options:k!=1,2', true],
  ['options:k<1,2', true],
  ['options:k{<=}1,2', true],
  ['options:z=1', false],
  ['options:z!=1', false],
  ['options:z=[]', false],
  ['options:z{=}[]', true],
  ['options:z{not-in}1', true],
  ['options=k=1', true],
  ['options{>=}k=1', true],
  ['options{<}k=1,l=2', true],
  ['tags:k=1', 'cannot specify key to check for non-map column tags'],
])('a map with k=1: %s', (condition, expected) => {
  expect(holds([1], { k: '1' }, condition)).toBe(expected);
});
