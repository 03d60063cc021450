import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fields } from '#openflow';
import {
  type CompileContext,
  createSymbolTable,
  type Expr,
  evaluate,
  formatExpr,
  NO_SETS,
  parseMatch,
} from '../index.js';
import { compileMatch } from './compile.js';
import { parseExpr } from './parser.js';
import { matches, product, range, UNIVERSE, zero } from './small-universe.js';

const symbols = createSymbolTable();
const KEYS: Readonly<Record<string, number>> = { a: 1, b: 2 };
const context: CompileContext = { portKey: (name) => KEYS[name], isChassisResident: (port) => port === 'a' };

function parse(text: string): Expr {
  const { expr, error } = parseMatch(text, { symbols, sets: NO_SETS });
  if (expr === undefined) throw new Error(`${text}: ${error}`);
  return expr;
}

/** So many values that inequality is written with prefixes. */
const MANY = `{${Array.from({ length: 12 }, (_, i) => [0, 2, 5][i % 3]).join(', ')}}`;
const MANY_PREFIXES = `{${Array.from({ length: 20 }, (_, i) => ['0/6', '5', '6/6'][i % 3]).join(', ')}}`;

/** Every comparison of a field with every constant it can have, and the rest of the language's leaves. */
const LEAVES = [
  ...['==', '!=', '<', '<=', '>', '>='].flatMap((relation) =>
    range(8).map((value) => `reg0[0..2] ${relation} ${value}`),
  ),
  ...['==', '!='].flatMap((relation) =>
    ['{1, 2}', '{0, 3, 5}', '1/3', '{2/6, 7}', MANY, MANY_PREFIXES].map((set) => `reg0[0..2] ${relation} ${set}`),
  ),
  ...['==', '!=', '<', '>'].flatMap((relation) => range(4).map((value) => `reg1[0..1] ${relation} ${value}`)),
  'reg0[1]',
  '!reg0[1]',
  '1 < reg0[0..2] <= 5',
  'inport == "a"',
  'inport == {"a", "b"}',
  'inport == "none"',
  'ip',
  'ip4',
  'is_chassis_resident("a")',
  'is_chassis_resident("b")',
  '0',
  '1',
];

function check(text: string, universe = UNIVERSE): void {
  const expr = parse(text);
  const compiled = compileMatch(expr, context);
  for (const packet of universe) {
    const truth = evaluate(expr, { get: (field) => packet.get(field) ?? zero(field) }, context);
    if (truth !== matches(packet, compiled)) {
      throw new Error(
        `${text}: evaluates to ${truth}, its matches say otherwise for ${[...packet].map(([f, v]) => `${f.name}=${v}`)}`,
      );
    }
  }
}

test('each comparison compiles to matches of the packets for which it is true', () => {
  for (const leaf of LEAVES) check(leaf);
});

const isNegatable = (leaf: string) => !/inport|^ip|^!/.test(leaf);

test('so does each negation, conjunction and disjunction of two', () => {
  for (const leaf of LEAVES.filter(isNegatable)) check(`!(${leaf})`);
  const some = LEAVES.filter((_, i) => i % 5 === 0 || i > LEAVES.length - 10);
  for (const a of some) {
    for (const b of some) {
      check(`(${a}) && (${b})`);
      check(`(${a}) || (${b})`);
    }
  }
});

test('so do conjunctive matches under each other', () => {
  const sides = ['reg0[0..2] == {1, 2, 5}', 'inport == {"a", "b"}', 'reg1[0..1] == {0, 3}', 'ip', 'reg0[2] || reg1[0]'];
  for (const a of sides) {
    for (const b of sides) {
      for (const c of sides) {
        check(`(${a}) && (${b}) && (${c})`);
        check(`((${a}) && (${b})) || (${c})`);
        check(`((${a}) || (${b})) && (${c})`);
      }
    }
  }
});

/** Without what the text does not keep: how constants were written, and that a bit "is 0" was not "is not 1". */
function unformatted(expr: Expr): unknown {
  if (expr.kind === 'comparison') {
    const isBit = (BigInt(expr.mask) & (BigInt(expr.mask) - 1n)) === 0n;
    const { relation, value, mask } = expr;
    if (!isBit || relation !== '!=') return { ...expr, value: BigInt(value), format: 'any' };
    return { ...expr, relation: '==', value: BigInt(value) ^ BigInt(mask), format: 'any' };
  }
  return expr.kind === 'and' || expr.kind === 'or' ? { ...expr, terms: expr.terms.map(unformatted) } : expr;
}

