import { expect, test } from '@jest/globals';
import { compileMatch, createSymbolTable, parseActions, parseMatch, SyntaxProblem } from './index.js';

const symbols = createSymbolTable();
const sets = { addressSet: () => undefined, portGroup: () => undefined };
const place = { symbols, pipeline: 'ingress', table: 3, dhcpOptions: new Map(), dhcpv6Options: new Map() } as const;

const MEGA = 1_000_000;
const MANY = 100_000;
const list = (count: number, one: (i: number) => string, separator: string) =>
  Array.from({ length: count }, (_, i) => one(i)).join(separator);
const address = (i: number) => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;

/** How a text ends: with what is wrong, or so many matches, or none because it is too complex. */
function outcome(text: string): string {
  const actions = parseActions(text, place);
  if (actions.error === undefined && text.trim() !== '') return 'actions';
  const { expr, error } = parseMatch(text, { symbols, sets });
  if (expr === undefined) return error ?? 'no error';
  try {
    return `${compileMatch(expr, { portKey: () => 1, isChassisResident: () => true }).matches.length} matches`;
  } catch (problem) {
    if (problem instanceof SyntaxProblem) return problem.message;
    throw problem;
  }
}

/** Texts of a megabyte, or with a hundred thousand of something. */
const LARGE: readonly (readonly [what: string, text: string, ends: RegExp])[] = [
  ['one word', 'a'.repeat(MEGA), /expecting field name/],
  ['quotes', '"'.repeat(MEGA), /expecting relational operator|expecting action|^Syntax error/],
  ['an open string', `"${'\\\\'.repeat(MEGA / 2)}`, /Input ends inside quoted string/],
  ['escapes', `"${'\\u0041'.repeat(MEGA / 6)}" == inport`, /^1 matches$/],
  ['digits', '1'.repeat(MEGA), /Decimal constants must be less/],
  ['hexadecimal digits', `0x${'f'.repeat(MEGA)}`, /requires more than 1024 bits/],
  ['colons', ':'.repeat(MEGA), /Invalid numeric constant|^Syntax error/],
  ['groups of an address', 'a:'.repeat(MEGA / 2), /Invalid numeric constant/],
  ['dots', '1.'.repeat(MEGA / 2), /Invalid numeric constant/],
  ['spaces', ' '.repeat(MEGA), /end of input/],
  ['an open comment', `/*${'*'.repeat(MEGA)}`, /without matching/],
  ['comments', '/**/'.repeat(MEGA / 4), /^actions$/],
  ['parentheses', '('.repeat(MANY), /nested too deeply/],
  ['negations', `${'!'.repeat(MANY)}ip4`, /expecting constant/],
  ['negated parentheses', '!('.repeat(MANY), /nested too deeply/],
  ['nested actions', 'clone { '.repeat(MANY), /expecting field name/],
  ['addresses', `ip4.src == {${list(MANY, address, ', ')}}`, /^100000 matches$/],
  ['alternatives', list(20_000, (i) => `reg0 == ${i}`, ' || '), /^20000 matches$/],
  ['conditions', list(20_000, (i) => `reg0[${i % 32}] == 1`, ' && '), /^1 matches$/],
  ['ports', `inport == {${list(MANY, (i) => `"p${i}"`, ' ')}}`, /matches$/],
];

test.each(LARGE)('%s', (_, text, ends) => {
  expect(outcome(text)).toMatch(ends);
});

/** What would take the product of all alternatives: refused, or written as conjunctions. */
const EXPLOSIVE: readonly (readonly [what: string, text: string])[] = [
  ['pairs of bits', list(40, (i) => `(eth.src[${i}] || eth.dst[${i}])`, ' && ')],
  ['nested negations', `${'!(ip4.src == 1 && '.repeat(90)}reg0 == 1${')'.repeat(90)}`],
  ['nested alternatives', `${'(reg0 == 1 || (reg1 == 2 && '.repeat(45)}reg2 == 1${'))'.repeat(45)}`],
  ['orderings of wide fields', 'xxreg0 > 5 && xxreg1 > 5 && ct_label > 5 && ip6.src > ::5 && eth.src > 5'],
  ['inequalities of wide fields', 'xxreg0 != 5 && xxreg1 != 5 && ct_label != 5 && ip6.src != ::5 && ip6.dst != ::5'],
];

test.each(EXPLOSIVE)('%s end', (_, text) => {
  expect(outcome(text)).toMatch(/matches$|too complex|may only be tested|nested too deeply/);
});

test.each(['\0', 'ip4\0 && tcp', '\ud800', '"\ud800" == inport', 'ip4 \u2028 && \ufeff', '\u{1f600}'])(
  '%j is an answer',
  (text) => {
    expect(typeof outcome(text)).toBe('string');
  },
);
