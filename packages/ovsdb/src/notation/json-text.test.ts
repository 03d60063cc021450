import { expect, test } from '@jest/globals';
import { escapeFault, parseJsonText } from './json-text.js';

/** A text, and what is wrong with it. */
test.each<[string, string]>([
  ['', 'line 1, column 1: unexpected end of input'],
  [' \n', 'line 2, column 1: unexpected end of input'],
  ['{', 'line 1, column 2: unexpected end of input'],
  ['{"a":\n  nul}', 'line 2, column 3: invalid JSON'],
  ['{"a":1} x', 'line 1, column 9: invalid JSON'],
  ['{"a":01}', 'line 1, column 6: invalid JSON'],
  ['["\\x41"]', 'line 1, column 2: invalid JSON'],
  ['["a\tb"]', 'line 1, column 2: invalid JSON'],
  ['[1,2e999]', 'line 1, column 4: number outside valid range'],
  ['\u0000', 'line 1, column 1: invalid JSON'],
  ['["a\\u0000"]', 'null bytes not supported in quoted strings'],
  ['["\\ud83d"]', 'malformed escaped surrogate pair'],
  ['["\\ud83d\\u0041"]', 'malformed escaped surrogate pair'],
  ['["\\ude00"]', 'malformed escaped surrogate pair'],
  ['['.repeat(100_000), 'input exceeds maximum nesting depth 1000'],
  ['3', 'array or object expected'],
  ['"x"', 'array or object expected'],
  ['null', 'array or object expected'],
])('%j is refused', (text, message) => {
  expect(() => parseJsonText(text)).toThrow(new SyntaxError(message));
});

test('what is no fault', () => {
  const deep = `${'['.repeat(1000)}${']'.repeat(1000)}`;
  expect(JSON.stringify(parseJsonText(deep))).toBe(deep);
  expect(parseJsonText('["\\\\u0000 [[", "\\ud83d\\ude00", 1e18]')).toEqual(['\\u0000 [[', '😀', 10n ** 18n]);
  expect(escapeFault('"\\u00e9"')).toBeUndefined();
});
