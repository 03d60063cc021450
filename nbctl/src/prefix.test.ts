import { expect, test } from '@jest/globals';
import { normalAddress, normalPrefix, parsePrefix } from './prefix.js';
import { endpointText, parseEndpoint } from './virtual-address.js';

test('prefixes as routes and NATs store them', () => {
  const table: readonly (readonly [text: string, normal: string | undefined])[] = [
    ['10.1.2.3/16', '10.1.0.0/16'],
    ['10.1.2.3/255.255.0.0', '10.1.0.0/16'],
    ['10.1.2.3', '10.1.2.3'],
    ['10.1.2.3/32', '10.1.2.3'],
    ['200.1.2.3/0', '0.0.0.0/0'],
    ['FD00:0::1/64', 'fd00::/64'],
    ['fd00::1', 'fd00::1'],
    ['fd00::1/128', 'fd00::1'],
    ['::1/0', '::/0'],
    ['10.1.2.3/33', undefined],
    ['10.1.2.3/255.0.255.0', undefined],
    ['10.1.2.3/', undefined],
    ['10.1.2.3/-1', undefined],
    ['10.1.2/8', undefined],
    ['fd00::1/129', undefined],
    ['fd00::1/ffff::', undefined],
    ['', undefined],
  ];
  expect(table.map(([text]) => [text, normalPrefix(text)])).toEqual(table);
  expect(parsePrefix('10.1.2.3/16')).toEqual({ version: 4, address: '10.1.2.3', length: 16 });
  expect(['10.0.0.1', 'FD00::1', '10.0.0.1/24', 'x'].map(normalAddress)).toEqual([
    '10.0.0.1',
    'fd00::1',
    undefined,
    undefined,
  ]);
});

test('virtual addresses of load balancers, read and written', () => {
  const table: readonly (readonly [text: string, canonical: string])[] = [
    ['10.0.0.1', '10.0.0.1'],
    ['10.0.0.1:80', '10.0.0.1:80'],
    ['FD00::1', 'fd00::1'],
    ['[FD00::1]:80', '[fd00::1]:80'],
    ['[fd00::1]', 'fd00::1'],
    ['10.0.0.1:0', '10.0.0.1'],
    ['10.0.0:80', 'bad IP address "10.0.0"'],
    ['10.0.0.1:http', 'bad port number "http"'],
    ['10.0.0.1:', '10.0.0.1'],
  ];
  const found = table.map(([text]) => {
    const read = parseEndpoint(text);
    return [text, 'problem' in read ? read.problem : endpointText(read)];
  });
  expect(found).toEqual(table);
});
