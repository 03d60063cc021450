import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ipv4FromNumber } from '#base';
import { bytes, hex, ip } from './fixture/notation.js';
import { buildIpv4Packet, ipv4PseudoSum, parseIpv4Packet } from './ipv4.js';

/** IGMP with the router alert option, in CS6: header checksum as tshark has it. */
const WITH_OPTION = '46c0 0020 1234 0000 0102 27e2 0a000001 e0000001 94040000 1600fafd ef000001';

test('options, class and checksum of a header', () => {
  const packet = parseIpv4Packet(bytes(WITH_OPTION));
  expect(packet).toEqual({
    dscp: 48,
    ecn: 0,
    id: 0x1234,
    dontFragment: false,
    moreFragments: false,
    fragmentOffset: 0,
    ttl: 1,
    protocol: 2,
    source: '10.0.0.1',
    destination: '224.0.0.1',
    options: bytes('94040000'),
    payload: bytes('1600fafd ef000001'),
  });
  expect(hex(buildIpv4Packet(packet))).toBe(hex(bytes(WITH_OPTION)));
});

test('what is left out of a draft: TTL 64, all else zero', () => {
  const draft = { protocol: 17, source: ip('192.168.0.1'), destination: ip('192.168.0.199'), payload: bytes('00') };
  expect(hex(buildIpv4Packet(draft))).toBe('4500001500000000' + '4011f8bf' + 'c0a80001c0a800c7' + '00');
});

test('fragments: the offset counts eights, and padding of the link is no payload', () => {
  const packet = parseIpv4Packet(bytes('4502 0018 0007 2003 4011 0000 0a000001 0a000002 01020304 0000'), 'no-checksum');
  expect(packet).toMatchObject({ ecn: 2, moreFragments: true, dontFragment: false, fragmentOffset: 3 });
  expect(hex(packet.payload)).toBe('01020304');
});

test('headers that contradict themselves are refused', () => {
  const refused = [
    ['6500 0014 0000 0000 4000 0000 00000000 00000000', 'ipv4: version 6'],
    ['4400 0014 0000 0000 4000 0000 00000000 00000000', 'ipv4: header of 16 bytes'],
    ['4500 0013 0000 0000 4000 0000 00000000 00000000', 'ipv4: total length 19, 20 bytes there'],
    ['4500 0015 0000 0000 4000 0000 00000000 00000000', 'ipv4: total length 21, 20 bytes there'],
    ['4600 0014 0000 0000 4000 0000 00000000 00000000', 'ipv4: total length 20, 20 bytes there'],
    [WITH_OPTION.replace('27e2', '27e3'), 'ipv4: wrong header checksum'],
    ['4500', 'message ends early: 2 bytes wanted, 0 left'],
  ] as const;
  for (const [text, message] of refused) expect(() => parseIpv4Packet(bytes(text))).toThrow(message);
});

test('what is built reads back', () => {
  const address = fc.integer({ min: 0, max: 0xffffffff }).map(ipv4FromNumber);
  const packets = fc.record({
    dscp: fc.integer({ min: 0, max: 63 }),
    ecn: fc.integer({ min: 0, max: 3 }),
    id: fc.integer({ min: 0, max: 0xffff }),
    dontFragment: fc.boolean(),
    moreFragments: fc.boolean(),
    fragmentOffset: fc.integer({ min: 0, max: 0x1fff }),
    ttl: fc.integer({ min: 0, max: 255 }),
    protocol: fc.integer({ min: 0, max: 255 }),
    source: address,
    destination: address,
    options: fc.integer({ min: 0, max: 10 }).map((words) => new Uint8Array(words * 4)),
    payload: fc.uint8Array({ maxLength: 40 }),
  });
  fc.assert(fc.property(packets, (packet) => expect(parseIpv4Packet(buildIpv4Packet(packet))).toEqual(packet)));
});

test('the sum of the pseudo header', () => {
  expect(ipv4PseudoSum(ip('10.0.0.1'), ip('10.0.0.2'), 17, 12)).toBe(0x0a00 + 1 + 0x0a00 + 2 + 17 + 12);
});
