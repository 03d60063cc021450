import { createSymbolTable } from '#logical';

/**
 * What each symbol is asked, in matches and in actions: every relation with constants of every kind and width, subfields,
 * masks, sets, negations; every assignment, exchange, push and pop. Before: the table of symbols. After: the lab compares.
 */

interface Asked {
  readonly name: string;
  /** 0 for ports. */
  readonly bits: number;
}

const RELATIONS = ['==', '!=', '<', '<=', '>', '>='];

/** Values at the edges of so many bits, and one beyond. */
function edges(bits: number): readonly string[] {
  const max = (1n << BigInt(bits)) - 1n;
  const values = [0n, 1n, 2n, max >> 1n, max - 1n, max, max + 1n].filter((value) => value >= 0n);
  return [...new Set(values.map((value) => `0x${value.toString(16)}`))];
}

function tooWide(bits: number): string {
  return `0x${(1n << BigInt(bits)).toString(16)}`;
}

function matchesOf({ name, bits }: Asked): readonly string[] {
  const wide = bits === 0 ? 2 : bits;
  const related = RELATIONS.flatMap((relation) => {
    const ask = (constant: string) => `${name} ${relation} ${constant}`;
    const parts =
      bits > 1
        ? [
            ...['1', '0'].map((value) => `${name}[0] ${relation} ${value}`),
            ...['1', '3', '4'].map((value) => `${name}[0..1] ${relation} ${value}`),
            `${name}[0..${bits - 1}] ${relation} 1`,
            `!(${name}[0..1] ${relation} 2)`,
          ]
        : [];
    return [
      ...edges(wide).map(ask),
      ...(relation === '!=' && bits > 32 ? [] : [ask('{1, 2}')]),
      ...['"vm1"', '{}', '{"vm1", "vm2"}', '1/1', '$as_empty', '@pg1', '@pg_empty'].map(ask),
      // Unequal to three wide values: see docs/differences.md.
      ...(relation === '!=' && bits >= 32 ? [] : [ask('$as1')]),
      `1 ${relation} ${name}`,
      `!(${name} ${relation} 1)`,
      // Unequal to two values is the square of the bits in flows.
      ...(bits > 32 ? [] : [`!(${name} ${relation} {1, 2})`]),
      `!(${name} ${relation} $as_empty)`,
      ...parts,
    ];
  });
  return [
    name,
    `!${name}`,
    `!!${name}`,
    `!(${name})`,
    `!(!${name})`,
    `!(${name} && reg0)`,
    ...related,
    `1 <= ${name} < 4`,
    `4 > ${name} >= 1`,
    ...['5/3', '0x3/0x5', '0/0', `1/${tooWide(wide)}`, '{0x1/0x3, 0x4}'].map((constant) => `${name} == ${constant}`),
    `${name} != 2/3`,
    `${name} != 0/0`,
    ...['1.2.3.4', '1.2.3.4/24', '1.2.3.4/255.0.255.0', '1.0.0.0/0.0.0.1'].map((constant) => `${name} == ${constant}`),
    ...['::1', 'fd00::1/64', '::5/::7'].map((constant) => `${name} == ${constant}`),
    ...['00:00:00:00:00:05', '01:00:00:00:00:00/01:00:00:00:00:00'].map((constant) => `${name} == ${constant}`),
    ...['$as6', '$as_mac', '$as_net', '$nope', '@nope', '@pg2'].map((set) => `${name} == ${set}`),
    `${name}[0]`,
    `!${name}[0]`,
    `${name}[${bits - 1}]`,
    `${name}[${bits}]`,
    `${name}[2..1] == 1`,
    `${name}[1..2]`,
    `${name} == {1, 2} && reg0 == {1, 2}`,
    `${name} == {1, 2} && ip4.dst == {1, 2}`,
    `${name} == {1, 2} && ip6.src == {::1, ::2}`,
    `${name} == {1, 2} && inport == {"vm1", "vm2"}`,
    `${name} == {"vm1", "none"} && reg0 == {1, 2}`,
    `(${name} == 1 || ip4.src == 5) && ip4.dst == {1, 2}`,
    `${name} == 1 && ${name} == {1, 0}`,
    `(${name} || ip4) && udp.dst == 5`,
    `(${name} == 1 || ${name} == 0) && eth.type == 0x800`,
  ];
}

