import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytes, hex, ip, ip6 } from './fixture/notation.js';
import { ipv4PseudoSum } from './ipv4.js';
import { ipv6PseudoSum } from './ipv6.js';
import { buildUdp, parseUdp } from './udp.js';

const over4 = (length: number) => ipv4PseudoSum(ip('10.0.0.1'), ip('10.0.0.2'), 17, length);
const over6 = (length: number) => ipv6PseudoSum(ip6('fd00::1'), ip6('fd00::2'), 17, length);
const hell = { sourcePort: 12345, destinationPort: 53, payload: bytes('68656c6c') };

test('checksums over IPv4 and IPv6 as tshark computes them, and none', () => {
  expect([over4, over6, undefined].map((sum) => hex(buildUdp(hell, sum)))).toEqual([
    '30390035000ce69368656c6c',
    '30390035000c009268656c6c',
    '30390035000c000068656c6c',
  ]);
});

test('a checksum of zero is sent as ones: zero means none (RFC 768)', () => {
  const nobody = (length: number) => ipv4PseudoSum(ip('0.0.0.0'), ip('0.0.0.0'), 17, length);
  const datagram = { sourcePort: 1, destinationPort: 2, payload: bytes('ffd7') };
  expect(hex(buildUdp(datagram, nobody))).toBe('00010002000affffffd7');
  expect(parseUdp(bytes('00010002000affffffd7'), nobody)).toEqual(datagram);
});

test('what is behind the length is padding; other faults are refused', () => {
  expect(parseUdp(bytes('30390035000ce69368656c6c0000'), over4)).toEqual(hell);
  expect(parseUdp(bytes('30390035000c000068656c6c'), over4)).toEqual(hell);
  const refused = [
    ['30390035000ce69468656c6c', 'udp: wrong checksum'],
    ['303900350007e693', 'udp: length 7'],
    ['30390035000de69368656c6c', 'udp: length 13'],
    ['303900', 'message ends early: 2 bytes wanted, 1 left'],
  ] as const;
  for (const [text, message] of refused) expect(() => parseUdp(bytes(text), over4)).toThrow(message);
});

test('what is built reads back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (payload) => {
      const datagram = { sourcePort: 65535, destinationPort: 0, payload };
      expect(parseUdp(buildUdp(datagram, over6), over6)).toEqual(datagram);
    }),
  );
});
