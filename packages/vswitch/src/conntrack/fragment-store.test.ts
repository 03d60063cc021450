import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseIpv4, parseIpv6, parseMac } from '#base';
import {
  buildEthernet,
  buildIpv4Packet,
  buildIpv6Packet,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  internetChecksum,
} from '#packets';
import { Packet } from '../datapath/packet.js';
import { extract } from '../key/extract.js';
import { KEY_WORDS } from '../key/layout.js';
import { copyTranslation, FragmentStore, isFragment } from './fragment-store.js';

const UDP = 17;
const FRAGMENT = 44;

interface Piece {
  readonly family: 4 | 6;
  readonly id: number;
  readonly offset: number;
  readonly hasMore: boolean;
  readonly payload: Uint8Array;
  readonly padding?: number;
}

/** The frame of a part of a datagram from 10.0.0.1 to 10.0.0.2 or from fd00::1 to fd00::2. */
function packetOf({ family, id, offset, hasMore, payload, padding = 0 }: Piece): Packet {
  const ip = family === 4 ? four() : six();
  const frame = {
    source: parseMac('02:00:00:00:00:0a')!,
    destination: parseMac('02:00:00:00:00:0b')!,
    etherType: family === 4 ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6,
    payload: Uint8Array.from([...ip, ...new Uint8Array(padding)]),
  };
  const packet = new Packet(buildEthernet(frame));
  extract(packet.bytes, new Uint32Array(KEY_WORDS), packet);
  return packet;

  function four() {
    const [source, destination] = [parseIpv4('10.0.0.1')!, parseIpv4('10.0.0.2')!];
    const place = { id, fragmentOffset: offset / 8, moreFragments: hasMore };
    return buildIpv4Packet({ source, destination, protocol: UDP, payload, ...place });
  }

  function six() {
    const [source, destination] = [parseIpv6('fd00::1')!, parseIpv6('fd00::2')!];
    const header = Buffer.alloc(8);
    header[0] = UDP;
    header.writeUInt16BE(offset | (hasMore ? 1 : 0), 2);
    header.writeUInt32BE(id, 4);
    return buildIpv6Packet({
      source,
      destination,
      protocol: FRAGMENT,
      payload: Uint8Array.from([...header, ...payload]),
    });
  }
}

/** A datagram in parts that end at these offsets (multiples of eight bytes), which its end follows. */
function split(family: 4 | 6, id: number, data: Uint8Array, ends: readonly number[]): Piece[] {
  const cuts = [0, ...ends, data.length];
  return cuts.slice(1).map((end, i) => ({
    family,
    id,
    offset: cuts[i] ?? 0,
    hasMore: end < data.length,
    payload: data.subarray(cuts[i], end),
  }));
}

const DATA = Uint8Array.from({ length: 100 }, (_, i) => i);
const PARTS = split(4, 7, DATA, [40, 80]);

/** Bytes of transport header and payload of what is whole. */
const payloadOf = (packet: Packet) => [...packet.bytes.subarray(packet.l4)];

test('fragments in any order make the datagram that they were, and go on in their order', () => {
  const datagram = fc.record({
    family: fc.constantFrom(4 as const, 6 as const),
    eighths: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1 }),
    order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], { minLength: 13 }),
    padding: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(datagram, ({ family, eighths, order, padding }) => {
      const ends = eighths.map((eighth) => eighth * 8).sort((a, b) => a - b);
      const pieces = split(family, 9, DATA, ends);
      const arriving = order.filter((i) => i < pieces.length);
      const store = new FragmentStore<number>(() => 0);
      const outcomes = arriving.map((i) => store.add(packetOf({ ...pieces[i]!, padding }), 1, i));
      const whole = outcomes.pop();
      expect(outcomes.every((outcome) => outcome === undefined)).toBe(true);
      expect(whole?.fragments.map(({ content }) => content)).toEqual(pieces.map((_, i) => i));
      expect(payloadOf(whole!.packet)).toEqual([...DATA]);
    }),
  );
});

