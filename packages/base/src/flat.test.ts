import { expect, test } from '@jest/globals';
import { flat } from './flat.js';

test('gives the text it was given', () => {
  const parts = ['a text that is longer than', ' what is copied at once, ', '€ and all'];
  expect(flat(parts.join(''))).toBe(parts.join(''));
  expect(flat(parts.reduce((text, part) => text + part, ''))).toBe(parts.join(''));
  expect(flat('')).toBe('');
});
