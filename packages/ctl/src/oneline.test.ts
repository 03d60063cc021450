import { expect, test } from '@jest/globals';
import { commandLineText } from './command-line-text.js';
import { onOneLine } from './oneline.js';

test('lines become one, as --oneline of ovs-vsctl(8) says', () => {
  const table = [
    ['', '\n'],
    ['a\n', 'a\n'],
    ['a\nb\n', 'a\\nb\n'],
    ['a\\nb\n', 'a\\\\nb\n'],
    ['\n\n', '\\n\n'],
  ] as const;
  expect(table.map(([text]) => [text, onOneLine(text)])).toEqual(table);
});

test('a command line in the comment of a transaction', () => {
  expect(commandLineText(['nbctl', 'set', 'a b', 'x="y"', "it's", '', 'c\\d'])).toBe(
    'nbctl set "a b" "x=\\"y\\"" "it\'s" "" "c\\\\d"',
  );
});