test('what is printed parses to the same again', () => {
  for (const leaf of [...LEAVES, ...LEAVES.map((other) => `(${other}) && (reg0 == 3 || ip4.src == 10.0.0.0/8)`)]) {
    const expr = parseExpr(leaf, symbols, NO_SETS);
    const text = formatExpr(expr);
    expect(unformatted(parseExpr(text, symbols, NO_SETS))).toEqual(unformatted(expr));
    check(text);
  }
});

// Random expressions over fields of every kind: nominal, ordinal, subfields, Boolean ones, predicates, prerequisites.

const PACKETS = product([
  [fields.eth_type, [0x800, 0x86dd, 0x806]],
  [fields.nw_proto, [6, 17]],
  [fields.ip_src, [0, 1, 3]],
  [fields.tcp_dst, [0, 1, 2]],
  [fields.vlan_tci, [0, 0x1000, 0x1001]],
  [fields.ct_state, [0x20, 0x22]],
  [fields.reg15, [0, 1]],
]);

const relation = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
const value = fc.nat(3);
const values = fc.array(value, { minLength: 1, maxLength: 5 }).map((list) => `{${list.join(', ')}}`);
const mask = fc.tuple(value, fc.integer({ min: 1, max: 3 })).map(([number, bits]) => `${number & bits}/${bits}`);
const equality = fc.constantFrom('==', '!=');
const ordinalField = fc.constantFrom('ip4.src', 'tcp.dst', 'ip4.src[0..1]', 'tcp.dst[0..1]', 'vlan.vid', 'tcp.dst[1]');

const leaf = fc.oneof(
  fc.tuple(ordinalField, relation, fc.nat(1)).map((parts) => parts.join(' ')),
  fc.tuple(fc.constantFrom('ip4.src[0..1]', 'tcp.dst'), relation, value).map((parts) => parts.join(' ')),
  fc.tuple(fc.constantFrom('ip4.src[0..1]', 'tcp.dst[0..1]'), equality, fc.oneof(values, mask)).map((p) => p.join(' ')),
  fc.tuple(fc.constantFrom('ip4.src', 'tcp.dst', 'ip.proto', 'vlan.vid'), values).map(([f, set]) => `${f} == ${set}`),
  fc.tuple(value, value).map(([low, high]) => `${low} <= ip4.src < ${high}`),
  fc.tuple(value, value).map(([high, low]) => `${high} > tcp.dst[0..1] >= ${low}`),
  fc.constantFrom('outport == "a"', 'outport == {"b", "gone"}', 'outport == "none"', 'is_chassis_resident("a")'),
  fc.constantFrom('ip', 'ip4', 'tcp', 'udp', 'icmp4', 'arp', 'ip6', '0', '1', 'ip.proto == 6', 'eth.type == 0x806'),
  fc.constantFrom('vlan.present', '!vlan.present', 'ct.est', '!ct.est', 'ct.est == 0', 'ct.new != 1', 'ct.trk'),
);

const { expression } = fc.letrec<{ expression: string; term: string }>((tie) => ({
  term: fc.oneof(
    { arbitrary: leaf, weight: 4 },
    { arbitrary: tie('expression').map((inner) => `(${inner})`), weight: 3 },
    { arbitrary: tie('expression').map((inner) => `!(${inner})`), weight: 1 },
  ),
  expression: fc
    .tuple(fc.constantFrom(' && ', ' || '), fc.array(tie('term'), { minLength: 1, maxLength: 3, depthIdentifier: 'e' }))
    .map(([operator, terms]) => terms.join(operator)),
}));

test('random expressions evaluate as their matches, and as their text', () => {
  let right = 0;
  fc.assert(
    fc.property(expression, (text) => {
      // Nominal fields and predicates cannot be negated, as the language has it.
      if (parseMatch(text, { symbols, sets: NO_SETS }).expr === undefined) return;
      right++;
      check(text, PACKETS);
      const expr = parseExpr(text, symbols, NO_SETS);
      expect(unformatted(parseExpr(formatExpr(expr), symbols, NO_SETS))).toEqual(unformatted(expr));
    }),
    { numRuns: 400 },
  );
  expect(right).toBeGreaterThan(100);
});
