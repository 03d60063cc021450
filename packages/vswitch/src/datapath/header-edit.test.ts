/** A packet whose headers are rewritten in place is the packet that is built with the new headers. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Ipv4, type Ipv6, ipv4FromNumber, ipv6FromBigInt, type Mac, macFromNumber } from '#base';
import {
  buildEthernet,
  buildIcmp,
  buildIpv4Packet,
  buildIpv6Packet,
  buildSctp,
  buildTcp,
  buildUdp,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_SCTP,
  IPPROTO_TCP,
  IPPROTO_UDP,
  ipv4PseudoSum,
  ipv6PseudoSum,
  type VlanTag,
} from '#packets';
import { extract } from '../key/extract.js';
import { KEY_WORDS } from '../key/layout.js';
import { setEthernet, setIcmp, setIcmpId, setIpv4, setIpv6, setTransport, setVlans } from './header-edit.js';
import { Packet } from './packet.js';

type Protocol = 'tcp' | 'udp' | 'udp without checksum' | 'sctp' | 'icmp' | 'icmpv6';

/** All that the edits may change. */
interface Headers {
  readonly source: number;
  readonly destination: number;
  readonly vlans: readonly VlanTag[];
  readonly from: bigint;
  readonly to: bigint;
  readonly tos: number;
  readonly ttl: number;
  readonly label: number;
  readonly ports: number;
  readonly type: number;
  readonly code: number;
  readonly id: number;
}

interface Shape {
  readonly family: 4 | 6;
  readonly protocol: Protocol;
  readonly payload: Uint8Array;
  readonly options: Uint8Array;
}

const u = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
const tag = fc.record({ tpid: fc.constantFrom(0x8100, 0x88a8), priority: u(3), dei: fc.constant(false), id: u(12) });
const headers: fc.Arbitrary<Headers> = fc.record({
  source: u(48),
  destination: u(48),
  vlans: fc.array(tag, { maxLength: 2 }),
  from: fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }),
  to: fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }),
  tos: u(8),
  ttl: u(8),
  label: u(20),
  ports: u(32),
  type: u(8),
  code: u(8),
  id: u(16),
});
const shape: fc.Arbitrary<Shape> = fc.record({
  family: fc.constantFrom(4 as const, 6 as const),
  protocol: fc.constantFrom<Protocol>('tcp', 'udp', 'udp without checksum', 'sctp', 'icmp', 'icmpv6'),
  payload: fc.uint8Array({ maxLength: 20 }),
  options: fc.constantFrom(new Uint8Array(0), new Uint8Array(8).fill(1)),
});

const NUMBERS = {
  tcp: IPPROTO_TCP,
  udp: IPPROTO_UDP,
  'udp without checksum': IPPROTO_UDP,
  sctp: IPPROTO_SCTP,
  icmp: IPPROTO_ICMP,
  icmpv6: IPPROTO_ICMPV6,
} as const;

const ip4 = (value: bigint): Ipv4 => ipv4FromNumber(Number(value & 0xffffffffn));
const ip6 = (value: bigint): Ipv6 => ipv6FromBigInt(value);
const mac = (value: number): Mac => macFromNumber(value);

function build({ family, protocol, payload, options }: Shape, h: Headers): Uint8Array {
  const number = NUMBERS[protocol];
  const sum = (length: number) =>
    family === 4
      ? ipv4PseudoSum(ip4(h.from), ip4(h.to), number, length)
      : ipv6PseudoSum(ip6(h.from), ip6(h.to), number, length);
  const segment = transport(protocol, payload, h, sum);
  const packet =
    family === 4
      ? buildIpv4Packet({
          source: ip4(h.from),
          destination: ip4(h.to),
          protocol: number,
          dscp: h.tos >> 2,
          ecn: h.tos & 3,
          ttl: h.ttl,
          options,
          payload: segment,
        })
      : buildIpv6Packet({
          source: ip6(h.from),
          destination: ip6(h.to),
          protocol: number,
          trafficClass: h.tos,
          flowLabel: h.label,
          hopLimit: h.ttl,
          payload: segment,
        });
  return buildEthernet({
    source: mac(h.source),
    destination: mac(h.destination),
    vlans: h.vlans,
    etherType: family === 4 ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6,
    payload: packet,
  });
}

function transport(protocol: Protocol, payload: Uint8Array, h: Headers, sum: (length: number) => number): Uint8Array {
  const ends = { sourcePort: h.ports >>> 16, destinationPort: h.ports & 0xffff };
  const icmp = { type: h.type, code: h.code, rest: ((h.id << 16) | 7) >>> 0, payload };
  switch (protocol) {
    case 'tcp':
      return buildTcp({ ...ends, flags: 2, payload }, sum);
    case 'udp':
      return buildUdp({ ...ends, payload }, sum);
    case 'udp without checksum':
      return buildUdp({ ...ends, payload });
    case 'sctp':
      return buildSctp({ ...ends, verificationTag: 5, chunks: [{ type: 1, flags: 0, value: payload }] });
    case 'icmp':
      return buildIcmp(icmp);
    case 'icmpv6':
      return buildIcmp(icmp, sum);
  }
}

const halves = (value: number): readonly [number, number] => [Math.floor(value / 2 ** 32), value % 2 ** 32];
const words = (value: bigint) => [96n, 64n, 32n, 0n].map((shift) => Number((value >> shift) & 0xffffffffn));
const tagWord = ({ tpid, priority, id }: VlanTag) => ((tpid << 16) | (priority << 13) | id) >>> 0;

function edit(packet: Packet, { family, protocol }: Shape, h: Headers): void {
  setEthernet(packet, halves(h.destination), halves(h.source));
  const [outer, inner] = h.vlans.map(tagWord);
  setVlans(packet, outer ?? 0, inner ?? 0);
  if (family === 4) setIpv4(packet, words(h.from)[3]!, words(h.to)[3]!, h.tos, h.ttl);
  else setIpv6(packet, words(h.from), words(h.to), h.label, h.tos, h.ttl);
  if (protocol !== 'icmp' && protocol !== 'icmpv6') {
    setTransport(packet, NUMBERS[protocol], h.ports);
    return;
  }
  setIcmp(packet, h.type, h.code);
  setIcmpId(packet, h.id);
}

test('edits are what building anew gives, checksums too', () => {
  fc.assert(
    fc.property(shape, headers, headers, (form, before, after) => {
      // What ICMP of the other family says is no header to this one.
      fc.pre(form.protocol !== (form.family === 4 ? 'icmpv6' : 'icmp'));
      const packet = new Packet(build(form, before));
      extract(packet.bytes, new Uint32Array(KEY_WORDS), packet);
      edit(packet, form, after);
      const hex = (data: Uint8Array) => Buffer.from(data).toString('hex');
      expect(hex(packet.bytes)).toBe(hex(build(form, after)));
    }),
    { numRuns: 1000 },
  );
});
