import { expect, test } from '@jest/globals';
import { around, leaf, listOf, smaller, smallest, textOf } from './tree.js';

const word = (text: string) => leaf('word', text, ['x']);
const brackets = (...words: readonly string[]) => around('word', '(', listOf('words', words.map(word), ' '), ')');

test('a tree is made smaller by leaving out, lifting and simplifying', () => {
  expect(smaller(listOf('words', [word('a'), brackets('b', 'c')], ' ')).map(textOf)).toEqual([
    'b c',
    '(b c)',
    'x (b c)',
    'a',
    'a b',
    'a c',
    'a (c)',
    'a (x c)',
    'a (b)',
    'a (b x)',
  ]);
});

test('what differs is brought down to the part that makes it differ', async () => {
  const tree = listOf('words', [word('one'), brackets('two', 'bad', 'three'), brackets('four')], ' ');
  const differ = async (texts: readonly string[]) => new Set(texts.filter((text) => text.includes('bad')));
  expect(await smallest(tree, differ)).toBe('bad');
  const nested = async (texts: readonly string[]) => new Set(texts.filter((text) => /\(.*bad.*\)/.test(text)));
  expect(await smallest(tree, nested)).toBe('(bad)');
});
