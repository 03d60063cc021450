/** What a simulated machine answers to packets that its peers send: IPv4 and IPv6. */
import { expect, test } from '@jest/globals';
import { type Ipv4, type Ipv6, parseIpv4, parseIpv6, parseMac } from '#base';
import {
  buildArp,
  buildEthernet,
  buildIcmp,
  buildIpv4Packet,
  buildIpv6Packet,
  buildNeighborMessage,
  buildTcp,
  buildUdp,
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_TCP,
  IPPROTO_UDP,
  ipv4PseudoSum,
  ipv6PseudoSum,
  linkAddressOption,
  parseArp,
  parseEthernet,
  parseIcmp,
  parseIpv4Packet,
  parseIpv6Packet,
  parseTcp,
  parseUdp,
  TCP_ACK,
  TCP_FIN,
  TCP_PSH,
  TCP_RST,
  TCP_SYN,
} from '#packets';
import { HandClock } from '../fixture/hand-clock.js';
import { Machine } from './machine.js';
import { readMachineOptions } from './machine-options.js';

const OWN = parseMac('02:00:00:00:00:01')!;
const PEER = parseMac('02:00:00:00:00:02')!;
const ALL = parseMac('ff:ff:ff:ff:ff:ff')!;
const ip = (text: string): Ipv4 => parseIpv4(text)!;
const ip6 = (text: string): Ipv6 => parseIpv6(text)!;
const [own4, peer4] = [ip('10.0.0.1'), ip('10.0.0.2')];
const [own6, peer6] = [ip6('fd00::1'), ip6('fd00::2')];

/** A machine with addresses of both families that echoes port 7. Each `hear` gives what it sends in answer. */
function lab(addresses: Readonly<Record<string, string>> = { ip: '10.0.0.1/24', ip6: 'fd00::1/64', echo: '7' }) {
  const clock = new HandClock();
  const sent: Uint8Array[] = [];
  const options = readMachineOptions(new Map(Object.entries(addresses)));
  if ('problem' in options) throw new Error(options.problem);
  const random = (count: number) => new Uint8Array(count);
  const machine = new Machine('vm', OWN, options, { clock, random, send: (frame) => void sent.push(frame) });
  const said = () => sent.splice(0).map(textOf);
  const hear = (frame: Uint8Array) => {
    machine.receive(frame);
    return said();
  };
  return { clock, machine, hear, said };
}

function four(
  protocol: number,
  payload: Uint8Array,
  more: { to?: Ipv4; mac?: typeof OWN; moreFragments?: boolean } = {},
) {
  const { to = own4, mac = OWN, moreFragments = false } = more;
  const packet = buildIpv4Packet({ source: peer4, destination: to, protocol, payload, moreFragments });
  return buildEthernet({ source: PEER, destination: mac, etherType: ETHERTYPE_IPV4, payload: packet });
}

function six(protocol: number, payload: Uint8Array, from = peer6) {
  const packet = buildIpv6Packet({ source: from, destination: own6, protocol, payload, hopLimit: 255 });
  return buildEthernet({ source: PEER, destination: OWN, etherType: ETHERTYPE_IPV6, payload: packet });
}

const sum4 = (protocol: number) => (length: number) => ipv4PseudoSum(peer4, own4, protocol, length);
const sum6 = (protocol: number) => (length: number) => ipv6PseudoSum(peer6, own6, protocol, length);
const datagram = (port: number, sum: (length: number) => number, text = 'hello') =>
  buildUdp({ sourcePort: 1000, destinationPort: port, payload: new TextEncoder().encode(text) }, sum);
const segment = (flags: number, sequence: number, acknowledgment: number, text = '') =>
  buildTcp(
    { sourcePort: 1000, destinationPort: 7, flags, sequence, acknowledgment, payload: new TextEncoder().encode(text) },
    sum4(IPPROTO_TCP),
  );

