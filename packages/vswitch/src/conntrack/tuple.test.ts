import { expect, test } from '@jest/globals';
import { opensConnection, reverse, type Tuple, tupleKey } from './tuple.js';

const udp: Tuple = {
  family: 4,
  protocol: 17,
  source: [0x0a000001],
  destination: [0x0a000002],
  sourcePort: 1000,
  destinationPort: 53,
  icmpType: 0,
  icmpCode: 0,
};
const icmp = (protocol: 1 | 58, icmpType: number): Tuple => ({
  ...udp,
  protocol,
  sourcePort: 7,
  destinationPort: 7,
  icmpType,
});

test('an answer goes the other way', () => {
  expect(reverse(udp)).toEqual({
    ...udp,
    source: [0x0a000002],
    destination: [0x0a000001],
    sourcePort: 53,
    destinationPort: 1000,
  });
  expect(reverse(reverse(udp))).toEqual(udp);
});

test('requests of ICMP and their answers (RFC 792, RFC 950, RFC 4443)', () => {
  const pairs = [
    [1, 8, 0],
    [1, 13, 14],
    [1, 15, 16],
    [1, 17, 18],
    [58, 128, 129],
  ] as const;
  for (const [protocol, request, reply] of pairs) {
    expect(reverse(icmp(protocol, request)).icmpType).toBe(reply);
    expect(reverse(icmp(protocol, reply)).icmpType).toBe(request);
    expect([opensConnection(icmp(protocol, request)), opensConnection(icmp(protocol, reply))]).toEqual([true, false]);
  }
  expect([opensConnection(icmp(1, 3)), opensConnection(icmp(58, 1)), opensConnection(udp)]).toEqual([
    false,
    false,
    true,
  ]);
});

test('every part of a tuple and the zone make the key', () => {
  const others: readonly (readonly [zone: number, tuple: Tuple])[] = [
    [1, udp],
    [2, udp],
    [1, { ...udp, protocol: 6 }],
    [1, { ...udp, source: [0x0a000003] }],
    [1, { ...udp, destination: [0x0a000003] }],
    [1, { ...udp, sourcePort: 1001 }],
    [1, { ...udp, destinationPort: 54 }],
    [1, icmp(1, 8)],
    [1, icmp(1, 13)],
  ];
  expect(new Set(others.map(([zone, tuple]) => tupleKey(zone, tuple))).size).toBe(others.length);
});
