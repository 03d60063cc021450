import { expect, test } from '@jest/globals';
import { fields } from '#openflow';
import { Packet } from './packet.js';
import { destinationPort, sourcePort } from './transport-fields.js';

test.each([
  ['TCP', 0x800, 6, 'tcp_src', 'tcp_dst'],
  ['UDP over IPv6', 0x86dd, 17, 'udp_src', 'udp_dst'],
  ['SCTP', 0x800, 132, 'sctp_src', 'sctp_dst'],
  ['ICMP', 0x800, 1, 'icmp_type', 'icmp_code'],
  ['ICMPv6', 0x86dd, 58, 'icmpv6_type', 'icmpv6_code'],
  ['GRE', 0x800, 47, 'udp_src', 'udp_dst'],
  ['ARP', 0x806, 6, 'udp_src', 'udp_dst'],
] as const)('%s has its ports, or what stands in their place', (_, type, protocol, source, destination) => {
  const packet = new Packet([
    [fields.eth_type, type],
    [fields.nw_proto, protocol],
  ]);
  expect([sourcePort(packet).name, destinationPort(packet).name]).toEqual([source, destination]);
});