/** A frame in words; checksums are looked at. */
function textOf(bytes: Uint8Array): string {
  const frame = parseEthernet(bytes);
  if (frame.etherType === ETHERTYPE_ARP) {
    const { operation, senderIp, targetIp } = parseArp(frame.payload);
    return `arp ${operation} ${senderIp} > ${targetIp} to ${frame.destination}`;
  }
  const packet = frame.etherType === ETHERTYPE_IPV4 ? parseIpv4Packet(frame.payload) : parseIpv6Packet(frame.payload);
  const { source, destination, protocol, payload } = packet;
  const sum = (length: number) =>
    'ttl' in packet
      ? ipv4PseudoSum(packet.source, packet.destination, protocol, length)
      : ipv6PseudoSum(packet.source, packet.destination, protocol, length);
  const place = `${source} > ${destination} to ${frame.destination}`;
  if (protocol === IPPROTO_UDP) {
    const udp = parseUdp(payload, sum);
    return `udp ${udp.sourcePort} > ${udp.destinationPort} "${new TextDecoder().decode(udp.payload)}" ${place}`;
  }
  if (protocol === IPPROTO_TCP) {
    const { flags, sequence, acknowledgment, payload: data } = parseTcp(payload, sum);
    const names = ['fin', 'syn', 'rst', 'psh', 'ack'].filter((_, i) => (flags & (1 << i)) !== 0).join(' ');
    return `tcp ${names} ${sequence} ${acknowledgment} "${new TextDecoder().decode(data)}" ${place}`;
  }
  const icmp = parseIcmp(payload, protocol === IPPROTO_ICMP ? 0 : sum(payload.length));
  return `icmp ${icmp.type} ${icmp.code} ${icmp.rest.toString(16)} with ${icmp.payload.length} bytes ${place}`;
}

/** Has it ask for the peer's MAC, and tells it. */
function introduced() {
  const site = lab();
  const request = buildIcmp({ type: 8, code: 0, rest: 5, payload: new Uint8Array(4) });
  expect(site.hear(four(IPPROTO_ICMP, request))).toEqual([`arp 1 10.0.0.1 > 10.0.0.2 to ${ALL}`]);
  const arp = buildArp({ operation: 2, senderMac: PEER, senderIp: peer4, targetMac: OWN, targetIp: own4 });
  expect(site.hear(buildEthernet({ source: PEER, destination: OWN, etherType: ETHERTYPE_ARP, payload: arp }))).toEqual([
    'icmp 0 0 5 with 4 bytes 10.0.0.1 > 10.0.0.2 to 02:00:00:00:00:02',
  ]);
  return site;
}

test('UDP: an echo port echoes, another refuses, and what is not for it is not answered', () => {
  const { hear } = introduced();
  const back = '10.0.0.1 > 10.0.0.2 to 02:00:00:00:00:02';
  expect(hear(four(IPPROTO_UDP, datagram(7, sum4(IPPROTO_UDP))))).toEqual([`udp 7 > 1000 "hello" ${back}`]);
  expect(hear(four(IPPROTO_UDP, datagram(8, sum4(IPPROTO_UDP))))).toEqual([`icmp 3 3 0 with 28 bytes ${back}`]);
  // A datagram for all is not refused, and a fragment or one for another address is nobody's.
  expect(hear(four(IPPROTO_UDP, datagram(8, sum4(IPPROTO_UDP)), { mac: ALL }))).toEqual([]);
  expect(hear(four(IPPROTO_UDP, datagram(7, sum4(IPPROTO_UDP)), { moreFragments: true }))).toEqual([]);
  expect(hear(four(IPPROTO_UDP, datagram(7, sum4(IPPROTO_UDP)), { to: ip('10.0.0.9') }))).toEqual([]);
});

test('TCP: a conversation from its opening to its end, and what does not belong to one', () => {
  const { hear } = introduced();
  const back = '10.0.0.1 > 10.0.0.2 to 02:00:00:00:00:02';
  expect(hear(four(IPPROTO_TCP, segment(TCP_ACK | TCP_PSH, 5, 9, 'x')))).toEqual([`tcp rst 9 0 "" ${back}`]);
  expect(hear(four(IPPROTO_TCP, segment(TCP_RST, 5, 9)))).toEqual([]);
  expect(hear(four(IPPROTO_TCP, segment(TCP_SYN, 100, 0)))).toEqual([`tcp syn ack 0 101 "" ${back}`]);
  expect(hear(four(IPPROTO_TCP, segment(TCP_ACK, 101, 1)))).toEqual([]);
  expect(hear(four(IPPROTO_TCP, segment(TCP_ACK | TCP_PSH, 101, 1, 'hello')))).toEqual([
    `tcp psh ack 1 106 "hello" ${back}`,
  ]);
  // Sent again: it says what it expects.
  expect(hear(four(IPPROTO_TCP, segment(TCP_ACK | TCP_PSH, 101, 6, 'hello')))).toEqual([`tcp ack 6 106 "" ${back}`]);
  expect(hear(four(IPPROTO_TCP, segment(TCP_ACK | TCP_FIN, 106, 6)))).toEqual([`tcp fin ack 6 107 "" ${back}`]);
  expect(hear(four(IPPROTO_TCP, segment(TCP_ACK, 107, 7)))).toEqual([]);
});

