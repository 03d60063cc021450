import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSymbolTable, NO_SETS, parseMatch } from '../index.js';
import type { Expr } from './expr.js';
import { formatExpr } from './format.js';
import { parseExpr } from './parser.js';
import type { ExprSymbol } from './symbol.js';

const symbols = createSymbolTable();
const parse = (text: string): Expr => parseExpr(text, symbols, NO_SETS);

/** The tree without how its constants were written, which canonical text does not keep. */
function shape(expr: Expr): unknown {
  switch (expr.kind) {
    case 'and':
    case 'or':
      return [expr.kind, ...expr.terms.map(shape)];
    case 'comparison':
      return [expr.symbol.name, expr.relation, expr.value, expr.mask];
    default:
      return expr.kind === 'string comparison' ? [expr.symbol.name, expr.relation, expr.text] : expr;
  }
}

/** A field of one bit alone and the same compared with one are one thing to a reader. */
function meaning(expr: Expr): unknown {
  return JSON.stringify(shape(expr), (_, value: unknown) =>
    typeof value === 'bigint' ? `0x${value.toString(16)}` : value,
  );
}

/** Undefined where a field that is only tested for equality stands under `!`. */
function parseLegal(text: string): Expr | undefined {
  const { error } = parseMatch(text, { symbols, sets: NO_SETS });
  return error?.startsWith('Nominal ') === true ? undefined : parse(text);
}

function check(text: string): void {
  const expr = parseLegal(text);
  if (expr === undefined) return;
  const printed = formatExpr(expr);
  const again = parse(printed);
  expect(formatExpr(again)).toBe(printed);
  // `x != 0` of one bit prints as `x`, which is `x == 1`.
  if (!isOneBit(expr)) expect([printed, meaning(again)]).toEqual([printed, meaning(expr)]);
}

function isOneBit(expr: Expr): boolean {
  if (expr.kind === 'and' || expr.kind === 'or') return expr.terms.some(isOneBit);
  return expr.kind === 'comparison' && BigInt(expr.mask).toString(2).replaceAll('0', '').length <= 1;
}

const RELATIONS = ['==', '!=', '<', '<=', '>', '>='];

/** Every comparison that a symbol allows, with values at its edges, parts and masks. */
function comparisonsOf(symbol: ExprSymbol): readonly string[] {
  const { name, bits, level } = symbol;
  if (symbol.kind === 'ovn field') return [];
  if (bits === 0) return [`${name} == "a"`, `${name} != {"a", "b\\"\\u00e9"}`];
  const relations = level === 'ordinal' ? RELATIONS : RELATIONS.slice(0, 2);
  const max = `0x${((1n << BigInt(bits)) - 1n).toString(16)}`;
  const whole = relations.flatMap((relation) => ['0', '1', max].map((value) => `${name} ${relation} ${value}`));
  // Some bits of a nominal field print as OVN prints them, which is no legal text.
  if (bits === 1 || level !== 'ordinal') return whole;
  return [
    ...whole,
    ...relations.flatMap((relation) => [
      `${name}[0] ${relation} 1`,
      `${name}[0..1] ${relation} 2`,
      `${name}[1] ${relation} 0`,
    ]),
    `${name} == 0x1/0x3`,
    `${name} != 0x2/0x2`,
    `${name} == ${max}/${max}`,
    `${name} == {0, 1, 2/2}`,
    `!${name}`,
    `1 < ${name} <= ${max}`,
  ];
}

test('a match of any symbol is the same after printing and parsing', () => {
  for (const symbol of symbols.values()) for (const text of comparisonsOf(symbol)) check(text);
});

test('so are all trees of three levels', () => {
  const leaves = [
    'reg0 == 5',
    'ip4.src[8..15] > 0x7',
    'inport == "a"',
    'is_chassis_resident("b")',
    '0',
    '1',
    'ip4',
    '!ct.new',
  ];
  for (const a of leaves) {
    check(`!(${a})`);
    for (const b of leaves) {
      for (const [one, other] of [
        ['&&', '||'],
        ['||', '&&'],
      ] as const) {
        check(`(${a}) ${one} (${b})`);
        check(`!((${a}) ${one} !(${b}))`);
        for (const c of leaves) check(`((${a}) ${one} (${b})) ${other} (${c})`);
        for (const c of leaves) check(`((${a}) ${one} (${b})) ${one} ((${c}) ${other} (${a}))`);
      }
    }
  }
});

test('and random trees of all symbols', () => {
  const leaves = [...symbols.values()].flatMap(comparisonsOf).filter((text) => !text.startsWith('!'));
  const { tree } = fc.letrec<{ tree: string; node: string; leaf: string }>((tie) => ({
    tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('node')),
    leaf: fc.constantFrom(...leaves),
    node: fc
      .tuple(fc.constantFrom(' && ', ' || '), fc.array(tie('tree'), { minLength: 2, maxLength: 3 }), fc.boolean())
      .map(
        ([operator, terms, isNegated]) => `${isNegated ? '!' : ''}(${terms.map((term) => `(${term})`).join(operator)})`,
      ),
  }));
  fc.assert(
    fc.property(tree, (text) => check(text)),
    { numRuns: 300 },
  );
});
