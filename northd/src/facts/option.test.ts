import { expect, test } from '@jest/globals';
import { integerOption, isNotOff, isOn } from './option.js';

test('only the word that changes the default counts', () => {
  const words = ['true', 'TRUE', 'false', 'False', 'yes', '1', '', undefined];
  const read = words.map((word) => {
    const options = new Map(word === undefined ? [] : [['o', word] as const]);
    return [word, isOn(options, 'o'), isNotOff(options, 'o')];
  });
  expect(read).toEqual([
    ['true', true, true],
    ['TRUE', true, true],
    ['false', false, false],
    ['False', false, false],
    ['yes', false, true],
    ['1', false, true],
    ['', false, true],
    [undefined, false, true],
  ]);
});

test('whole numbers in decimal, else the fallback', () => {
  const words = ['5', '-5', '+5', '007', '0x10', '5s', '1.5', '', ' 5'];
  expect(words.map((word) => integerOption(new Map([['o', word]]), 'o', 99))).toEqual([
    5, -5, 5, 7, 99, 99, 99, 99, 99,
  ]);
  expect(integerOption(new Map(), 'o', 99)).toBe(99);
});
