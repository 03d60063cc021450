import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  compileMatch,
  createSymbolTable,
  type Expr,
  formatActions,
  formatExpr,
  parseActions,
  parseMatch,
} from './index.js';

/**
 * Work is counted, not timed: characters looked at or searched, elements of arrays, and look-ups in maps and sets. What the
 * engine does without a call (`a[i]`, `+=`) does not count, but comes with such a step wherever it grows with the text.
 */
let steps = 0;
const restore: (() => void)[] = [];

type Cost = (self: unknown, args: readonly unknown[], result: unknown) => number;

/** Counts the calls of a method, each for what `cost` gives it. */
function count(prototype: object, name: string, cost: Cost): void {
  const original: unknown = Reflect.get(prototype, name);
  if (typeof original !== 'function') throw new Error(`no method ${name}`);
  const call = (self: unknown, args: unknown[]): unknown => Reflect.apply(original, self, args);
  const define = (value: unknown) =>
    Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
  define(function counted(this: unknown, ...args: unknown[]) {
    const result = call(this, args);
    steps += cost(this, args, result);
    return result;
  });
  restore.push(() => define(original));
}

const once: Cost = () => 1;
const lengthOf = (value: unknown) => (typeof value === 'string' || Array.isArray(value) ? value.length : 0);
const lengthOfResult: Cost = (_self, _args, result) => lengthOf(result) + 1;
const lengthOfSelf: Cost = (self) => lengthOf(self) + 1;
/** From where a search begins to what it finds. */
const lengthOfSearch: Cost = (self, [, from], found) =>
  (typeof found === 'number' && found >= 0 ? found : lengthOf(self)) - (typeof from === 'number' ? from : 0) + 1;

const OF_ALL_ELEMENTS = (
  'concat every filter find findIndex flat flatMap forEach includes indexOf join map reduce reverse slice some sort splice ' +
  'toReversed toSorted toSpliced'
).split(' ');

beforeAll(() => {
  count(String.prototype, 'charCodeAt', once);
  count(String.prototype, 'indexOf', lengthOfSearch);
  count(String.prototype, 'includes', lengthOfSelf);
  for (const name of ['slice', 'replaceAll', 'split']) count(String.prototype, name, lengthOfResult);
  for (const name of OF_ALL_ELEMENTS) count(Array.prototype, name, lengthOfSelf);
  for (const name of ['push', 'pop', 'shift']) count(Array.prototype, name, once);
  for (const name of ['get', 'has', 'set']) count(Map.prototype, name, once);
  for (const name of ['has', 'add']) count(Set.prototype, name, once);
  // `for ... of` and `[...list]` as well.
  const arrayIterator: object = Object.getPrototypeOf([][Symbol.iterator]());
  count(arrayIterator, 'next', once);
});

afterAll(() => {
  for (const undo of restore) undo();
});

const symbols = createSymbolTable();
const place = { symbols, pipeline: 'ingress', table: 3, dhcpOptions: new Map(), dhcpv6Options: new Map() } as const;
const list = (size: number, one: (i: number) => string, separator = ', ') =>
  Array.from({ length: size }, (_, i) => one(i)).join(separator);
const ipv4 = (i: number) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
const ipv6 = (i: number) => `fd00:${(i % 251).toString(16)}::${i.toString(16)}`;
const mac = (i: number) =>
  `0a:00:00:00:${(256 + (i >> 8)).toString(16).slice(1)}:${(256 + (i & 255)).toString(16).slice(1)}`;
const sets = {
  addressSet: (name: string) => list(Number(name.slice(1)), ipv4).split(', '),
  portGroup: (name: string) => list(Number(name.slice(1)), (i) => `p${i}`).split(', '),
};
/** Sets whose members placeholders stand for. */
const spreadSets = { ...sets, spread: () => ({ bits: 32 }) };

/** From the text to text again. */
function readMatch(text: string, named: typeof sets = sets): Expr {
  const { expr, error } = parseMatch(text, { symbols, sets: named });
  if (expr === undefined) throw new Error(error);
  formatExpr(expr);
  return expr;
}

/** From the text to the matches, and to text again. */
function useMatch(text: string, named: typeof sets = sets): void {
  compileMatch(readMatch(text, named), { portKey: () => 1, isChassisResident: () => true });
}