function actionsOf({ name, bits }: Asked): readonly string[] {
  const constants = ['1', '0', '"vm1"', '"nope"', '1/1', '0/0', '5/3', '1.2.3.4', '1.2.3.4/24', '::1', 'fd00::1/64'];
  const others = ['00:00:00:00:00:05', '01:00:00:00:00:00/01:00:00:00:00:00', '{1}', '$as1', '@pg1', 'foo', ''];
  const low = Math.min(bits, 32);
  const whole = [
    ...[...constants, ...others, ...edges(bits).slice(-2)].map((constant) => `${name} = ${constant};`),
    ...['reg0', 'inport', name].map((source) => `${name} = ${source};`),
    ...['reg0', 'outport'].map((destination) => `${destination} = ${name};`),
    ...['reg0', 'inport', name, 'foo'].map((second) => `${name} <-> ${second};`),
    `reg1 <-> ${name};`,
    `push(${name}); pop(${name});`,
    `push(${name});`,
    `pop(${name});`,
    `${name};`,
    `${name}--;`,
    `${name} == 1;`,
  ];
  if (bits === 0) return whole;
  const register = `xxreg0[0..${bits - 1}]`;
  const sized = [
    `reg0[0..${low - 1}] = ${name}${bits > 32 ? '[0..31]' : ''};`,
    `xxreg1[0..${bits - 1}] = ${name};`,
    `${name} = ${register};`,
    `${name} <-> ${register};`,
    `${register} <-> ${name};`,
  ];
  if (bits === 1) return [...whole, ...sized];
  return [
    ...whole,
    ...sized,
    `${name}[0] = 1;`,
    `${name}[0..1] = 2;`,
    `${name}[0..1] = 4;`,
    `${name}[0..1] = 1/1;`,
    `${name}[1] = ${name}[0];`,
    `${name}[1] <-> ${name}[0];`,
    `${name}[0] <-> reg0[0];`,
    `reg1[0] = ${name}[0];`,
    `${name}[0..${bits - 1}] = 1;`,
    `${name}[${bits}] = 1;`,
    `push(${name}[0..1]);`,
    `pop(${name}[0..1]);`,
  ];
}

/** Symbols about which the C programs can be asked: they die of matches of these two. */
function isAskable(name: string): boolean {
  return name !== 'icmp4.frag_mtu' && name !== 'icmp6.frag_mtu';
}

const SYMBOLS: readonly Asked[] = [...createSymbolTable().values()].filter(({ name }) => isAskable(name));

/** The first, then each `every`th of the questions; the next symbol's begin elsewhere. */
function sample(ask: (symbol: Asked) => readonly string[], every: number): readonly string[] {
  return SYMBOLS.flatMap((symbol, n) => ask(symbol).filter((_, i) => (i + n) % every === 0));
}

/** ovn-controller ignores these fields in matches (docs/differences.md). */
const IGNORED = /ip\.(dscp|ecn)/;

/** Open vSwitch keeps eight bits of an operation; ovn-controller leaves ports of other hosts out of a port group. */
const OTHERWISE = /arp\.op == 0x(7fff|fffe|ffff)|^outport == @pg2/;

/** Matches of every symbol: each `every`th question. */
export function symbolMatches(every: number): readonly string[] {
  return sample(matchesOf, every).filter((match) => !IGNORED.test(match) && !OTHERWISE.test(match));
}

/** Assignments and the like of every symbol: each `every`th. */
export function symbolActions(every: number): readonly string[] {
  // Open vSwitch takes no such operation.
  return sample(actionsOf, every).filter((actions) => !/arp\.op = 0xffff;/.test(actions));
}
