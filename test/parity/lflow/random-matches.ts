/**
 * Random matches of all symbols: every relation that a symbol knows and some that it does not, constants of all kinds and
 * widths, masks, parts, ranges, sets, nested `&&`, `||` and `!`. Some are wrong. Before: seeds. After: the comparison.
 */
import { createSymbolTable, type ExprSymbol } from '#logical';
import type { Random } from './random.js';
import { around, leaf, listOf, type Tree } from './tree.js';

/**
 * ovn-controller ignores the first two in matches, and dies of the next two (docs/differences.md); of the state of a
 * connection as a number, the switch shows the bits that it knows.
 */
const UNASKED = /^ip\.(dscp|ecn)$|frag_mtu|^ct_state$/;

/** Of an operation of ARP, Open vSwitch keeps eight bits. */
const SYMBOLS: readonly ExprSymbol[] = [...createSymbolTable().values()]
  .filter(({ name }) => !UNASKED.test(name))
  .map((symbol) => (symbol.kind === 'field' && /^r?arp\.op$/.test(symbol.name) ? { ...symbol, bits: 8 } : symbol));

/** Of a match that ovn-controller is to cross: it may make so many products. */
const PRODUCTS_MAX = 300;

const STRINGS = ['"vm1"', '"vm2"', '"vm3"', '"nope"', '"none"', '""', '"ls-lr"'];
const STRING_SETS = ['@pg1', '@pg_empty'];
const SETS = ['$as1', '$as_net', '$as_mac', '$as6'];
/** What is no constant of any field, or of few. */
const ODD = [
  ...STRING_SETS,
  '$as_empty',
  '$nope',
  '@nope',
  '"vm1"',
  '{}',
  '1/',
  '^',
  '1.2.3',
  '::1::',
  '0x',
  '01',
  'ip4',
];

/** Of a field and others like it, in a case: terms of one family meet more often. */
const FAMILIES = ['', 'ip4', 'ip6', 'tcp', 'udp', 'icmp', 'arp', 'nd', 'ct', 'reg', 'xxreg', 'eth', 'vlan', 'flags'];

const SIMPLE = ['1', 'reg9[7]', 'ip4'];

/** One match. */
export function randomMatch(random: Random): Tree {
  return new MatchMaker(random).match();
}

class MatchMaker {
  readonly #random: Random;
  readonly #symbols: readonly ExprSymbol[];
  /** How many products there may still be. */
  #room = PRODUCTS_MAX;
  /** The list of all wrong things is short: most matches shall be right. */
  readonly #mayBeWrong: boolean;

  constructor(random: Random) {
    this.#random = random;
    this.#mayBeWrong = random.oneIn(6);
    const families = [random.pick(FAMILIES), random.pick(FAMILIES), random.pick(['in', 'out', 'ip', 'reg'])];
    this.#symbols = random.oneIn(4)
      ? SYMBOLS
      : SYMBOLS.filter(({ name }) => families.some((family) => name.startsWith(family)));
  }