test.each([
  [3, 0, 'Destination Net Unreachable'],
  [3, 1, 'Destination Host Unreachable'],
  [3, 3, 'Destination Port Unreachable'],
  [3, 13, 'Packet filtered'],
  [3, 77, 'Destination Unreachable'],
  [11, 0, 'Time to live exceeded'],
])('a ping hears of ICMP %d %d: %s', async (type, code, text) => {
  const { clock, machine, hear, said } = introduced();
  const request = { destination: '10.0.0.2', count: 1, intervalMs: 1000, size: 8, lingerMs: 1000 };
  const outcome = machine.ping(request);
  const [echo = ''] = said();
  const rest = Number.parseInt(echo.split(' ')[3] ?? '', 16);
  const quoted = buildIcmp({ type: 8, code: 0, rest, payload: new Uint8Array(8) });
  const packet = buildIpv4Packet({ source: own4, destination: peer4, protocol: IPPROTO_ICMP, payload: quoted });
  expect(hear(four(IPPROTO_ICMP, buildIcmp({ type, code, rest: 0, payload: packet })))).toEqual([]);
  clock.advance(2000);
  expect((await outcome).text.split('\n')[1]).toBe(`From 10.0.0.2 icmp_seq=1 ${text}`);
});

/** A neighbour solicitation for the machine's address. */
function solicitation(from: Ipv6, options: Parameters<typeof buildNeighborMessage>[0]['options']): Uint8Array {
  const payload = buildNeighborMessage({ target: own6, options });
  const sum = (length: number) => ipv6PseudoSum(from, own6, IPPROTO_ICMPV6, length);
  return six(IPPROTO_ICMPV6, buildIcmp({ type: 135, code: 0, rest: 0, payload }, sum), from);
}

test('IPv6: who looks for a duplicate of the address is told, and who does not say where it is is asked', () => {
  const { hear } = lab();
  expect(hear(solicitation(ip6('::'), []))).toEqual([
    'icmp 136 0 20000000 with 24 bytes fd00::1 > ff02::1 to 33:33:00:00:00:01',
  ]);
  expect(hear(solicitation(peer6, []))).toEqual([
    'icmp 135 0 0 with 24 bytes fd00::1 > ff02::1:ff00:2 to 33:33:ff:00:00:02',
  ]);
});

test('IPv6: solicitations, pings and UDP are answered; of TCP a closed port', () => {
  const { hear } = lab();
  const back = 'fd00::1 > fd00::2 to 02:00:00:00:00:02';
  expect(hear(solicitation(peer6, [linkAddressOption(1, PEER)]))).toEqual([
    `icmp 136 0 60000000 with 24 bytes ${back}`,
  ]);
  const echo = buildIcmp({ type: 128, code: 0, rest: 9, payload: new Uint8Array(3) }, sum6(IPPROTO_ICMPV6));
  expect(hear(six(IPPROTO_ICMPV6, echo))).toEqual([`icmp 129 0 9 with 3 bytes ${back}`]);
  expect(hear(six(IPPROTO_UDP, datagram(7, sum6(IPPROTO_UDP))))).toEqual([`udp 7 > 1000 "hello" ${back}`]);
  const syn = buildTcp({ sourcePort: 1000, destinationPort: 8, flags: TCP_SYN, sequence: 4 }, sum6(IPPROTO_TCP));
  expect(hear(six(IPPROTO_TCP, syn))).toEqual([`tcp rst ack 0 5 "" ${back}`]);
});

test('what is damaged is not heard', () => {
  const { hear } = introduced();
  const good = four(IPPROTO_UDP, datagram(7, sum4(IPPROTO_UDP)));
  for (let at = 14; at < good.length; at++) {
    const bad = good.slice();
    bad[at] = (bad[at] ?? 0) ^ 0x41;
    expect(hear(bad)).toEqual([]);
  }
  for (let end = 0; end < good.length; end++) expect(hear(good.subarray(0, end))).toEqual([]);
});
