/** All codecs together: what is written reads as it was, and bytes that were damaged on the way fail by a typed error only. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ipv4FromNumber, ipv6FromBigInt, macFromNumber } from '#base';
import * as packets from './index.js';

const u = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
const flag = fc.boolean();
const mac = u(48).map(macFromNumber);
const ip4 = u(32).map(ipv4FromNumber);
const ip6 = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map(ipv6FromBigInt);
const bytes = (maxLength = 24) => fc.uint8Array({ maxLength });
/** Whole words of so many bytes. */
const words = (size: number, max: number) =>
  fc.integer({ min: 0, max }).chain((count) => fc.uint8Array({ minLength: count * size, maxLength: count * size }));
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const list = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 4 });
const label = fc.string({ unit: fc.constantFrom('a', 'Z', '0', '-', 'é'), minLength: 1, maxLength: 12 });
const question = fc.record({ name: list(label).map((parts) => parts.join('.')), type: u(16), class: u(16) });
const record = fc
  .tuple(question, fc.record({ ttl: u(32), data: bytes() }))
  .map(([asked, said]) => ({ ...asked, ...said }));
const option6 = fc.record({ code: u(16), data: bytes() });
const ndOption = fc.record({
  type: u(8),
  data: fc.integer({ min: 1, max: 3 }).chain((n) => fc.uint8Array({ minLength: 8 * n - 2, maxLength: 8 * n - 2 })),
});
const groupRecord = fc.record({ type: u(8), group: ip4, sources: list(ip4) });
const queried = fc.record({ flags: u(8), interval: u(8), sources: list(ip4) });
const NO_GROUP = ipv4FromNumber(0);
const igmp = fc.oneof(
  fc.record({
    type: fc.constantFrom(packets.IGMP_QUERY, packets.IGMPV2_REPORT, packets.IGMPV2_LEAVE),
    maxResponse: u(8),
    group: ip4,
    querier: fc.constant(undefined),
    records: fc.constant([]),
  }),
  fc.record({
    type: fc.constant(packets.IGMP_QUERY),
    maxResponse: u(8),
    group: ip4,
    querier: queried,
    records: fc.constant([]),
  }),
  fc.record({
    type: fc.constant(packets.IGMPV3_REPORT),
    maxResponse: u(8),
    group: fc.constant(NO_GROUP),
    querier: fc.constant(undefined),
    records: list(groupRecord),
  }),
);
/** Extension headers of 8 and 16 bytes; the first byte is the writer's to fill. */
const extension = fc
  .record({ type: fc.constantFrom(0, 43, 60), words: fc.integer({ min: 0, max: 1 }), fill: u(8) })
  .map(({ type, words: length, fill }) => {
    const header = new Uint8Array(8 * (length + 1)).fill(fill);
    header[1] = length;
    return { type, bytes: header };
  });

interface Codec {
  readonly write: fc.Arbitrary<readonly [value: unknown, bytes: Uint8Array]>;
  readonly read: (data: Uint8Array) => unknown;
}

function codec<T>(value: fc.Arbitrary<T>, build: (value: T) => Uint8Array, read: (data: Uint8Array) => unknown): Codec {
  return { write: value.map((each) => [each, build(each)] as const), read };
}