/** From the text to text again, and what the actions need to matches. */
function useActions(text: string): void {
  const { actions, prerequisites, error } = parseActions(text, place);
  if (error !== undefined) throw new Error(error);
  formatActions(actions);
  compileMatch(prerequisites, { portKey: () => 1, isChassisResident: () => true });
}

function useTemplates(text: string): void {
  parseMatch(text, { symbols, sets, variables: () => new Map([['n', '1']]) });
}

const MANY = 500;
/** Less than what matches and actions may be nested. */
const DEEP = 40;
const DEEP_ACTIONS = 8;
/** Members of a list for each level of parentheses around it. */
const MEMBERS = 20;

/** A text with so many levels of others around it. */
function nested(levels: number, text: string, around: (inner: string, level: number) => string): string {
  let whole = text;
  for (let level = 0; level < levels; level++) whole = around(whole, level);
  return whole;
}

const members = (levels: number) => `ip4.src == {${list(MEMBERS * levels, ipv4)}}`;
const others = (levels: number) => list(MEMBERS * levels, (i) => `reg0 != ${i}`, ' && ');

interface Case {
  readonly what: string;
  /** A text of a size in proportion to `size`. */
  readonly text: (size: number) => string;
  readonly use?: (text: string) => void;
  readonly size?: number;
}

