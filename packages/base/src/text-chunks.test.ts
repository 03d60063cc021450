import { expect, test } from '@jest/globals';
import { textChunks } from './text-chunks.js';

test.each([
  ['nothing', [], []],
  ['little', ['ab', '', 'c'], [3]],
  ['much in small pieces', Array.from({ length: 70 }, () => 'x'.repeat(1024)), [65536, 6144]],
  ['one long piece between short ones', ['a', 'x'.repeat(100_000), 'b'], [100_001, 1]],
])('%s is given in chunks', (_, pieces, lengths) => {
  const chunks = [...textChunks(pieces)];
  expect(chunks.map(({ length }) => length)).toEqual(lengths);
  expect(chunks.join('')).toBe(pieces.join(''));
});
