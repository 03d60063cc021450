import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Nat } from '#openflow';
import { chooseReply } from './nat.js';
import { reverse, type Tuple, tupleKey } from './tuple.js';

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
const icmp: Tuple = { ...udp, protocol: 1, sourcePort: 7, destinationPort: 7, icmpType: 8 };
const gre: Tuple = { ...udp, protocol: 47, sourcePort: 0, destinationPort: 0 };

const four = (first: number, last = first) => ({ family: 4, first, last }) as const;
const nat = (target: 'src' | 'dst', more: Partial<Nat> = {}): Nat => ({ kind: 'nat', target, ...more });
const text = (address: readonly number[]) => address.map((word) => word.toString(16)).join(':');

/** Who sends answers to whom, as the tracker would see them; `none` when every choice is taken. */
function answers(original: Tuple, request: Nat | undefined, isTaken: (reply: Tuple) => boolean = () => false): string {
  const reply = chooseReply(original, request, isTaken, () => 0);
  if (reply === undefined) return 'none';
  const { source, sourcePort, destination, destinationPort } = reply;
  return `${text(source)} ${sourcePort} > ${text(destination)} ${destinationPort}`;
}

test.each<[string, Tuple, Nat | undefined, string]>([
  ['no translation', udp, undefined, 'a000002 53 > a000001 1000'],
  ['nat without a target', udp, { kind: 'nat' }, 'a000002 53 > a000001 1000'],
  ['another source', udp, nat('src', { addresses: four(0x0a090909) }), 'a000002 53 > a090909 1000'],
  [
    'another source and port',
    udp,
    nat('src', { addresses: four(9), ports: { first: 5, last: 5 } }),
    'a000002 53 > 9 5',
  ],
  ['a port that is in the range', udp, nat('src', { ports: { first: 900, last: 1100 } }), 'a000002 53 > a000001 1000'],
  ['another destination', udp, nat('dst', { addresses: four(9) }), '9 53 > a000001 1000'],
  [
    'another destination and port',
    udp,
    nat('dst', { addresses: four(9), ports: { first: 8, last: 8 } }),
    '9 8 > a000001 1000',
  ],
  ['the address 0.0.0.0', udp, nat('src', { addresses: four(0) }), 'a000002 53 > a000001 1000'],
  ['a ping', icmp, nat('src', { addresses: four(9), ports: { first: 5, last: 5 } }), 'a000002 7 > 9 7'],
  [
    'a protocol without ports',
    gre,
    nat('src', { addresses: four(9), ports: { first: 5, last: 5 } }),
    'a000002 0 > 9 0',
  ],
  [
    'an IPv6 source',
    { ...udp, family: 6, source: [1, 0, 0, 1], destination: [1, 0, 0, 2] },
    nat('src', { addresses: { family: 6, first: 0xfd00_0000n << 96n, last: 0xfd00_0000n << 96n } }),
    '1:0:0:2 53 > fd000000:0:0:0 1000',
  ],
])('%s', (_, original, request, expected) => {
  expect(answers(original, request)).toBe(expected);
});

test('a port that is taken makes way for the next from 1024 on; a destination keeps its port', () => {
  const isTaken = ({ destinationPort }: Tuple) => destinationPort === 1000 || destinationPort === 1024;
  expect(answers(udp, nat('src', { addresses: four(9) }), isTaken)).toBe('a000002 53 > 9 1025');
  expect(answers(udp, nat('dst', { addresses: four(9) }), ({ source }) => source[0] === 9)).toBe('none');
  expect(answers(icmp, nat('src', { addresses: four(9) }), isTaken)).toBe('a000002 7 > 9 7');
  expect(answers(udp, undefined, () => true)).toBe('none');
});

test('as many connections as there are addresses and ports get one each, and no more', () => {
  const range = fc.record({
    addresses: fc.integer({ min: 1, max: 5 }),
    ports: fc.integer({ min: 1, max: 9 }),
    choice: fc.constantFrom('hash' as const, 'random' as const),
    target: fc.constantFrom('src' as const, 'dst' as const),
    start: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });
  fc.assert(
    fc.property(range, ({ addresses, ports, choice, target, start }) => {
      const request = nat(target, {
        addresses: four(100, 100 + addresses - 1),
        ports: { first: 60_000, last: 60_000 + ports - 1 },
        choice,
      });
      const taken = new Set<string>();
      const isTaken = (reply: Tuple) => taken.has(tupleKey(1, reply));
      const clients = target === 'src' ? addresses * ports : 1;
      // Of the same server, by clients that differ only in what is translated.
      for (let i = 0; i < clients; i++) {
        const original = { ...udp, sourcePort: 2000 + i };
        const reply = chooseReply(original, request, isTaken, () => start);
        expect(reply).toBeDefined();
        if (reply === undefined) return;
        const { source, destination } = reverse(reply);
        const [translated, kept] = target === 'src' ? [source, destination] : [destination, source];
        expect(translated[0]).toBeGreaterThanOrEqual(100);
        expect(translated[0]).toBeLessThan(100 + addresses);
        expect(kept).toEqual(target === 'src' ? udp.destination : udp.source);
        expect(isTaken(reply)).toBe(false);
        taken.add(tupleKey(1, reply));
      }
      if (target === 'src') expect(answers({ ...udp, sourcePort: 9 }, request, isTaken)).toBe('none');
    }),
  );
});

test('of a range of IPv6 addresses each is taken in its turn, from a place of chance on where that is asked for', () => {
  const first = 0xfd00_0000n << 96n;
  const original: Tuple = { ...udp, family: 6, source: [1, 0, 0, 1], destination: [1, 0, 0, 2] };
  const request = nat('src', {
    addresses: { family: 6, first, last: first + 2n },
    ports: { first: 9, last: 9 },
    choice: 'random',
  });
  const taken: string[] = [];
  for (let i = 0; i < 4; i++) {
    const reply = chooseReply(
      original,
      request,
      ({ destination }) => taken.includes(text(destination)),
      () => 0.5,
    );
    taken.push(reply === undefined ? 'none' : text(reply.destination));
  }
  expect(taken).toEqual(['fd000000:0:0:1', 'fd000000:0:0:2', 'fd000000:0:0:0', 'none']);
});
