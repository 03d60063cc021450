/** Random matches that a switch accepts, the same for the same seed. */

/** A small generator of numbers: enough to choose cases, and the same everywhere. */
export function randomFrom(seed: number): (count: number) => number {
  let state = seed >>> 0 || 1;
  return (count) => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % count;
  };
}

interface Sample {
  readonly name: string;
  readonly values: readonly string[];
  readonly isOrdinal: boolean;
}

const PORTS = ['"vm1"', '"vm2"', '"vm3"', '"nope"', '@pg1', '{"vm1", "eth0"}'];
const IPV4 = [
  '10.0.0.1',
  '10.0.0.0/24',
  '$as1',
  '{10.0.0.1, 10.0.0.2}',
  '1.2.3.4/255.0.255.0',
  '$as_net',
  '{$as1, 9.9.9.9}',
];
const IPV6 = ['fd00::1', 'fd00::/64', '$as6', '{fd00::1, fd00::2}'];
const MAC = [
  '00:00:00:00:00:01',
  '$as_mac',
  '{00:00:00:00:00:01, 00:00:00:00:00:03}',
  '01:00:00:00:00:00/01:00:00:00:00:00',
];
const PORT = ['80', '{80, 443}', '0x10/0xf0', '65535'];
const WORD = ['0', '1', '{1, 2, 3}', '0x5/0xf', '0xffffffff'];
const BIT = ['0', '1'];

const nominal = (name: string, values: readonly string[]): Sample => ({ name, values, isOrdinal: false });
const ordinal = (name: string, values: readonly string[]): Sample => ({ name, values, isOrdinal: true });

const FAMILIES: readonly (readonly Sample[])[] = [
  [
    nominal('inport', PORTS),
    nominal('outport', PORTS),
    ordinal('reg0', WORD),
    ordinal('reg1', WORD),
    ordinal('reg9', WORD),
    ordinal('xreg1', WORD),
    ordinal('xxreg0', WORD),
    ordinal('reg0[3..7]', ['0', '5', '{1, 2}']),
    ordinal('reg8[16..31]', ['0', '5', '{1, 2}']),
    ordinal('flags', ['1', '3']),
    ordinal('ct_mark', WORD),
    ordinal('ct_label', WORD),
    ordinal('ct_mark.blocked', BIT),
    ordinal('ct.new', BIT),
    ordinal('ct.est', BIT),
    ordinal('ct.rpl', BIT),
    ordinal('eth.src', MAC),
    ordinal('eth.dst', MAC),
    ordinal('eth.dst[40]', BIT),
    ordinal('vlan.vid', ['5', '{1, 2}']),
    ordinal('pkt.mark', WORD),
  ],
  [
    ordinal('ip4.src', IPV4),
    ordinal('ip4.dst', IPV4),
    nominal('ip.ttl', ['1', '{0, 1}']),
    nominal('ip.proto', ['6', '{1, 2}']),
    ordinal('ip.frag', ['0', '1']),
  ],
  [ordinal('ip6.src', IPV6), ordinal('ip6.dst', IPV6), ordinal('ip6.label', ['5', '{1, 2}'])],
  [ordinal('tcp.src', PORT), ordinal('tcp.dst', PORT), ordinal('tcp.flags', ['2', '0x2/0x12'])],
  [ordinal('udp.src', PORT), ordinal('udp.dst', PORT)],
  [nominal('icmp4.type', ['8', '{0, 3}']), nominal('icmp4.code', ['0'])],
  [nominal('arp.op', ['1', '{1, 2}']), ordinal('arp.spa', IPV4), ordinal('arp.tpa', IPV4), ordinal('arp.sha', MAC)],
];

const PREDICATES = [
  'ip',
  'ip4',
  'ip6',
  'tcp',
  'udp',
  'icmp',
  'arp',
  'nd',
  'eth.bcast',
  'eth.mcast',
  'ip4.mcast',
  'ip6.mcast',
  'vlan.present',
  'is_chassis_resident("vm1")',
  'is_chassis_resident("vm3")',
];

/** One match of up to a few terms. */
export function generatedMatch(random: (count: number) => number): string {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
  const families = [FAMILIES[0]!, pick(FAMILIES), pick(FAMILIES)];
  const comparison = (): string => {
    if (random(6) === 0) return pick(PREDICATES);
    const { name, values, isOrdinal } = pick(pick(families));
    const value = pick(values);
    if (!isOrdinal) return `${name} == ${value}`;
    const isPlain = /^[0-9.]+$|^[0-9]+$/.test(value);
    if (isPlain && random(5) === 0) return `${name} ${pick(['<', '<=', '>', '>='])} ${value}`;
    // Unequal to wide values or to sets makes very many flows.
    const isNarrow = BIT.includes(value) && /ct\.|blocked|\[40\]|\[3\.\.7\]/.test(name);
    return `${name} ${isNarrow && random(3) === 0 ? '!=' : '=='} ${value}`;
  };
  const group = (depth: number): string => {
    if (depth === 0 || random(3) === 0) return comparison();
    const count = 2 + random(2);
    const operator = random(3) === 0 ? ' || ' : ' && ';
    return Array.from({ length: count }, () => {
      const term = group(depth - 1);
      return / (&&|\|\|) /.test(term) ? `(${term})` : term;
    }).join(operator);
  };
  return group(2);
}
