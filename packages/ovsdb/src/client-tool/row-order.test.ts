import { expect, test } from '@jest/globals';
import { parseColumnType } from '#ovsdb/notation';
import { rowOrder } from './row-order.js';

const strings = parseColumnType({ key: 'string', min: 0, max: 'unlimited' });
const map = parseColumnType({ key: 'string', value: 'integer', min: 0, max: 'unlimited' });
const integer = parseColumnType('integer');

test('small sets come first, then elements decide; maps by keys before values', () => {
  const sets = [['set', ['b', 'a']], 'c', ['set', []], ['set', ['a', 'c']], 'B'];
  expect(
    rowOrder(
      [strings],
      sets.map((value) => [value]),
    ),
  ).toEqual([2, 4, 1, 0, 3]);
  const maps = [
    ['a', 2],
    ['b', 1],
    ['a', 1],
  ].map((pair) => ['map', [pair]]);
  expect(
    rowOrder(
      [map],
      maps.map((value) => [value]),
    ),
  ).toEqual([2, 0, 1]);
});

test('numbers by size, and the next column where one is equal', () => {
  expect(
    rowOrder(
      [integer, strings],
      [
        [10, 'a'],
        [9, 'z'],
        [9, 'b'],
      ],
    ),
  ).toEqual([2, 1, 0]);
});
