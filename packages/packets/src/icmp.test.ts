import { expect, test } from '@jest/globals';
import { bytes, hex, ip6 } from './fixture/notation.js';
import { buildIcmp, parseIcmp } from './icmp.js';
import { ipv6PseudoSum } from './ipv6.js';

const echo = { type: 8, code: 0, rest: 0x00010002, payload: bytes('61626364') };
const echo6 = { ...echo, type: 128 };
const over6 = (length: number) => ipv6PseudoSum(ip6('fd00::1'), ip6('fd00::2'), 58, length);

test('echo requests of both versions, with the checksums of tshark', () => {
  expect([hex(buildIcmp(echo)), hex(buildIcmp(echo6, over6))]).toEqual([
    '080033360001000261626364',
    '8000c0ea0001000261626364',
  ]);
  expect(parseIcmp(bytes('080033360001000261626364'))).toEqual(echo);
  expect(parseIcmp(bytes('8000c0ea0001000261626364'), over6(12))).toEqual(echo6);
});

test('a wrong checksum is refused unless nobody asks', () => {
  const wrong = bytes('080033370001000261626364');
  expect(() => parseIcmp(wrong)).toThrow('icmp: wrong checksum');
  expect(() => parseIcmp(bytes('8000c0ea0001000261626364'))).toThrow('icmp: wrong checksum');
  expect(parseIcmp(wrong, 'unchecked')).toEqual(echo);
  expect(() => parseIcmp(bytes('08003336'))).toThrow('message ends early: 4 bytes wanted, 0 left');
});
