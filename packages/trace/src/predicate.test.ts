import { expect, test } from '@jest/globals';
import { createSymbolTable, evaluate, NO_SETS, parseMatch } from '#logical';
import { fields } from '#openflow';
import { Packet } from './packet.js';
import { predicateOf } from './predicate.js';

const symbols = createSymbolTable();
const context = {
  portKey: (name: string) => ({ a: 1, b: 2 })[name],
  isChassisResident: (name: string) => name === 'cr',
};

const PACKETS = [
  new Packet([
    [fields.reg14, 1],
    [fields.eth_type, 0x800],
    [fields.ip_src, 0x0a000001],
    [fields.ip_dst, 0x0a0000ff],
    [fields.nw_proto, 6],
    [fields.tcp_dst, 80],
    [fields.eth_dst, 0x010000000001n],
  ]),
  new Packet([
    [fields.reg14, 2],
    [fields.eth_type, 0x86dd],
    [fields.ipv6_src, 0xfd00n << 112n],
    [fields.xxreg0, (7n << 96n) | 5n],
  ]),
  new Packet(),
];

test.each([
  '1',
  '0',
  'ip4.src == 10.0.0.0/24 && tcp.dst > 22',
  'tcp.dst <= 80 || ip6.src == fd00::/16',
  'ip4.dst != 10.0.0.255',
  'tcp.dst >= 81',
  'tcp.dst < 81',
  'eth.mcast',
  'reg0 == 7',
  'reg3[0..2] == 5',
  'inport == "a"',
  'inport == "nowhere"',
  'is_chassis_resident("cr") && ip4',
  '!is_chassis_resident("cr")',
])('%s holds as evaluate says', (match) => {
  const { expr } = parseMatch(match, { symbols, sets: NO_SETS });
  if (expr === undefined) throw new Error(match);
  const holds = predicateOf(expr, context);
  for (const packet of PACKETS) expect(holds(packet)).toBe(evaluate(expr, packet, context));
});
