import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytes, hex } from './fixture/notation.js';
import * as packets from './index.js';

/** An echo request of vm1 to vm2 in Geneve, as Open vSwitch put it on the wire. */
const ECHO = bytes(`
  404400000002 404400000001 0800
  4500 0054 0000 4000 4001 b941 c0a8000b c0a8000c
  0800 f5c1 0001 0001 ${'00'.repeat(48)} 0102030405060708`);

test('an Ethernet, IPv4 and ICMP vector reads and is written again as it was', () => {
  const frame = packets.parseEthernet(ECHO);
  expect({ ...frame, payload: frame.payload.length }).toEqual({
    destination: '40:44:00:00:00:02',
    source: '40:44:00:00:00:01',
    vlans: [],
    etherType: 0x0800,
    payload: 84,
  });
  const packet = packets.parseIpv4Packet(frame.payload);
  expect([packet.source, packet.destination, packet.ttl, packet.protocol, packet.dontFragment]).toEqual([
    '192.168.0.11',
    '192.168.0.12',
    64,
    1,
    true,
  ]);
  expect(hex(packets.buildIpv4Packet(packet))).toBe(hex(frame.payload));
  const icmp = packets.parseIcmp(packets.buildIcmp({ ...packets.parseIcmp(packet.payload, 'unchecked') }));
  expect([icmp.type, icmp.rest, icmp.payload.length]).toEqual([8, 0x00010001, 56]);
  expect(hex(packets.buildEthernet(frame))).toBe(hex(ECHO));
});

test('no reader fails in any other way than by a typed error', () => {
  const readers = [
    packets.parseEthernet,
    packets.parseArp,
    packets.parseIpv4Packet,
    packets.parseIpv6Packet,
    packets.parseIcmp,
    packets.parseUdp,
    packets.parseTcp,
    packets.parseSctp,
    packets.parseGeneve,
    packets.parseVxlan,
    packets.parseGre,
    packets.parseDhcp,
    packets.parseDhcpv6,
    packets.parseDns,
    packets.parseIgmp,
    packets.parseNeighborMessage,
    packets.parseMldGroup,
    (data: Uint8Array) => packets.parseMldRecords(2, data),
    (data: Uint8Array) => packets.parseRouterAdvertisement(0, data),
    packets.parsePcap,
  ];
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (data) => {
      for (const read of readers) {
        try {
          read(data);
        } catch (error) {
          expect(error).toMatchObject({ name: 'TypedError' });
        }
      }
    }),
  );
});
