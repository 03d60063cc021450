import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareNatural } from './natural-order.js';

test('natural order counts', () => {
  const table: readonly (readonly string[])[] = [
    ['a', 'vm1', 'vm02', 'vm2', 'vm10'],
    ['', '0', '1', '9', '10', '100'],
    ['p1-2', 'p1-10', 'p2-1', 'p10-1'],
    ['7', '007a', '7b'],
    ['A1', 'B1', 'a1'],
    ['x', 'x0', 'x00', 'x1'],
    // Longer than a double holds.
    ['n9007199254740992', 'n9007199254740993', 'n10000000000000000000000'],
  ];
  expect(table.map((row) => row.toReversed().sort(compareNatural))).toEqual(table);
});

test('natural order is an order', () => {
  const names = fc.string({ unit: fc.constantFrom('a', 'b', '-', '0', '1', '2', '10') });
  fc.assert(fc.property(names, names, (a, b) => Math.sign(compareNatural(a, b)) === -Math.sign(compareNatural(b, a))));
  fc.assert(
    fc.property(
      names,
      names,
      names,
      (a, b, c) => !(compareNatural(a, b) < 0 && compareNatural(b, c) < 0) || compareNatural(a, c) < 0,
    ),
  );
  fc.assert(fc.property(names, names, (a, b) => (compareNatural(a, b) === 0) === (a === b)));
});
