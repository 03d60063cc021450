import { expect, test } from '@jest/globals';
import { type Field, type FieldValue, fields, type Match } from '#openflow';
import {
  type CompileContext,
  type CompiledMatches,
  createSymbolTable,
  type Expr,
  evaluate,
  formatExpr,
  NO_SETS,
  parseMatch,
} from '../index.js';
import { compileMatch } from './compile.js';
import { parseExpr } from './parser.js';

const symbols = createSymbolTable();
const KEYS: Readonly<Record<string, number>> = { a: 1, b: 2 };
const context: CompileContext = { portKey: (name) => KEYS[name], isChassisResident: (port) => port === 'a' };

function parse(text: string): Expr {
  const { expr, error } = parseMatch(text, { symbols, sets: NO_SETS });
  if (expr === undefined) throw new Error(`${text}: ${error}`);
  return expr;
}

/** A packet of the small universe. */
type Packet = ReadonlyMap<Field, FieldValue>;

function product(axes: readonly (readonly [Field, readonly FieldValue[]])[]): readonly Packet[] {
  let packets: readonly Packet[] = [new Map()];
  for (const [field, values] of axes) {
    packets = packets.flatMap((packet) => values.map((value) => new Map([...packet, [field, value]])));
  }
  return packets;
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const REG0 = 96n;

/** reg0[0..2], reg1[0..1], the ingress port, and whether the packet is IP. */
const UNIVERSE = product([
  [fields.xxreg0, range(8).flatMap((low) => range(4).map((high) => (BigInt(low) << REG0) | (BigInt(high) << 64n)))],
  [fields.reg14, [0, 1, 2]],
  [fields.eth_type, [0x800, 0x806]],
]);

const zero = (field: Field): FieldValue => (field.bits <= 32 ? 0 : 0n);

/** The packet as OpenFlow sees it: registers of 32 bits. */
function openflowValue(packet: Packet, field: Field): FieldValue {
  const wide = BigInt(packet.get(fields.xxreg0) ?? 0n);
  if (field === fields.reg0) return Number(wide >> 96n);
  if (field === fields.reg1) return Number((wide >> 64n) & 0xffffffffn);
  return packet.get(field) ?? zero(field);
}

function meets(packet: Packet, match: Match, ignored?: Field): boolean {
  return match.every(({ field, value, mask }) => {
    if (field === ignored) return true;
    const actual = BigInt(openflowValue(packet, field));
    return mask === undefined ? actual === BigInt(value) : (actual & BigInt(mask)) === BigInt(value);
  });
}

/** As a switch would: a conjunction holds when each of its clauses has a flow that the packet meets. */
function matches(packet: Packet, { matches: list }: CompiledMatches): boolean {
  const met = new Map<number, Set<number>>();
  const wanted = new Map<number, number>();
  for (const { match, conjunctions } of list) {
    for (const { id, clause, clauses } of conjunctions ?? []) {
      wanted.set(id, clauses);
      if (meets(packet, match)) met.set(id, (met.get(id) ?? new Set()).add(clause));
    }
  }
  return list.some(({ match, conjunctions, conjunctionId }) => {
    if (conjunctions !== undefined) return false;
    if (conjunctionId === undefined) return meets(packet, match);
    return met.get(conjunctionId)?.size === wanted.get(conjunctionId) && meets(packet, match, fields.conj_id);
  });
}

/** Every comparison of a field with every constant it can have, and the rest of the language's leaves. */
const LEAVES = [
  ...['==', '!=', '<', '<=', '>', '>='].flatMap((relation) =>
    range(8).map((value) => `reg0[0..2] ${relation} ${value}`),
  ),
  ...['==', '!='].flatMap((relation) =>
    ['{1, 2}', '{0, 3, 5}', '1/3', '{2/6, 7}'].map((set) => `reg0[0..2] ${relation} ${set}`),
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

function check(text: string): void {
  const expr = parse(text);
  const compiled = compileMatch(expr, context);
  for (const packet of UNIVERSE) {
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

test('what is printed parses to the same again', () => {
  for (const leaf of [...LEAVES, ...LEAVES.map((other) => `(${other}) && (reg0 == 3 || ip4.src == 10.0.0.0/8)`)]) {
    const text = formatExpr(parseExpr(leaf, symbols, NO_SETS));
    expect(formatExpr(parseExpr(text, symbols, NO_SETS))).toBe(text);
    check(text);
  }
});
