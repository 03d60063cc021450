import { expect, test } from '@jest/globals';
import { parseIpv6, parseMac, solicitedNode } from '#base';
import {
  contains,
  isLinkLocal,
  linkLocalInterface,
  multicastMac,
  networkText,
  parseIpv4Interface,
  parseIpv6Interface,
  parseStationAddress,
} from './network-address.js';

test('a station address is a MAC and the addresses behind it, up to the first part that is none', () => {
  const read = (text: string) => {
    const station = parseStationAddress(text);
    if (station === undefined) return undefined;
    return [station.mac, ...station.ipv4.map(networkText), ...station.ipv6.map(networkText)].join(' ');
  };
  expect([
    read('0a:00:00:00:00:01'),
    read(' 0A:0:0:0:0:1  10.0.0.1 fd00::1'),
    read('0a:00:00:00:00:01 10.0.0.1/24 nonsense 10.0.0.2'),
    read('10.0.0.1'),
    read(''),
  ]).toEqual([
    '0a:00:00:00:00:01',
    '0a:00:00:00:00:01 10.0.0.1/32 fd00::1/128',
    '0a:00:00:00:00:01 10.0.0.0/24',
    undefined,
    undefined,
  ]);
});

test('an interface knows its network', () => {
  expect(parseIpv4Interface('20.0.1.1/16')).toEqual({
    address: '20.0.1.1',
    prefix: 16,
    network: '20.0.0.0',
    broadcast: '20.0.255.255',
  });
  expect(parseIpv4Interface('0.0.0.0/0')?.broadcast).toBe('255.255.255.255');
  expect(parseIpv6Interface('FD00:0::1:2/64')).toEqual({
    address: 'fd00::1:2',
    prefix: 64,
    network: 'fd00::',
    solicitedNode: 'ff02::1:ff01:2',
  });
  for (const text of ['10.0.0.1/33', '10.0.0.1/', '10.0.0.1/-1', '10.0.0'])
    expect(parseIpv4Interface(text)).toBeUndefined();
  for (const text of ['fd00::1/129', 'fd00::1/x', '10.0.0.1']) expect(parseIpv6Interface(text)).toBeUndefined();
});

test('addresses that follow from others', () => {
  const address = parseIpv6('fd02::1234:5678')!;
  expect(solicitedNode(address)).toBe('ff02::1:ff34:5678');
  expect(multicastMac(solicitedNode(address))).toBe('33:33:ff:34:56:78');
  const linkLocal = linkLocalInterface(parseMac('0a:00:00:00:00:01')!);
  expect([linkLocal.address, networkText(linkLocal)]).toEqual(['fe80::800:ff:fe00:1', 'fe80::/64']);
  expect([linkLocal.address, address].map(isLinkLocal)).toEqual([true, false]);
});

test('an address is in a network of its family', () => {
  const four = parseIpv4Interface('10.0.0.1/24')!;
  const six = parseIpv6Interface('fd00::1/64')!;
  expect(['10.0.0.200', '10.0.1.1', 'fd00::1'].map((address) => contains(four, address))).toEqual([true, false, false]);
  expect(['fd00::abcd', 'fd01::1', '10.0.0.1'].map((address) => contains(six, address))).toEqual([true, false, false]);
});
