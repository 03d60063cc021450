import { expect, test } from '@jest/globals';
import { parseIpv4 } from '#base';
import { isInSubnet4, readMachineOptions } from './machine-options.js';

const read = (...pairs: readonly (readonly [string, string])[]) => readMachineOptions(new Map(pairs));

test('all options, and what goes without saying', () => {
  expect(
    read(
      ['ip', '10.0.0.5/24'],
      ['gateway', '10.0.0.1'],
      ['ip6', 'fd00:0::5/64'],
      ['gateway6', 'fd00::1'],
      ['mac', '2:0:0:0:0:5'],
      ['mtu', '1500'],
      ['echo', '7,80'],
    ),
  ).toEqual({
    mac: '02:00:00:00:00:05',
    ip: { address: '10.0.0.5', prefix: 24 },
    gateway: '10.0.0.1',
    ip6: { address: 'fd00::5', prefix: 64 },
    gateway6: 'fd00::1',
    mtu: 1500,
    echoPorts: new Set([7, 80]),
  });
  const none = { mac: undefined, gateway: undefined, ip6: undefined, gateway6: undefined };
  expect(read(['ip', 'dhcp'])).toEqual({ ...none, ip: 'dhcp', mtu: 1442, echoPorts: new Set([7]) });
  expect(read(['ip', '10.0.0.5'], ['ip6', 'fd00::5'])).toMatchObject({ ip: { prefix: 32 }, ip6: { prefix: 128 } });
});

test('what is malformed is named', () => {
  const refused: readonly (readonly [name: string, value: string])[] = [
    ['ip', '10.0.0.5/33'],
    ['ip', '10.0.0/24'],
    ['ip', '10.0.0.5/'],
    ['gateway', '10.0.0.1/24'],
    ['ip6', 'fd00::5/129'],
    ['ip6', '10.0.0.5'],
    ['gateway6', 'x'],
    ['mac', '02-00-00-00-00-05'],
    ['mtu', '67'],
    ['mtu', '65536'],
    ['mtu', 'big'],
    ['echo', '65536'],
    ['echo', '7,x'],
  ];
  for (const [name, value] of refused) {
    expect(read([name, value])).toEqual({ problem: `options:${name}: "${value}" is malformed` });
  }
  expect(read(['speed', '1'])).toEqual({ problem: 'unknown option "speed" of a simulated machine' });
});

test('the addresses of a subnet', () => {
  const address = (text: string) => parseIpv4(text)!;
  const inside = (prefix: number, text: string) => isInSubnet4({ address: address('10.0.0.5'), prefix }, address(text));
  expect([inside(24, '10.0.0.200'), inside(24, '10.0.1.5'), inside(32, '10.0.0.5'), inside(32, '10.0.0.4')]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(inside(0, '200.1.1.1')).toBe(true);
});
