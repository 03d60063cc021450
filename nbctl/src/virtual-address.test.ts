import { expect, test } from '@jest/globals';
import { endpointText, parseEndpoint } from './virtual-address.js';

/** An endpoint in canonical form; or what the log says is wrong. */
function read(text: string): string {
  const parsed = parseEndpoint(text);
  return 'problem' in parsed ? `! ${parsed.problem ?? ''}` : endpointText(parsed);
}

test.each([
  // As ovn-nbctl lb-add takes them.
  ['10.0.0.1', '10.0.0.1'],
  ['10.0.0.1:80', '10.0.0.1:80'],
  ['[10.0.0.1]:80', '10.0.0.1:80'],
  ['fd00::1', 'fd00::1'],
  ['[fd00::1]', 'fd00::1'],
  ['[fd00::1]:80', '[fd00::1]:80'],
  ['[fd00::1]:', 'fd00::1'],
  ['[fd00::1:80', 'fd00::1:80'],
  ['[fd00::1', 'fd00::1'],
  ['[1.2.3.4', '1.2.3.4'],
  ['fd00::1]:80', '! '],
  ['[fd00::1]80', '! '],
  ['[fd00::1:x', '! '],
  ['[1.2.3.4:80', '! '],
  ['[fd00', '! bad IP address "fd00"'],
  ['[', '! bad IP address ""'],
  [']', '! bad IP address "]"'],
  ['x', '! bad IP address "x"'],
  ['1.2.3.4:x', '! bad port number "x"'],
  ['[fd00::1]:99999', '! bad port number "99999"'],
])('%s', (text, wanted) => {
  expect(read(text)).toBe(wanted);
});
