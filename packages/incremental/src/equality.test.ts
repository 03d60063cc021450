import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { equalDeep, equalLists } from './equality.js';

const octets = (...bytes: number[]) => new Uint8Array(bytes);

test('equal is what has the same content and the same kind', () => {
  const groups: readonly (readonly unknown[])[] = [
    [1, 1],
    ['1'],
    [1n],
    [Number.NaN, Number.NaN],
    [0],
    [-0],
    [undefined],
    [null],
    [[], []],
    [
      [1, [2, { a: 3 }]],
      [1, [2, { a: 3 }]],
    ],
    [[1, [2, { a: 4 }]]],
    [[1, undefined]],
    [[1]],
    [{}, {}],
    [
      { a: 1, b: undefined },
      { b: undefined, a: 1 },
    ],
    [{ a: 1 }],
    [{ a: 1, c: undefined }],
    [{ 0: 1, length: 1 }],
    [new Map(), new Map()],
    [new Map([['a', [1]]]), new Map([['a', [1]]])],
    [new Map([['a', [2]]])],
    [new Map([['b', [1]]])],
    [new Map([['a', undefined]])],
    [new Map([['b', undefined]])],
    [new Set(), new Set()],
    [new Set([1, 2]), new Set([2, 1])],
    [new Set([1, 3])],
    [octets(), octets()],
    [octets(1, 2), octets(0, 1, 2).subarray(1)],
    [octets(1, 3)],
  ];
  const values = groups.flatMap((group, number) => group.map((value) => ({ value, number })));
  for (const a of values) for (const b of values) expect(equalDeep(a.value, b.value)).toBe(a.number === b.number);
});

test('a copy is equal, whatever it is of', () => {
  const values = fc.anything({ withBigInt: true, maxDepth: 3 });
  fc.assert(fc.property(fc.clone(values, 2), ([value, copy]) => equalDeep(value, copy)));
});

test('lists are compared by their elements, those by identity', () => {
  const row = {};
  expect([
    equalLists([row, 'a', Number.NaN], [row, 'a', Number.NaN]),
    equalLists([row], [{}]),
    equalLists(['a', 'b'], ['b', 'a']),
    equalLists(['a'], ['a', 'b']),
    equalLists([], []),
  ]).toEqual([true, false, false, false, true]);
});