const cases: readonly Case[] = [
  { what: 'integers', text: (n) => `reg0 == {${list(n, String)}}` },
  { what: 'wide integers', text: (n) => `xxreg0 == {${list(n, (i) => `0x${i + 1}${'0'.repeat(20)}`)}}` },
  { what: 'IPv4 addresses', text: (n) => `ip4.src == {${list(n, ipv4)}}` },
  { what: 'IPv4 addresses, none of them', text: (n) => `ip4.src != {${list(n, ipv4)}}` },
  { what: 'prefixes', text: (n) => `ip4.src == {${list(n, (i) => `${ipv4(i)}/${20 + (i % 13)}`)}}` },
  { what: 'IPv6 addresses', text: (n) => `ip6.src == {${list(n, ipv6)}}` },
  { what: 'MACs', text: (n) => `eth.src == {${list(n, mac)}}` },
  { what: 'names of ports', text: (n) => `inport == {${list(n, (i) => `"p${i}"`)}}` },
  { what: 'two lists of one field', text: (n) => `ip4.src == {${list(n, ipv4)}} && ip4.src == {${list(n, ipv4)}}` },
  { what: 'lists of two fields', text: (n) => `ip4.src == {${list(n, ipv4)}} && tcp.dst == {${list(n, String)}}` },
  { what: 'alternatives', text: (n) => list(n, (i) => `reg0 == ${i}`, ' || ') },
  { what: 'alternatives of two fields', text: (n) => list(n, (i) => `reg${i % 2} == ${i}`, ' || ') },
  { what: 'pairs', text: (n) => list(n, (i) => `(ip4.src == ${ipv4(i)} && tcp.dst == ${i})`, ' || ') },
  { what: 'conditions', text: (n) => list(n, (i) => `reg${i % 8}[${i % 32}] == 1`, ' && ') },
  { what: 'inequalities', text: (n) => list(n, (i) => `reg0 != ${i}`, ' && ') },
  { what: 'negated alternatives', text: (n) => `!(${list(n, (i) => `reg0 == ${i}`, ' || ')})` },
  { what: 'parentheses', text: (n) => `${'('.repeat(n)}ip4${')'.repeat(n)}`, size: DEEP },
  { what: 'negated parentheses', text: (n) => `${'!('.repeat(n)}ip4${')'.repeat(n)}`, size: DEEP },
  {
    what: 'negations of conditions',
    text: (n) => `${'!(reg0[1] || '.repeat(n)}reg0[2]${')'.repeat(n)}`,
    size: DEEP,
  },
  {
    what: 'a list in mixed parentheses',
    text: (n) => nested(n, members(n), (inner, i) => `(${inner}) ${i % 2 ? '||' : '&&'} reg1[${i % 32}]`),
    size: DEEP,
  },
  {
    what: 'a list in mixed parentheses behind the rest',
    text: (n) => nested(n, members(n), (inner, i) => `reg1[${i % 32}] ${i % 2 ? '||' : '&&'} (${inner})`),
    size: DEEP,
  },
  {
    what: 'a list under its field in mixed parentheses',
    text: (n) => nested(n, members(n), (inner, i) => `(${inner}) ${i % 2 ? '||' : '&&'} ip4.src != ${ipv4(i)}`),
    use: readMatch,
    size: DEEP,
  },
  {
    what: 'a list in parentheses of its kind',
    text: (n) => nested(n, members(n), (inner, i) => `(${inner}) || reg1 == ${i}`),
    size: DEEP,
  },
  {
    what: 'a list in parentheses of its kind, behind the rest',
    text: (n) => nested(n, members(n), (inner, i) => `reg1 == ${i} || (${inner})`),
    size: DEEP,
  },
  {
    what: 'a list in parentheses of its kind and of others',
    text: (n) => nested(n, members(n), (inner, i) => `(${inner}) ${i % 2 ? '&&' : '||'} reg1[${i % 32}]`),
    use: readMatch,
    size: DEEP,
  },
  {
    what: 'conditions in mixed parentheses',
    text: (n) => nested(n, others(n), (inner, i) => `(${inner}) ${i % 2 ? '&&' : '||'} reg0 == ${i}`),
    use: readMatch,
    size: DEEP,
  },
  {
    what: 'a list in negations',
    text: (n) => nested(n, members(n), (inner, i) => `!(${inner}) && reg1[${i % 32}]`),
    use: readMatch,
    size: DEEP,
  },
  { what: 'a long string', text: (n) => `inport == "${'p'.repeat(n)}"` },
  { what: 'escapes', text: (n) => `inport == "${'\\u0041'.repeat(n)}"` },
  { what: 'a long comment', text: (n) => `ip4 /* ${'* '.repeat(n)}*/ && tcp // ${'/'.repeat(n)}` },
  { what: 'comments', text: (n) => `ip4 ${'/**/ '.repeat(n)}` },
  { what: 'spaces', text: (n) => `ip4${' '.repeat(n)}&&${' '.repeat(n)}tcp` },
  { what: 'open comments behind a variable', text: (n) => `reg0 == ^n ${'/* '.repeat(n)}`, use: useTemplates },
  { what: 'variables', text: (n) => `reg0 == {${list(n, () => '^n')}}`, use: useTemplates },
  { what: 'members of an address set', text: (n) => `ip4.src == $a${n}` },
  { what: 'members of a port group', text: (n) => `inport == @p${n}` },
  { what: 'address sets', text: (n) => `ip4.src == {${list(n, (i) => `$a${(i % 7) + 2}`)}}` },
  {
    what: 'placeholders of address sets',
    text: (n) => `ip4.src == {${list(n, (i) => `$a${i + 2}`)}}`,
    use: (text) => useMatch(text, spreadSets),
  },
  {
    what: 'placeholders of port groups',
    text: (n) => `inport == {${list(n, (i) => `@p${i + 2}`)}}`,
    use: (text) => useMatch(text, spreadSets),
  },
  { what: 'actions', text: (n) => list(n, (i) => `reg0 = ${i};`, ' '), use: useActions },
  { what: 'actions with conditions', text: (n) => list(n, () => 'ip.ttl--; tcp.src = 1;', ' '), use: useActions },
  {
    what: 'nested actions',
    text: (n) => `${'clone { '.repeat(n)}ip.ttl--;${' };'.repeat(n)}`,
    use: useActions,
    size: DEEP_ACTIONS,
  },
  { what: 'actions in braces', text: (n) => list(n, () => 'icmp4 { ip.ttl = 1; };', ' '), use: useActions },
  { what: 'backends', text: (n) => `ct_lb(backends=${list(n, (i) => `${ipv4(i)}:80`, ',')});`, use: useActions },
  { what: 'choices', text: (n) => `reg0[0..15] = select(${list(n, String)});`, use: useActions },
];

test.each(cases)('twice as many: about twice the work, of $what', ({ text, use = useMatch, size = MANY }) => {
  const [single, double] = [text(size), text(2 * size)];
  const work = (of: string) => {
    steps = 0;
    use(of);
    return steps;
  };
  work(single); // what is worked out once a process
  expect(work(double) / work(single)).toBeLessThan(2.1);
});
