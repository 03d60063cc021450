import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  compareNatural,
  ipv4FromNumber,
  ipv4Mask,
  ipv4MaskToPrefix,
  ipv4ToNumber,
  ipv6FromBigInt,
  ipv6Mask,
  ipv6MaskToPrefix,
  ipv6ToBigInt,
  macFromNumber,
  macToNumber,
  parseIpv4,
  parseIpv6,
  parseMac,
} from './index.js';

test('what parses, and its canonical form', () => {
  const table = [
    [parseMac, '40:44:0:0:0:1', '40:44:00:00:00:01'],
    [parseMac, 'AA:bb:cc:dd:ee:ff', 'aa:bb:cc:dd:ee:ff'],
    [parseMac, 'zz:00', undefined],
    [parseIpv4, '192.168.0.11', '192.168.0.11'],
    [parseIpv4, '192.168.0', undefined],
    [parseIpv4, '192.168.0.011', undefined],
    [parseIpv4, '192.168.0.256', undefined],
    [parseIpv4, '1.2.3.4.5', undefined],
    [parseIpv6, 'FE80:0:0:0:4244:ff:fe00:1', 'fe80::4244:ff:fe00:1'],
    [parseIpv6, '::', '::'],
    [parseIpv6, '::1', '::1'],
    [parseIpv6, '1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    [parseIpv6, '::ffff:10.0.0.1', '::ffff:10.0.0.1'],
    [parseIpv6, '1:2:3:4:5:6:7:8:9', undefined],
    [parseIpv6, '1::2::3', undefined],
  ] as const;
  expect(table.map(([parse, text]) => [text, parse(text)])).toEqual(table.map(([, text, wanted]) => [text, wanted]));
});

test('numbers and texts are two forms of one address', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 0xffffffff }), (n) => ipv4ToNumber(ipv4FromNumber(n)) === n));
  fc.assert(fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), (n) => ipv6ToBigInt(ipv6FromBigInt(n)) === n));
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (n) => macToNumber(macFromNumber(n)) === n));
  for (let prefix = 0; prefix <= 32; prefix++) expect(ipv4MaskToPrefix(ipv4Mask(prefix))).toBe(prefix);
  for (let prefix = 0; prefix <= 128; prefix++) expect(ipv6MaskToPrefix(ipv6Mask(prefix))).toBe(prefix);
  expect(ipv4MaskToPrefix(0xff00ff00)).toBeUndefined();
});

test('natural order counts', () => {
  expect(['vm10', 'vm2', 'a', 'vm1', 'vm02'].sort(compareNatural)).toEqual(['a', 'vm1', 'vm02', 'vm2', 'vm10']);
});

test('natural order is an order', () => {
  const names = fc.string({ unit: fc.constantFrom('a', 'b', '-', '0', '1', '2', '10') });
  fc.assert(fc.property(names, names, (a, b) => Math.sign(compareNatural(a, b)) === -Math.sign(compareNatural(b, a))));
  fc.assert(
    fc.property(
      names,
      names,
      names,
      (a, b, c) => !(compareNatural(a, b) < 0 && compareNatural(b, c) < 0) || compareNatural(a, c) < 0,
    ),
  );
  fc.assert(fc.property(names, names, (a, b) => (compareNatural(a, b) === 0) === (a === b)));
});