  match(): Tree {
    const tree = this.#expression(this.#random.below(4), false);
    if (!this.#isWrong()) return tree;
    const [before, after] = this.#random.pick([
      ['(', ''],
      ['', ')'],
      ['', ' &&'],
      ['|| ', ''],
      ['', ' 1'],
      ['', 'g'],
      ['', '_'],
      ['5', ''],
      ['! ! ', ''],
      ['', ' && ip4 || ip6'],
      ['', ' // comment'],
      ['/* comment */ ', ''],
      ['', ' &'],
      ['next; ', ''],
    ] as const);
    return around('whole', before, tree, after);
  }

  #isWrong(): boolean {
    return this.#mayBeWrong && this.#random.oneIn(4);
  }

  /** Takes room for so many products; false when it is used up. */
  #take(products: number): boolean {
    if (products > this.#room) return false;
    this.#room = Math.floor(this.#room / Math.max(1, products));
    return true;
  }

  #expression(depth: number, isNegated: boolean): Tree {
    const random = this.#random;
    if (depth === 0) return this.#term(isNegated);
    if (random.oneIn(5)) return around('match', '!(', this.#expression(depth - 1, !isNegated), ')');
    const terms = Array.from({ length: 2 + random.below(3) }, () => {
      const term = this.#expression(random.below(depth), isNegated);
      return term.children.length > 1 ? around('match', '(', term, ')') : term;
    });
    const operator = random.oneIn(3) ? ' || ' : ' && ';
    // Under `!` the alternatives are those of `&&`.
    if ((operator === ' || ') !== isNegated) this.#take(terms.length);
    return listOf('match', terms, operator);
  }

  #term(isNegated: boolean): Tree {
    const random = this.#random;
    if (random.oneIn(20)) return leaf('match', random.pick(['0', '1', 'is_chassis_resident("vm1")']), SIMPLE);
    if (random.oneIn(20)) return leaf('match', random.pick(['is_chassis_resident("vm3")', '!1', '(0)']), SIMPLE);
    for (let tries = 0; tries < 8; tries++) {
      const made = this.#comparison(random.pick(this.#symbols), isNegated);
      if (this.#take(made.products)) return made.tree;
    }
    return leaf('match', random.pick(['1', '0', 'reg9[7]']), SIMPLE);
  }

  #comparison(symbol: ExprSymbol, isNegated: boolean): { readonly tree: Tree; readonly products: number } {
    const random = this.#random;
    const { name, level } = symbol;
    // Under `!` what a symbol implies is an alternative of its own.
    const implied = isNegated ? 4 : 1;
    if (symbol.kind === 'predicate' || (symbol.bits === 1 && random.oneIn(2))) {
      const isNot = level !== 'nominal' && random.oneIn(3);
      const text = this.#isWrong() ? `${name} == ${random.below(3)}` : `${isNot ? '!' : ''}${name}`;
      // What is not one of several IPv6 addresses, ovn-controller writes in thousands of flows.
      const isWide = /mcast|mld/.test(name);
      if (isWide && (isNot || isNegated)) return { tree: leaf('match', text, SIMPLE), products: PRODUCTS_MAX + 1 };
      return { tree: leaf('match', text, SIMPLE), products: isWide || /frag|nd/.test(name) ? 12 : 4 * implied };
    }
    const field = this.#field(symbol);
    const isOrdinal = (level === 'ordinal' && symbol.bits > 0) || this.#isWrong();
    const relation = isOrdinal && random.oneIn(2) ? random.pick(['!=', '<', '<=', '>', '>=']) : '==';
    const isUnequal = (relation === '!=') !== isNegated;
    // Half as many flows as bits on the average, and all for an inequality.
    if (relation !== '==' && relation !== '!=') {
      const tree = this.#range(field, relation);
      return { tree, products: field.bits ** Math.max(1, tree.least) * implied };
    }
    const constants = this.#constants(field, isUnequal && field.bits > 4 ? 1 : 4);
    const count = constants.count;
    const products = isUnequal ? field.bits ** count * implied : count * implied;
    const tree = random.oneIn(8)
      ? around('match', '', constants.tree, ` ${relation} ${field.text}`)
      : around('match', `${field.text} ${relation} `, constants.tree, '');
    return { tree, products: Math.max(1, products) };
  }

  #range(field: AskedField, relation: string): Tree {
    const random = this.#random;
    const constant = () => leaf('constant', this.#plain(field), ['1']);
    if (random.oneIn(2)) return around('match', `${field.text} ${relation} `, constant(), '');
    // Both ends are crossed.
    const low = relation === '!=' ? '<' : relation;
    const high = this.#isWrong() ? random.pick(['==', '!=', '<', '>']) : `${low.slice(0, 1)}${random.pick(['', '='])}`;
    return {
      sort: 'match',
      children: [constant(), constant()],
      least: 2,
      write: ([from = '', to = '']) => `${from} ${low} ${field.text} ${high} ${to}`,
    };
  }

  #field({ name, bits, level }: ExprSymbol): AskedField {
    const random = this.#random;
    if (bits <= 1 || level !== 'ordinal' || !random.oneIn(3)) {
      return this.#isWrong()
        ? { text: `${name}[${random.below(3)}..${random.below(bits + 2)}]`, bits: Math.max(1, bits) }
        : { text: name, bits };
    }
    const low = random.below(bits);
    const high = Math.min(bits - 1, low + random.below(random.oneIn(3) ? bits : 8));
    return { text: low === high ? `${name}[${low}]` : `${name}[${low}..${high}]`, bits: high - low + 1 };
  }

  #constants(field: AskedField, most: number): { readonly tree: Tree; readonly count: number } {
    const random = this.#random;
    if (this.#isWrong())
      return { tree: leaf('constant', random.pick(most === 1 ? ODD : [...ODD, ...SETS]), ['1']), count: most };
    if (most > 1 && random.oneIn(10)) {
      const set = field.bits === 0 ? random.pick(STRING_SETS) : setOf(field.bits);
      if (set !== undefined) return { tree: leaf('constant', set, ['1']), count: 3 };
    }
    if (most === 1 || !random.oneIn(3)) return { tree: leaf('constant', this.#constant(field), ['1']), count: 1 };
    const constants = Array.from({ length: 1 + random.below(most) }, () => this.#constant(field));
    const list = listOf(
      'constants',
      constants.map((text) => leaf('constant', text, ['1'])),
      random.pick([', ', ' ']),
    );
    return { tree: around('constant', '{', list, random.oneIn(4) ? ',}' : '}'), count: constants.length };
  }

  /** A constant that fits, perhaps with a mask. */
  #constant(field: AskedField): string {
    const random = this.#random;
    if (field.bits === 0) return random.pick(STRINGS);
    if (!random.oneIn(4)) return this.#plain(field);
    const { bits } = field;
    if (bits === 32 && random.oneIn(2)) return `10.${random.below(4)}.0.0/${8 + random.below(25)}`;
    if (bits === 128 && random.oneIn(2)) return `fd0${random.below(4)}::/${8 + random.below(121)}`;
    if (bits === 48 && random.oneIn(2)) return '01:00:00:00:00:00/01:00:00:00:00:00';
    return `${hex(random.bits(bits))}/${hex(random.bits(bits) | random.bits(bits))}`;
  }

  /** A constant without mask. */
  #plain({ bits }: AskedField): string {
    const random = this.#random;
    if (bits === 0) return random.pick(STRINGS);
    const width = this.#isWrong() ? bits + 1 : bits;
    if (width === 32 && random.oneIn(2)) return `10.0.${random.below(3)}.${random.below(4)}`;
    if (width === 128 && random.oneIn(2)) return `fd00::${random.below(5)}`;
    if (width === 48 && random.oneIn(2)) return `00:00:00:00:00:0${random.below(4)}`;
    const top = (1n << BigInt(width)) - 1n;
    const value = random.pick([
      0n,
      1n,
      2n,
      top,
      top - 1n,
      top >> 1n,
      random.bits(width),
      random.bits(Math.min(3, width)),
    ]);
    const fitting = value < 0n ? 0n : value & top;
    return random.oneIn(2) || fitting > 0xffffffffffffffffn ? hex(fitting) : `${fitting}`;
  }
}

interface AskedField {
  readonly text: string;
  /** 0 for ports. */
  readonly bits: number;
}

function setOf(bits: number): string | undefined {
  if (bits === 32) return '$as1';
  if (bits === 48) return '$as_mac';
  return bits === 128 ? '$as6' : undefined;
}

const hex = (value: bigint) => `0x${value.toString(16)}`;
