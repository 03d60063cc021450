/** What ovn-northd 23.03.1 takes from Logical_Switch_Port.addresses and Logical_Router_Port.networks. */
import { expect, test } from '@jest/globals';
import { parseIpv4Cidr, parseIpv6Cidr, readCidrs, readStation } from './cidr.js';

test.each([
  ['10.0.0.1 10.0.0.2', '10.0.0.1/32 10.0.0.2/32'],
  ['10.0.0.1/24\tfd00::1/64 10.0.0.2', '10.0.0.1/24 10.0.0.2/32 fd00::1/64'],
  // Where an address ends, the next may begin; anything else ends the list.
  ['10.0.0.1/24fd00::1', '10.0.0.1/24 fd00::1/128'],
  ['10.0.0.1, 10.0.0.2', '10.0.0.1/32'],
  ['10.0.0.1x 10.0.0.2', '10.0.0.1/32'],
  ['10.0.0.1 - 10.0.0.2', '10.0.0.1/32'],
  ['10.0.0.1 /24 10.0.0.2', '10.0.0.1/32'],
  ['10.0.0.1/0x18 10.0.0.2', '10.0.0.1/0'],
  ['1.2.3.4.5 10.0.0.1', '1.2.3.4/32'],
  ['fd00::1x fd00::2', 'fd00::1/128'],
  ['fd00::1/64,fd00::2', 'fd00::1/64'],
  // Numbers as C reads them, and netmasks.
  ['010.0.0.1 10.0.0.2', '10.0.0.1/32 10.0.0.2/32'],
  ['10.0.0.1/ 24 10.0.0.2/+8', '10.0.0.1/24 10.0.0.2/8'],
  ['10.0.0.1/255.255.0.0 10.0.0.2/0.0.0.0', '10.0.0.1/16 10.0.0.2/0'],
  ['fd00::1/ffff:: fd00::1.2.3.4', 'fd00::1/16 fd00::102:304/128'],
  ['fd00::1/64:: fd00::2', 'fd00::1/64 ::/128 fd00::2/128'],
  // An address with a length that is none is no address.
  ['10.0.0.1/33 10.0.0.2', ''],
  ['10.0.0.1/-1 10.0.0.2', ''],
  ['10.0.0.1/ 10.0.0.2', ''],
  ['10.0.0.1/255.255.0 10.0.0.2', ''],
  ['10.0.0.1/255.0.255.0 10.0.0.2', ''],
  ['fd00::1/129 fd00::2', ''],
  ['fd00::1/ffff fd00::2', ''],
  ['fd00::1/ff0f:: 10.0.0.1', ''],
  ['fd00::1/ fd00::2', 'fd00::1/128'],
  ['1::2::3 10.0.0.1', ''],
  ['1.2.3 10.0.0.1', ''],
  ['10.0.0.256 10.0.0.1', ''],
  ['', ''],
])('the addresses of "%s" are "%s"', (text, addresses) => {
  const { ipv4, ipv6 } = readCidrs(text);
  expect([...ipv4, ...ipv6].map(({ address, prefix }) => `${address}/${prefix}`).join(' ')).toBe(addresses);
});

test.each([
  ['0a:00:00:00:00:01', '0a:00:00:00:00:01'],
  [' 0A:0:0:0:0:1\t10.0.0.1', '0a:00:00:00:00:01 10.0.0.1'],
  ['0a:00:00:00:00:01,10.0.0.1', '0a:00:00:00:00:01'],
  ['0a:00:00:00:00:01x 10.0.0.1', '0a:00:00:00:00:01'],
  ['0a:00:00:00:00:0110.0.0.1', undefined],
  ['0a:00:00:00:00 10.0.0.1', undefined],
  ['unknown', undefined],
  ['', undefined],
])('the station of "%s" is "%s"', (text, station) => {
  const read = readStation(text);
  expect(read && [read.mac, ...read.ipv4.map(({ address }) => address)].join(' ')).toBe(station);
});

test('a text that is to be one address, whole', () => {
  const cidr = (text: string) => {
    const { address, prefix } = parseIpv4Cidr(text) ?? parseIpv6Cidr(text) ?? {};
    return address && `${address}/${prefix}`;
  };
  const texts = ['10.0.0.1', '10.0.0.1/24', ' 010.0.0.1/ 24', '10.0.0.1/255.255.0.0', 'fd00::1', 'FD00:0::1/+64'];
  expect(texts.map(cidr)).toEqual([
    '10.0.0.1/32',
    '10.0.0.1/24',
    '10.0.0.1/24',
    '10.0.0.1/16',
    'fd00::1/128',
    'fd00::1/64',
  ]);
  const others = [
    '',
    '10.0.0.1/24 ',
    '10.0.0.1/24x',
    '10.0.0.1/24 10.0.1.1/24',
    '10.0.0.1,',
    'fd00::1/64x',
    '10.0.0.1/',
  ];
  expect(others.map(cidr)).toEqual(others.map(() => undefined));
});
