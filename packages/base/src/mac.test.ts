import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isMulticastMac, type Mac, macFromBytes, macFromNumber, macToBytes, macToNumber, parseMac } from './mac.js';

const anyMac = fc.integer({ min: 0, max: 2 ** 48 - 1 }).map(macFromNumber);

test('what is an Ethernet address, and its one form', () => {
  const table: readonly (readonly [text: string, wanted: string | undefined])[] = [
    ['40:44:00:00:00:01', '40:44:00:00:00:01'],
    ['40:44:0:0:0:1', '40:44:00:00:00:01'],
    ['AA:bb:cc:DD:ee:ff', 'aa:bb:cc:dd:ee:ff'],
    ['A:B:C:D:E:F', '0a:0b:0c:0d:0e:0f'],
    ['001:2:3:4:5:6', undefined],
    ['1:2:3:4:5', undefined],
    ['1:2:3:4:5:6:7', undefined],
    ['01-02-03-04-05-06', undefined],
    ['010203040506', undefined],
    ['g0:00:00:00:00:00', undefined],
    [' 40:44:00:00:00:01', undefined],
    ['40:44:00:00:00:01\n', undefined],
    ['', undefined],
  ];
  expect(table.map(([text]) => [text, parseMac(text)])).toEqual(table);
});

test('text, bytes and number are forms of one address', () => {
  const address = '40:44:00:00:00:ff' as Mac;
  expect([...macToBytes(address)]).toEqual([0x40, 0x44, 0, 0, 0, 0xff]);
  expect(macToNumber(address)).toBe(0x4044000000ff);
  expect(macFromBytes(new Uint8Array([9, 9, 0x40, 0x44, 0, 0, 0, 0xff, 9]), 2)).toBe(address);
  expect([macFromNumber(0), macFromNumber(2 ** 48 - 1)]).toEqual(['00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff']);
  fc.assert(
    fc.property(anyMac, (mac) => {
      expect([parseMac(mac), macFromBytes(macToBytes(mac)), macFromNumber(macToNumber(mac))]).toEqual([mac, mac, mac]);
    }),
  );
});

test('group addresses have the lowest bit of the first byte set (IEEE 802)', () => {
  const kinds = [
    '01:00:5e:00:00:01',
    '33:33:00:00:00:01',
    'ff:ff:ff:ff:ff:ff',
    '02:00:00:00:00:01',
    'fe:ff:ff:ff:ff:ff',
  ];
  expect(kinds.map((text) => isMulticastMac(text as Mac))).toEqual([true, true, true, false, false]);
});
