import { expect, test } from '@jest/globals';
import { fields } from '#openflow';
import { Datapath_Binding, Port_Binding } from '#schemas/southbound';
import { datapathRow, portRow, rowSource } from './fixture/rows.js';
import { readNetwork } from './network.js';
import { Packet } from './packet.js';
import { failsInbound, failsOutbound } from './port-security.js';

const portOf = (...security: readonly string[]) =>
  readNetwork(
    rowSource(
      new Map<typeof Datapath_Binding | typeof Port_Binding, readonly object[]>([
        [Datapath_Binding, [datapathRow(1, 'sw', 'logical-switch')]],
        [Port_Binding, [portRow(1, 1, 'vm', '', { security })]],
      ]),
    ),
  ).ports.get('vm');

/** From MAC 1 and an address, to MAC 1 and the same address. */
const ipv4 = (address: number, mac = 1n) =>
  new Packet([
    [fields.eth_type, 0x800],
    [fields.eth_src, mac],
    [fields.eth_dst, mac],
    [fields.ip_src, address],
    [fields.ip_dst, address],
  ]);
const ipv6 = (address: bigint) =>
  new Packet([
    [fields.eth_type, 0x86dd],
    [fields.eth_src, 1n],
    [fields.eth_dst, 1n],
    [fields.ipv6_src, address],
    [fields.ipv6_dst, address],
  ]);

const OWN = 0x0a000001;
const MAC = '00:00:00:00:00:01';

test.each([
  ['no port_security', [], ipv4(5), [false, false]],
  ['its MAC', [MAC], ipv4(5), [false, false]],
  ['another MAC', [MAC], ipv4(OWN, 3n), [true, true]],
  ['its address', [`${MAC} 10.0.0.1`], ipv4(OWN), [false, false]],
  ['another address', [`${MAC} 10.0.0.1`], ipv4(OWN + 1), [true, true]],
  ['an address of its network', [`${MAC} 10.0.0.0/24`], ipv4(OWN + 1), [false, false]],
  ['an address with a length, which stands for itself', [`${MAC} 10.0.0.1/24`], ipv4(OWN + 1), [true, true]],
  ['all of the network, which it may only get', [`${MAC} 10.0.0.1/24`], ipv4(0x0a0000ff), [true, false]],
  ['a second entry', ['00:00:00:00:00:09', MAC], ipv4(5), [false, false]],
  ['IPv6, where it has IPv4 only', [`${MAC} 10.0.0.1`], ipv6(0xfd00n << 112n), [true, true]],
  ['its link-local address', [`${MAC} fd00::1`], ipv6(0xfe80_0000_0000_0000_0200_00ff_fe00_0001n), [false, false]],
] as const)('%s: may it not come in, may it not go out', (_, security, packet, expected) => {
  const port = portOf(...security);
  expect([failsInbound(port, packet), failsOutbound(port, packet)]).toEqual(expected);
});
