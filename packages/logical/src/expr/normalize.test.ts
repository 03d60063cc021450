import { describe, expect, test } from '@jest/globals';
import { createSymbolTable, parseMatch, SyntaxProblem } from '../index.js';
import { Budget } from './budget.js';
import { compactProducts } from './compact.js';
import { COMPACT_STEPS, normalize, type Product } from './normalize.js';

const symbols = createSymbolTable();
const sets = { addressSet: () => undefined, portGroup: () => undefined };
const isResident = () => true;

function parsed(text: string) {
  const { expr, error } = parseMatch(text, { symbols, sets });
  if (expr === undefined) throw new Error(error);
  return expr;
}

/** How many flows a match makes; or what it is refused with. */
function flows(text: string): number | string {
  try {
    return normalize(parsed(text), isResident).reduce((sum, product) => sum + valuesIn(product), 0);
  } catch (problem) {
    if (problem instanceof SyntaxProblem) return problem.message;
    throw problem;
  }
}

function valuesIn(product: Product): number {
  return product.reduce((sum, { cells }) => sum + cells.length, 0);
}

function steps(text: string): number {
  const budget = new Budget(Number.POSITIVE_INFINITY);
  compactProducts(parsed(text), isResident, budget);
  return budget.spent;
}

const addresses = (count: number) => Array.from({ length: count }, (_, i) => `10.0.${i >> 8}.${i & 255}`).join(', ');

describe('what would take too many steps to be crossed', () => {
  test.each([
    ['ip6.mcast_flood != 1', 2000],
    ['!(ip6.mcast_flood || ip6.mcast)', 2000],
    ['xxreg0[0..95] != {1, 2, 3} && xxreg0[32..127] > 5', 20_000],
    ['!(tcp.dst == {1, 2} && ip4.src == 1.2.3.4) && ip6.dst != {fd00::1, fd00::2, fd01::/64} && ip6.src != ::1', 3000],
  ])('%s', (text, most) => {
    expect(flows(text)).toBeLessThan(most);
  });

  test('takes steps in proportion to its conditions', () => {
    const few = steps('ip6.dst != {fd00::1, fd00::2, fd00::3, fd00::4}');
    expect(steps('ip6.dst != {fd00::1, fd00::2, fd00::3, fd00::4, fd00::5, fd00::6, fd00::7, fd00::8}')).toBeLessThan(
      few * 3,
    );
    expect(steps('ip6.mcast_flood != 1')).toBeLessThan(COMPACT_STEPS / 2);
  });

  test('is refused where nothing helps', () => {
    const pairs = Array.from({ length: 40 }, (_, i) => `(eth.src[${i}] || eth.dst[${i}])`);
    expect(flows(pairs.join(' && '))).toBe('Match is too complex.');
    const orderings = Array.from({ length: 20 }, (_, i) => `(ip4.src > ${i + 5} || ip6.dst > ${i + 1})`);
    expect(flows(orderings.join(' && '))).toBe('Match is too complex.');
  });
});

test('a long list may be compared bit by bit', () => {
  expect(flows(`ip4.src == {${addresses(5000)}} && ip4.src != 1.2.3.4`)).toBe(5001);
});

test('of more flows than a switch takes none is made', () => {
  expect(flows(`(reg0 == 1 || reg4 == 2 || ct_mark == 3) && ip4.src == {${addresses(40_000)}}`)).toBe(120_006);
  expect(flows(`(reg0 == 1 || reg4 == 2 || ct_mark == 3) && ip4.src == {${addresses(65_000)}} && tcp.dst == 5`)).toBe(
    195_012,
  );
  const tooMany = `(reg0 == 1 || reg4 == 1 || ct_mark == 1 || pkt.mark == 1) && ip4.src == {${addresses(65_000)}}`;
  expect(flows(tooMany)).toBe('Match is too complex.');
});