const CODECS: Readonly<Record<string, Codec>> = {
  ethernet: codec(
    fc.record({
      destination: mac,
      source: mac,
      vlans: fc.array(fc.record({ tpid: fc.constantFrom(0x8100, 0x88a8), priority: u(3), dei: flag, id: u(12) }), {
        maxLength: 2,
      }),
      etherType: fc.constantFrom(0x0800, 0x0806, 0x86dd),
      payload: bytes(60),
    }),
    packets.buildEthernet,
    packets.parseEthernet,
  ),
  arp: codec(
    fc.record({ operation: u(16), senderMac: mac, senderIp: ip4, targetMac: mac, targetIp: ip4 }),
    packets.buildArp,
    packets.parseArp,
  ),
  ipv4: codec(
    fc.record({
      dscp: u(6),
      ecn: u(2),
      id: u(16),
      dontFragment: flag,
      moreFragments: flag,
      fragmentOffset: u(13),
      ttl: u(8),
      protocol: u(8),
      source: ip4,
      destination: ip4,
      options: words(4, 10),
      payload: bytes(60),
    }),
    packets.buildIpv4Packet,
    packets.parseIpv4Packet,
  ),
  ipv6: codec(
    fc.record({
      trafficClass: u(8),
      flowLabel: u(20),
      hopLimit: u(8),
      source: ip6,
      destination: ip6,
      extensions: fc.array(extension, { maxLength: 3 }),
      protocol: fc.constantFrom(6, 17, 58, 59),
      payload: bytes(60),
    }),
    packets.buildIpv6Packet,
    (data) => {
      const packet = packets.parseIpv6Packet(data);
      // The chain of next headers is in `type` and `protocol` again.
      const extensions = packet.extensions.map(({ type, bytes: header }) => {
        const own = header.slice();
        own[0] = own.length > 2 ? (own[2] ?? 0) : 0;
        return { type, bytes: own };
      });
      return { ...packet, extensions };
    },
  ),
  udp: codec(
    fc.record({ sourcePort: u(16), destinationPort: u(16), payload: bytes() }),
    packets.buildUdp,
    packets.parseUdp,
  ),
  tcp: codec(
    fc.record({
      sourcePort: u(16),
      destinationPort: u(16),
      sequence: u(32),
      acknowledgment: u(32),
      flags: u(12),
      window: u(16),
      urgent: u(16),
      options: words(4, 10),
      payload: bytes(),
    }),
    (tcp) => packets.buildTcp(tcp, (length) => length),
    (data) => packets.parseTcp(data, (length) => length),
  ),
  sctp: codec(
    fc.record({
      sourcePort: u(16),
      destinationPort: u(16),
      verificationTag: u(32),
      chunks: list(fc.record({ type: u(8), flags: u(8), value: bytes() })),
    }),
    packets.buildSctp,
    packets.parseSctp,
  ),
  icmp: codec(
    fc.record({ type: u(8), code: u(8), rest: u(32), payload: bytes() }),
    (icmp) => packets.buildIcmp(icmp),
    (data) => packets.parseIcmp(data),
  ),
  geneve: codec(
    fc.record({
      vni: u(24),
      oam: flag,
      protocol: u(16),
      options: list(fc.record({ optionClass: u(16), type: u(7), data: words(4, 3) })),
      payload: bytes(),
      critical: fc.constant(false),
    }),
    packets.buildGeneve,
    packets.parseGeneve,
  ),
  vxlan: codec(fc.record({ vni: u(24), payload: bytes() }), packets.buildVxlan, packets.parseVxlan),
  gre: codec(
    fc.record({ protocol: u(16), key: optional(u(32)), sequence: optional(u(32)), payload: bytes() }),
    (gre) => packets.buildGre(gre, { checksum: gre.protocol % 2 === 0 }),
    packets.parseGre,
  ),
  dhcpv6: codec(
    fc.record({ type: u(8), transaction: u(24), options: list(option6) }),
    packets.buildDhcpv6,
    packets.parseDhcpv6,
  ),
  dns: codec(
    fc.record({
      id: u(16),
      flags: u(16),
      questions: list(question),
      answers: list(record),
      authorities: list(record),
      additionals: list(record),
    }),
    packets.buildDns,
    packets.parseDns,
  ),
  igmp: codec(igmp, packets.buildIgmp, packets.parseIgmp),
  'multicast listener': codec(
    list(fc.record({ type: u(8), group: ip6, sources: list(ip6) })),
    (records) => packets.buildMldRecords(records).payload,
    (data) => {
      // Their number stands in the header, which is not part of these bytes.
      for (let count = 0; count < 5; count++) {
        const records = packets.parseMldRecords(count, data);
        if (packets.buildMldRecords(records).payload.length === data.length) return records;
      }
      return [];
    },
  ),
  'neighbour discovery': codec(
    fc.record({ target: ip6, options: list(ndOption) }),
    packets.buildNeighborMessage,
    packets.parseNeighborMessage,
  ),
};

/** Byte arrays of any make as lists, so that they compare by content. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, each: unknown) => (each instanceof Uint8Array ? [...each] : each)));

const CASES = Object.entries(CODECS);

test.each(CASES)('%s: what is written reads as it was', (_, { write, read }) => {
  fc.assert(
    fc.property(write, ([value, data]) => {
      expect(plain(read(data))).toEqual(plain(value));
    }),
  );
});

test.each(CASES)(
  '%s: cut short anywhere, or with a byte changed, it reads or fails by a typed error',
  (_, { write, read }) => {
    const damage = fc.record({ at: fc.nat(1000), value: u(8) });
    fc.assert(
      fc.property(write, damage, ([, data], { at, value }) => {
        const changed = data.slice();
        if (data.length > 0) changed[at % data.length] = value;
        const inputs = [changed, ...Array.from(data, (__, end) => data.subarray(0, end))];
        for (const input of inputs) {
          try {
            read(input);
          } catch (error) {
            expect(error).toMatchObject({ name: 'TypedError' });
          }
        }
      }),
      { numRuns: 30 },
    );
  },
);
