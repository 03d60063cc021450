import { expect, test } from '@jest/globals';
import { parseDestination } from './balancing-destination.js';

test.each([
  ['10.0.0.1', { family: 4, address: '10.0.0.1' }],
  ['10.0.0.1:', { family: 4, address: '10.0.0.1' }],
  ['10.0.0.1:80', { family: 4, address: '10.0.0.1', port: 80 }],
  ['fd00::1', { family: 6, address: 'fd00::1' }],
  ['[fd00::1]', { family: 6, address: 'fd00::1' }],
  ['[fd00::1]:80', { family: 6, address: 'fd00::1', port: 80 }],
  ['10.0.0.1:99999', { said: '10.0.0.1:99999: bad port number "99999"' }],
  ['10.0.0.1:x', { said: '10.0.0.1:x: bad port number "x"' }],
  ['[::1]:99999', { said: '[::1]:99999: bad port number "99999"' }],
  ['foo:80', { said: 'foo:80: bad IP address "foo"' }],
  ['1.2.3', { said: '1.2.3: bad IP address "1.2.3"' }],
  ['', { said: ': bad IP address ""' }],
  ['10.0.0.1:80:80', { said: undefined }],
  ['[::1]x', { said: undefined }],
])('"%s" is read as ovn-trace reads it', (text, expected) => {
  expect(parseDestination(text)).toEqual(expected);
});
