import { expect, test } from '@jest/globals';
import { mapped } from './mapped.js';

test('gives what map gives', () => {
  const list = ['a', 'b', 'c'];
  const one = (element: string, index: number) => `${index}${element}`;
  expect(mapped(list, one)).toEqual(list.map(one));
  expect(mapped([], one)).toEqual([]);
});
