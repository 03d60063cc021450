import { expect, test } from '@jest/globals';
import { unescapeString } from './escapes.js';

test('escapes of JSON', () => {
  expect(unescapeString('a\\"\\\\\\/\\b\\f\\n\\r\\t')).toBe('a"\\/\b\f\n\r\t');
  expect(unescapeString('\\u0041\\u00e9\\ud83d\\ude00')).toBe('A\u00e9\u{1f600}');
  expect(unescapeString('\\u0041'.repeat(10_000))).toBe('A'.repeat(10_000));
});

test.each([
  ['\\q', 'bad escape \\q'],
  ['\\', 'bad escape \\'],
  ['\\u12', 'quoted string ends within \\u escape'],
  ['\\u12g4', 'malformed \\u escape'],
  ['\\u0000', 'null bytes not supported in quoted strings'],
  ['\\ud83d', 'malformed escaped surrogate pair'],
  ['\\ude00', 'malformed escaped surrogate pair'],
  ['\\ud83d\\u0041', 'malformed escaped surrogate pair'],
])('%s', (raw, message) => {
  expect(() => unescapeString(raw)).toThrow(message);
});
