import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ipv6FromBigInt } from '#base';
import { bytes, hex, ip6 } from './fixture/notation.js';
import { buildIpv6Packet, ipv6PseudoSum, parseIpv6Packet } from './ipv6.js';

const ADDRESSES = 'fe800000000000000000000000000001 fd000000000000000000000000000002';

/** Hop-by-hop and destination options count eights, a fragment header is eight bytes, AH counts fours (RFC 4302). */
const CHAIN = [
  { type: 0, bytes: bytes('3c00 0502 0000 0100') },
  { type: 60, bytes: bytes('2c00 0104 00000000') },
  { type: 44, bytes: bytes('3300 0008 12345678') },
  { type: 51, bytes: bytes('3b02 0000 00000001 00000002 00000000') },
];

test('the header, and a chain of extension headers', () => {
  const wire = `6aa12345 0029 00ff ${ADDRESSES} ${CHAIN.map((each) => hex(each.bytes)).join('')} 07`;
  const packet = parseIpv6Packet(bytes(wire));
  expect(packet).toEqual({
    trafficClass: 0xaa,
    flowLabel: 0x12345,
    hopLimit: 255,
    source: 'fe80::1',
    destination: 'fd00::2',
    extensions: CHAIN,
    protocol: 59,
    payload: bytes('07'),
  });
  expect(hex(buildIpv6Packet(packet))).toBe(hex(bytes(wire)));
});

test('the next-header bytes of a draft are set to form the chain', () => {
  const draft = {
    source: ip6('fe80::1'),
    destination: ip6('fd00::2'),
    extensions: [
      { type: 0, bytes: bytes('ff00 0502 0000 0100') },
      { type: 44, bytes: bytes('ff00 0000 00000001') },
    ],
    protocol: 17,
    payload: bytes('aabb'),
  };
  expect(hex(buildIpv6Packet(draft))).toBe(
    hex(bytes(`60000000 0012 0040 ${ADDRESSES} 2c00050200000100 1100000000000001 aabb`)),
  );
});

test('the payload length is what counts: padding is cut, too little is refused', () => {
  expect(hex(parseIpv6Packet(bytes(`60000000 0001 1140 ${ADDRESSES} aabbcc`)).payload)).toBe('aa');
  const refused = [
    [`40000000 0000 3b40 ${ADDRESSES}`, 'ipv6: version 4'],
    [`60000000 0002 1140 ${ADDRESSES} aa`, 'message ends early: 2 bytes wanted, 1 left'],
    [`60000000 0008 0040 ${ADDRESSES} 3b01 0000 0000 0000`, 'message ends early: 16 bytes wanted, 8 left'],
    [`60000000 0000 2c40 ${ADDRESSES}`, 'message ends early: 8 bytes wanted, 0 left'],
  ] as const;
  for (const [text, message] of refused) expect(() => parseIpv6Packet(bytes(text))).toThrow(message);
});

test('what is built reads back', () => {
  const address = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map(ipv6FromBigInt);
  const packets = fc.record({
    trafficClass: fc.integer({ min: 0, max: 255 }),
    flowLabel: fc.integer({ min: 0, max: 0xfffff }),
    hopLimit: fc.integer({ min: 0, max: 255 }),
    source: address,
    destination: address,
    extensions: fc.constant([]),
    protocol: fc.constantFrom(6, 17, 58, 59, 132),
    payload: fc.uint8Array({ maxLength: 40 }),
  });
  fc.assert(fc.property(packets, (packet) => expect(parseIpv6Packet(buildIpv6Packet(packet))).toEqual(packet)));
});

test('the sum of the pseudo header', () => {
  expect(ipv6PseudoSum(ip6('fd00::1'), ip6('fd00::2'), 58, 32)).toBe(0xfd00 + 1 + 0xfd00 + 2 + 58 + 32);
});
