import { expect, test } from '@jest/globals';
import { addressesOf, groupMac, isWithin, nextHopMac } from './addresses.js';
import { randomNetwork } from './fixture/random-network.js';
import { readNetwork } from './network.js';

const { ports } = readNetwork(randomNetwork(() => 0));
const port = (name: string) => ports.get(name)!;

test('addresses are read with the length of their network', () => {
  expect(addressesOf(port('r-a'))).toEqual({
    mac: '00:00:00:00:03:01',
    ips: [
      { family: 4, text: '10.0.1.254', prefix: 24 },
      { family: 6, text: 'fd01::fe', prefix: 64 },
    ],
  });
  expect(addressesOf(port('a-r'))).toBeUndefined();
});

test('the next hop is the port itself on the same switch, else the router', () => {
  const a1 = port('a1');
  expect([
    nextHopMac(a1, '10.0.1.1', port('a2')),
    nextHopMac(a1, '10.0.1.1', port('b1')),
    nextHopMac(a1, '10.0.1.1', undefined),
  ]).toEqual(['00:00:00:00:01:02', '00:00:00:00:03:01', '00:00:00:00:03:01']);
});

test.each([
  ['10.0.1.5', '10.0.1.254', 24, true],
  ['10.0.2.5', '10.0.1.254', 24, false],
  ['fd01::5', 'fd01::', 64, true],
  ['fd02::5', 'fd01::', 64, false],
  ['10.0.1.5', 'fd01::', 0, false],
])('%s in %s/%i: %s', (address, network, prefix, expected) => {
  expect(isWithin(address, network, prefix)).toBe(expected);
});

test('groups have MACs of their own, hosts have not', () => {
  expect(
    ['224.0.0.1', '239.129.2.3', '255.255.255.255', 'ff02::1:ff00:7', '10.0.0.255', 'fd00::1'].map(groupMac),
  ).toEqual(['01:00:5e:00:00:01', '01:00:5e:01:02:03', 'ff:ff:ff:ff:ff:ff', '33:33:ff:00:00:07', undefined, undefined]);
});
