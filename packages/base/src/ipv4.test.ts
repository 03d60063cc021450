import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Ipv4, ipv4FromNumber, ipv4Mask, ipv4MaskToPrefix, ipv4ToNumber, parseIpv4 } from './ipv4.js';

test('what is an IPv4 address: as inet_pton has it', () => {
  const table: readonly (readonly [text: string, isAddress: boolean])[] = [
    ['192.168.0.11', true],
    ['0.0.0.0', true],
    ['255.255.255.255', true],
    ['192.168.0', false],
    ['1.2.3.4.5', false],
    ['1.2.3.4.', false],
    ['.1.2.3.4', false],
    ['1..2.3', false],
    ['1.2.3.256', false],
    ['1.2.3.999999999999', false],
    ['01.2.3.4', false],
    ['1.2.3.04', false],
    ['00.0.0.0', false],
    ['0x1.2.3.4', false],
    ['+1.2.3.4', false],
    ['1.2.3.-4', false],
    ['1.2.3.4 ', false],
    ['1.2.3.4/24', false],
    ['١.2.3.4', false],
    ['', false],
  ];
  expect(table.map(([text]) => [text, parseIpv4(text)])).toEqual(
    table.map(([text, isAddress]) => [text, isAddress ? text : undefined]),
  );
});

test('numbers and texts are two forms of one address', () => {
  const table: readonly (readonly [text: string, value: number])[] = [
    ['0.0.0.0', 0],
    ['0.0.0.1', 1],
    ['10.0.0.1', 0x0a000001],
    ['128.0.0.0', 0x80000000],
    ['255.255.255.255', 0xffffffff],
  ];
  expect(table.map(([, value]) => ipv4FromNumber(value))).toEqual(table.map(([text]) => text));
  expect(table.map(([text]) => ipv4ToNumber(text as Ipv4))).toEqual(table.map(([, value]) => value));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), (n) => {
      const text = ipv4FromNumber(n);
      expect([parseIpv4(text), ipv4ToNumber(text)]).toEqual([text, n]);
    }),
  );
  expect(() => ipv4ToNumber('10.0.0' as Ipv4)).toThrow('not an IPv4 address: 10.0.0');
});

test('netmasks and prefix lengths', () => {
  expect([0, 1, 8, 24, 31, 32].map(ipv4Mask)).toEqual([0, 0x80000000, 0xff000000, 0xffffff00, 0xfffffffe, 0xffffffff]);
  for (let prefix = 0; prefix <= 32; prefix++) expect(ipv4MaskToPrefix(ipv4Mask(prefix))).toBe(prefix);
  expect([0xff00ff00, 1, 0x7fffffff, 0xfffffffd].map(ipv4MaskToPrefix)).toEqual(new Array(4).fill(undefined));
});
