import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSymbolTable, formatExpr, parseMatch } from '../index.js';

const symbols = createSymbolTable();
const sets = {
  addressSet: (name: string) => (name === 'as1' ? ['10.0.0.1', '10.0.0.2'] : undefined),
  portGroup: (name: string) => (name === 'pg1' ? ['a', 'b'] : undefined),
};

const parse = (text: string) => parseMatch(text, { symbols, sets });

test.each([
  ['foo', "Syntax error at `foo' expecting field name."],
  ['ip4 &&', 'Syntax error at end of input expecting constant.'],
  ['ip4 && ip6 || arp', '&& and || must be parenthesized when used together.'],
  ['!tcp.src == 1', 'Missing parentheses around operand of !.'],
  ['tcp.src', "Explicit `!= 0' is required for inequality test of multibit field against 0."],
  ['tcp.src == 65536', '17-bit constant is not compatible with 16-bit field tcp.src.'],
  ['ip4.src == ::1', '128-bit constant is not compatible with 32-bit field ip4.src.'],
  ['tcp.src == "x"', 'Integer field tcp.src is not compatible with string constant.'],
  ['inport == 5', 'String field inport is not compatible with integer constant.'],
  ['inport[0] == 1', 'Cannot select subfield of string field inport.'],
  ['eth.type > 5', 'Only == and != operators may be used with nominal field eth.type.'],
  [
    '!ip4',
    "Nominal predicate ip4 may only be tested positively, e.g. `ip4' or `ip4 == 1' but not `!ip4' or `ip4 == 0'.",
  ],
  // The first mistake of a text, unless what follows it is no token.
  [
    '!(inport == "a" && foo)',
    "Nominal field inport may only be tested for equality (taking enclosing `!' operators into account).",
  ],
  ['ip4 == 2 & foo', "`&' is only valid as part of `&&'."],
  [
    'ip4 == 0/1 && foo',
    "Nominal predicate ip4 may only be tested positively, e.g. `ip4' or `ip4 == 1' but not `!ip4' or `ip4 == 0'.",
  ],
  ['ip4 != 0/1 && foo', "Syntax error at `foo' expecting field name."],
  [
    '1 < eth.type == "a"',
    "Range expressions must have the form `x < field < y' or `x > field > y', with each `<' optionally replaced by `<=' or `>' by `>=').",
  ],
  ['reg0 == 5ip4', 'Invalid numeric constant.'],
  ['reg0 == 5_', "Syntax error at `_' expecting end of input."],
  ['tcp.src[5..3] == 1', 'Invalid bit range 5 to 3.'],
  ['tcp.src > {1, 2}', 'Only == and != operators may be used with value sets.'],
  ['ip4.src == 01', 'Decimal constants must not have leading zeros.'],
  ['ip4.src == 1.2.3.4/33', 'Value and mask have incompatible formats.'],
  ['$nope == ip4.src', "Syntax error at `$nope' expecting address set name."],
  ['inport == "a', 'Input ends inside quoted string.'],
  ['ip4 /* a', "`/*' without matching `*/'."],
  [`${'('.repeat(200)}1`, 'Parentheses nested too deeply.'],
])('%s', (text, message) => {
  expect(parse(text).error).toBe(message);
});

test.each([
  ['!ip.is_frag', '!ip.frag[0] || (eth.type != 0x800 && eth.type != 0x86dd)'],
  ['1.2.3.4 == ip4.src', 'ip4.src == 0x1020304 && eth.type == 0x800'],
  ['1 < reg0 <= 5', 'xxreg0[96..127] > 0x1 && xxreg0[96..127] <= 0x5'],
  ['inport == @pg1', 'inport == "a" || inport == "b"'],
  ['ip4.src == $as1', '(ip4.src == 0xa000001 || ip4.src == 0xa000002) && eth.type == 0x800'],
  ['ip4.src == 10.0.0.0/8 // all of it', 'ip4.src[24..31] == 0xa && eth.type == 0x800'],
])('%s stands for %s', (text, annotated) => {
  const { expr, error } = parse(text);
  expect(error ?? formatExpr(expr!)).toBe(annotated);
});

test('a parse tells which sets it used, there or not', () => {
  const { addressSets, portGroups } = parse('ip4.src == $as1 && inport == @gone');
  expect([[...addressSets], [...portGroups]]).toEqual([['as1'], ['gone']]);
});

/** Milliseconds of the fastest of a few runs: a busy machine stops any of them for a while. */
function quickest(body: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5 && best > 20; i++) {
    const started = performance.now();
    body();
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

test('no text, however broken, throws or takes long', () => {
  const words = [
    'ip4',
    'tcp.src',
    '==',
    '!=',
    '&&',
    '||',
    '(',
    ')',
    '{',
    '}',
    '"a"',
    '1',
    '0x',
    '1.2.3.4',
    '/',
    '[',
    ']',
    '..',
    '$as1',
    '@pg1',
    '!',
    'inport',
    '::',
    'ff:ff',
    ',',
    '<=',
  ];
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((list) => list.join(' ')),
  );
  fc.assert(
    fc.property(text, (input) => quickest(() => parse(input)) < 100),
    { numRuns: 300 },
  );
});
