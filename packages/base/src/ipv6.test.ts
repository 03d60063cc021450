import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Ipv6,
  ipv6FromBigInt,
  ipv6FromBytes,
  ipv6Mask,
  ipv6MaskToPrefix,
  ipv6ToBigInt,
  ipv6ToBytes,
  parseIpv6,
} from './ipv6.js';

/** What inet_pton of the C library takes, and what its inet_ntop makes of it. */
const texts: readonly (readonly [text: string, canonical: string | undefined])[] = [
  ['::', '::'],
  ['::1', '::1'],
  ['FE80:0:0:0:4244:ff:fe00:1', 'fe80::4244:ff:fe00:1'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  // The longest run of zeros is shortened, the first of equals, never a single group (RFC 5952 4.2).
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['1:0:0:2:3:0:0:4', '1::2:3:0:0:4'],
  ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8'],
  ['0:0:1::', '0:0:1::'],
  // A dotted tail, read anywhere, printed for IPv4-compatible and IPv4-mapped addresses.
  ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
  ['::10.0.0.1', '::10.0.0.1'],
  ['::1:2', '::0.1.0.2'],
  ['::ffff:0:1', '::ffff:0.0.0.1'],
  ['::fffe:1:2', '::fffe:1:2'],
  ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
  ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ['1::2:3:4:5:6:7:8', undefined],
  ['1:2:3:4:5:6:7:8:9', undefined],
  ['1:2:3:4:5:6:7', undefined],
  ['1::2::3', undefined],
  [':::', undefined],
  [':1:2:3:4:5:6:7', undefined],
  ['1:2:3:4:5:6:7:', undefined],
  ['::00001', undefined],
  ['::g', undefined],
  ['::1.2.3', undefined],
  ['::256.1.1.1', undefined],
  ['::1.2.3.04', undefined],
  ['::1.2.3.4:5', undefined],
  ['1.2.3.4::', undefined],
  ['fe80::1%eth0', undefined],
  ['fe80::/64', undefined],
  [' ::1', undefined],
  ['1:2:3:4:5:6:7:1.2.3.4', undefined],
  ['::1.2.3.4.5', undefined],
  ['1::2:', undefined],
  ['1:::2', undefined],
  ['', undefined],
];

test('what is an IPv6 address, and its canonical form', () => {
  expect(texts.map(([text]) => [text, parseIpv6(text)])).toEqual(texts);
});

test('text, bytes and number are forms of one address', () => {
  const address = 'fd00::4244:ff:fe00:1' as Ipv6;
  const bytes = new Uint8Array([0xfd, 0, 0, 0, 0, 0, 0, 0, 0x42, 0x44, 0, 0xff, 0xfe, 0, 0, 1]);
  expect(ipv6ToBytes(address)).toEqual(bytes);
  expect(ipv6FromBytes(new Uint8Array([7, ...bytes, 7]), 1)).toBe(address);
  expect(ipv6ToBigInt(address)).toBe(0xfd00_0000_0000_0000_4244_00ff_fe00_0001n);
  // Addresses with groups of zeros are the ones with many texts.
  const group = fc.oneof(fc.constant(0), fc.constant(0xffff), fc.integer({ min: 0, max: 0xffff }));
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
      const value = groups.reduce((sum, each) => (sum << 16n) | BigInt(each), 0n);
      const text = ipv6FromBigInt(value);
      expect([parseIpv6(text), ipv6ToBigInt(text), ipv6FromBytes(ipv6ToBytes(text))]).toEqual([text, value, text]);
      expect(parseIpv6(groups.map((each) => each.toString(16).toUpperCase().padStart(4, '0')).join(':'))).toBe(text);
    }),
  );
  expect(() => ipv6ToBigInt('::g' as Ipv6)).toThrow('not an IPv6 address: ::g');
  expect(() => ipv6ToBytes('1.2.3.4' as Ipv6)).toThrow('not an IPv6 address: 1.2.3.4');
});

test('netmasks and prefix lengths', () => {
  expect([0, 1, 64, 128].map((prefix) => ipv6FromBigInt(ipv6Mask(prefix)))).toEqual([
    '::',
    '8000::',
    'ffff:ffff:ffff:ffff::',
    'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  ]);
  for (let prefix = 0; prefix <= 128; prefix++) expect(ipv6MaskToPrefix(ipv6Mask(prefix))).toBe(prefix);
  expect([1n, ipv6Mask(64) ^ 1n, ipv6Mask(128) >> 1n].map(ipv6MaskToPrefix)).toEqual(new Array(3).fill(undefined));
});
