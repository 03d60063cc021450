import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Ipv4, type Ipv6, type Mac, parseIpv4, parseIpv6, parseMac } from '#base';
import * as packets from './index.js';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
const hex = (data: Uint8Array) => Buffer.from(data).toString('hex');
const mac = (text: string): Mac => parseMac(text) ?? fail(text);
const ip = (text: string): Ipv4 => parseIpv4(text) ?? fail(text);
const ip6 = (text: string): Ipv6 => parseIpv6(text) ?? fail(text);
function fail(text: string): never {
  throw new Error(`not an address: ${text}`);
}

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

test('the Geneve header of OVN has its documented bytes', () => {
  const data = bytes('0001 0002');
  const built = packets.buildGeneve({
    vni: 1,
    oam: false,
    protocol: packets.ETHERTYPE_TEB,
    options: [{ optionClass: 0x0102, type: 0x80, data }],
    payload: ECHO,
  });
  expect(hex(built.subarray(0, 16))).toBe('02406558000001000102800100010002');
  expect(packets.parseGeneve(built)).toEqual({
    vni: 1,
    oam: false,
    critical: true,
    protocol: 0x6558,
    options: [{ optionClass: 0x0102, type: 0x80, data }],
    payload: ECHO,
  });
});

test('known checksums', () => {
  expect(packets.internetChecksum(bytes('0001 f203 f4f5 f6f7'))).toBe(0x220d);
  expect(packets.crc32c(new Uint8Array(Buffer.from('123456789')))).toBe(0xe3069283);
  expect(packets.updateChecksum(0xdd2f, 0x5555, 0x3285)).toBe(0x0000);
});

test('transport segments carry checksums that the reader accepts, and a changed byte is refused', () => {
  const [a, b] = [ip('10.0.0.1'), ip('10.0.0.2')];
  const [a6, b6] = [ip6('fd00::1'), ip6('fd00::2')];
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (payload) => {
      const udpSum = (length: number) => packets.ipv4PseudoSum(a, b, packets.IPPROTO_UDP, length);
      const udp = packets.buildUdp({ sourcePort: 1, destinationPort: 53, payload }, udpSum);
      expect(hex(packets.parseUdp(udp, udpSum).payload)).toBe(hex(payload));
      udp[0] = 7;
      expect(() => packets.parseUdp(udp, udpSum)).toThrow('udp: wrong checksum');
      const tcpSum = (length: number) => packets.ipv6PseudoSum(a6, b6, packets.IPPROTO_TCP, length);
      const tcp = packets.buildTcp(
        { sourcePort: 1, destinationPort: 80, sequence: 0xfffffffe, flags: packets.TCP_ACK, payload },
        tcpSum,
      );
      expect(packets.parseTcp(tcp, tcpSum)).toMatchObject({ sequence: 0xfffffffe, flags: 0x10, destinationPort: 80 });
    }),
  );
});

test('what is built reads back', () => {
  const arp = {
    operation: 1,
    senderMac: mac('40:44:00:00:00:01'),
    senderIp: ip('192.168.0.11'),
    targetMac: mac('00:00:00:00:00:00'),
    targetIp: ip('192.168.0.1'),
  };
  expect(packets.parseArp(packets.buildArp(arp))).toEqual(arp);
  const tagged = {
    destination: mac('ff:ff:ff:ff:ff:ff'),
    source: arp.senderMac,
    vlans: [{ tpid: 0x8100, priority: 5, dei: false, id: 100 }],
    etherType: 0x0806,
    payload: packets.buildArp(arp),
  };
  expect(packets.parseEthernet(packets.buildEthernet(tagged))).toEqual(tagged);
  const solicitation = {
    target: ip6('fe80::1'),
    options: [packets.linkAddressOption(packets.ND_OPTION_SOURCE_LINK, arp.senderMac)],
  };
  const read = packets.parseNeighborMessage(packets.buildNeighborMessage(solicitation));
  expect([read.target, packets.linkAddressOf(read.options, 1)]).toEqual(['fe80::1', '40:44:00:00:00:01']);
  expect(packets.solicitedNodeAddress(ip6('fd00::4244:ff:fe00:1'))).toBe('ff02::1:ff00:1');
  expect(packets.multicastMacOf(ip6('ff02::1:ff00:1'))).toBe('33:33:ff:00:00:01');
  expect(packets.linkLocalAddress(arp.senderMac)).toBe('fe80::4244:ff:fe00:1');
  const dhcp = {
    operation: 1,
    transaction: 0x12345678,
    seconds: 0,
    flags: 0x8000,
    clientIp: ip('0.0.0.0'),
    yourIp: ip('0.0.0.0'),
    serverIp: ip('0.0.0.0'),
    relayIp: ip('0.0.0.0'),
    clientMac: arp.senderMac,
    serverName: '',
    bootFile: 'x',
    options: [{ code: 53, data: new Uint8Array([1]) }],
  };
  expect(packets.parseDhcp(packets.buildDhcp(dhcp))).toEqual(dhcp);
  const six = { type: 1, transaction: 0xabcdef, options: [{ code: 1, data: new Uint8Array([1, 2]) }] };
  expect(packets.parseDhcpv6(packets.buildDhcpv6(six))).toEqual(six);
  const dns = {
    id: 7,
    flags: 0x8180,
    questions: [{ name: 'vm1.ovn.org', type: 1, class: 1 }],
    answers: [{ name: 'vm1.ovn.org', type: 1, class: 1, ttl: 3600, data: new Uint8Array([10, 0, 0, 1]) }],
    authorities: [],
    additionals: [],
  };
  expect(packets.parseDns(packets.buildDns(dns))).toEqual(dns);
  const report = {
    type: packets.IGMPV3_REPORT,
    maxResponse: 0,
    group: ip('0.0.0.0'),
    querier: undefined,
    records: [{ type: 4, group: ip('239.0.0.1'), sources: [ip('10.0.0.1')] }],
  };
  expect(packets.parseIgmp(packets.buildIgmp(report))).toEqual(report);
  const gre = { protocol: 0x6558, key: 5, sequence: undefined, payload: ECHO };
  expect(packets.parseGre(packets.buildGre(gre, { checksum: true }))).toEqual(gre);
  const vxlan = { vni: 0xabcdef, payload: ECHO };
  expect(packets.parseVxlan(packets.buildVxlan(vxlan))).toEqual(vxlan);
  const sctp = {
    sourcePort: 1,
    destinationPort: 2,
    verificationTag: 9,
    chunks: [{ type: 6, flags: 1, value: new Uint8Array([1, 2, 3]) }],
  };
  expect(packets.parseSctp(packets.buildSctp(sctp))).toEqual(sctp);
  const six6 = {
    trafficClass: 3,
    flowLabel: 0x12345,
    hopLimit: 255,
    source: ip6('fe80::1'),
    destination: ip6('ff02::16'),
    extensions: [{ type: 0, bytes: bytes('3a00050200000000') }],
    protocol: 58,
    payload: bytes('8f00'),
  };
  expect(packets.parseIpv6Packet(packets.buildIpv6Packet(six6))).toEqual(six6);
  const capture = [{ timeUs: 1_700_000_000_123_456, bytes: ECHO }];
  const file = Buffer.concat([packets.pcapHeader(), ...capture.map(packets.pcapRecord)]);
  expect(packets.parsePcap(file).packets.map((packet) => [packet.timeUs, hex(packet.bytes)])).toEqual([
    [1_700_000_000_123_456, hex(ECHO)],
  ]);
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
