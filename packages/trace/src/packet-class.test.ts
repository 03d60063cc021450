import { expect, test } from '@jest/globals';
import { createSymbolTable, formatExpr, NO_SETS, parseMatch } from '#logical';
import { fields } from '#openflow';
import { Packet } from './packet.js';
import { PacketClass } from './packet-class.js';

const symbols = createSymbolTable();
const context = { portKey: () => 1, isChassisResident: () => true };
const ssh = new PacketClass(
  new Packet([
    [fields.eth_type, 0x800],
    [fields.nw_proto, 6],
    [fields.tcp_dst, 22],
    [fields.ip_dst, 0x0a000001],
  ]),
);

test.each([
  ['tcp.dst == 22', '1'],
  ['udp.dst == 22', '0'],
  ['ip4.dst == 10.0.0.1', 'ip4.dst == 0xa000001'],
  ['ip4.dst == 10.0.0.1 && tcp.dst > 80', '0'],
  ['ip6 || (tcp && inport == "a")', 'inport == "a"'],
  ['(arp || ip.ttl == 1) && ip', 'ip.ttl == 0x1'],
  ['icmp4 || tcp.dst == {22, 80}', '1'],
  ['reg0[1] == 1 && !vlan.present', 'xxreg0[97]'],
])('of "%s" %s is left to be asked of ssh', (match, left) => {
  const { expr } = parseMatch(match, { symbols, sets: NO_SETS });
  if (expr === undefined) throw new Error(match);
  expect(formatExpr(ssh.left(expr, context))).toBe(left);
});

test('classes are equal by what they are, wherever they go', () => {
  const packet = (port: number, to: number) =>
    new Packet([
      [fields.tcp_dst, port],
      [fields.ip_dst, to],
    ]);
  const [one, two, other] = [packet(80, 1), packet(80, 2), packet(81, 1)].map((each) => new PacketClass(each).text);
  expect([one === two, one === other]).toEqual([true, false]);
});
