import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSymbolTable, type Expr, evaluate, NO_SETS, parseMatch } from '../index.js';
import { Budget } from './budget.js';
import { compactProducts } from './compact.js';
import { type Packet, range, UNIVERSE, zero } from './small-universe.js';
import { and } from './value.js';

const symbols = createSymbolTable();
const KEYS: Readonly<Record<string, number>> = { a: 1, b: 2 };
const isChassisResident = (port: string) => port === 'a';
const context = { portKey: (name: string) => KEYS[name], isChassisResident };

function parse(text: string): Expr {
  const { expr, error } = parseMatch(text, { symbols, sets: NO_SETS });
  if (expr === undefined) throw new Error(`${text}: ${error}`);
  return expr;
}

/** Throws unless the compact form of a match is true for the packets for which the match is. */
function check(text: string): void {
  const expr = parse(text);
  const products = compactProducts(expr, isChassisResident, new Budget(100_000));
  const holds = (packet: Packet) =>
    products.some((product) =>
      product.every(({ symbol, cells }) => {
        const actual = packet.get(symbol.field) ?? zero(symbol.field);
        return cells.some(({ value, mask, text: port }) =>
          port === undefined ? and(actual, mask) === value : actual === KEYS[port],
        );
      }),
    );
  for (const packet of UNIVERSE) {
    const truth = evaluate(expr, { get: (field) => packet.get(field) ?? zero(field) }, context);
    if (truth !== holds(packet)) throw new Error(`${text} is ${truth} for ${[...packet].map(([, value]) => value)}`);
  }
}

const LEAVES = [
  ...['==', '!=', '<', '<=', '>', '>='].flatMap((relation) =>
    range(8).map((value) => `reg0[0..2] ${relation} ${value}`),
  ),
  ...['==', '!='].flatMap((relation) =>
    ['{1, 2}', '{0, 3, 5}', '1/3', '5/5', '{2/6, 7}'].map((set) => `reg0[0..2] ${relation} ${set}`),
  ),
  ...['==', '!='].flatMap((relation) => range(4).map((value) => `reg1[0..1] ${relation} ${value}`)),
  '!(reg0[1] && reg0[0] == 0)',
  'reg0[2] || reg1[0]',
];
const PORTS = ['inport == {"a", "b"}', 'inport == "b"', 'is_chassis_resident("a")', 'ip', '0', '1'];

test('each two conditions', () => {
  const some = [...LEAVES.filter((_, i) => i % 7 === 0), ...PORTS];
  for (const a of some) {
    for (const b of some) {
      check(`(${a}) && (${b})`);
      check(`(${a}) || (${b})`);
    }
  }
});

test('many conditions, one in the other', () => {
  const leaf = fc.constantFrom(...LEAVES);
  const group = (operator: string, inner: fc.Arbitrary<string>) =>
    fc.array(inner, { minLength: 2, maxLength: 5 }).map((terms) => terms.map((term) => `(${term})`).join(operator));
  const negated = group(' && ', group(' || ', leaf)).map((text) => `!(${text})`);
  const whole = fc.tuple(group(' && ', fc.oneof(group(' || ', leaf), leaf, negated)), fc.constantFrom(...PORTS));
  fc.assert(
    fc.property(whole, ([text, port]) => check(`(${text}) && ${port}`)),
    { numRuns: 150 },
  );
});

test('what is the same for all packets is no condition', () => {
  const products = (text: string) => compactProducts(parse(text), isChassisResident, new Budget(100_000));
  expect(products('reg0 != 5 && reg0 == 5')).toEqual([]);
  expect(products('(reg0 == 1 || reg4 == 1) && (reg0 == 1 || reg4 == 1 || ct_mark == 1)')).toHaveLength(2);
});