test('parts of other datagrams, of other zones and of another family are not mixed in', () => {
  const store = new FragmentStore<string>(() => 0);
  const [first, second, last] = PARTS.map((piece) => packetOf(piece));
  const add = (packet: Packet | undefined, zone: number) => store.add(packet!, zone, '') !== undefined;
  expect(add(first, 1)).toBe(false);
  expect(add(packetOf({ ...PARTS[1]!, id: 8 }), 1)).toBe(false);
  expect(add(second!.clone(), 2)).toBe(false);
  expect(add(packetOf({ ...PARTS[1]!, family: 6 }), 1)).toBe(false);
  expect(add(last, 1)).toBe(false);
  expect(add(second, 1)).toBe(true);
});

test('fragments that overlap, come twice or leave a gap never make a datagram', () => {
  const parts = (...pieces: readonly Piece[]) => {
    const store = new FragmentStore<string>(() => 0);
    return pieces.map((piece) => store.add(packetOf(piece), 1, '') !== undefined);
  };
  const [first, second, last] = PARTS as [Piece, Piece, Piece];
  expect(parts(first, first, second, last)).toEqual([false, false, false, false]);
  expect(parts(first, { ...second, offset: 32 }, last)).toEqual([false, false, false]);
  expect(parts(first, last)).toEqual([false, false]);
  expect(parts(second, last)).toEqual([false, false]);
  expect(parts(first, second)).toEqual([false, false]);
});

test('what waits for too long goes, and so does what is too long', () => {
  let now = 0;
  const store = new FragmentStore<string>(() => now);
  const [first, second, last] = PARTS.map((piece) => packetOf(piece)) as [Packet, Packet, Packet];
  store.add(first.clone(), 1, '');
  now = 14_999;
  store.expire();
  store.add(second.clone(), 1, '');
  expect(store.add(last.clone(), 1, '')).toBeDefined();
  store.add(first.clone(), 1, '');
  now += 15_000;
  store.expire();
  store.add(second.clone(), 1, '');
  expect(store.add(last.clone(), 1, '')).toBeUndefined();
  const large = { family: 4, id: 3, hasMore: true, payload: new Uint8Array(32_768) } as const;
  for (const offset of [0, 32_768]) store.add(packetOf({ ...large, offset }), 1, '');
  expect(
    store.add(packetOf({ ...large, offset: 65_528, hasMore: false, payload: new Uint8Array(7) }), 1, ''),
  ).toBeUndefined();
});

test('which packets are parts', () => {
  const piece = { family: 4, id: 1, payload: DATA } as const;
  const is = (family: 4 | 6, offset: number, hasMore: boolean) =>
    isFragment(packetOf({ ...piece, family, offset, hasMore }));
  expect([is(4, 0, false), is(4, 0, true), is(4, 8, false)]).toEqual([false, true, true]);
  // A fragment header of a packet that is whole (RFC 6946) makes no fragment.
  expect([is(6, 0, false), is(6, 0, true), is(6, 8, false)]).toEqual([false, true, true]);
});

test.each([4, 6] as const)('fragments of IPv%d get the addresses of the whole, the first one its ports', (family) => {
  const store = new FragmentStore<number>(() => 0);
  const packets = split(family, 5, DATA, [48]).map((piece) => packetOf(piece));
  const [first, second] = packets as [Packet, Packet];
  const addressAt = first.l3 + (family === 4 ? 12 : 8);
  const length = family === 4 ? 8 : 32;
  store.add(first, 1, 0);
  const whole = store.add(second, 1, 1)!.packet;
  whole.bytes.fill(0xab, addressAt, addressAt + length);
  whole.bytes.fill(0xcd, whole.l4, whole.l4 + 4);
  for (const fragment of [first, second]) copyTranslation(whole, fragment);
  const addresses = [first, second].map(({ bytes }) => [...bytes.subarray(addressAt, addressAt + length)]);
  expect(addresses).toEqual([0, 1].map(() => Array.from({ length }, () => 0xab)));
  expect([...first.bytes.subarray(first.l4, first.l4 + 6)]).toEqual([0xcd, 0xcd, 0xcd, 0xcd, 4, 5]);
  expect([...second.bytes.subarray(-52)]).toEqual([...DATA.subarray(48)]);
  if (family === 4) {
    for (const { bytes, l3 } of [first, second]) expect(internetChecksum(bytes.subarray(l3, l3 + 20))).toBe(0);
  }
});
