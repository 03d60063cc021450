import { expect, test } from '@jest/globals';
import { processFate } from './process-fate.js';

test('how a process ended', () => {
  expect([
    processFate(0, null),
    processFate(3, null),
    processFate(null, 'SIGSEGV'),
    processFate(null, 'SIGUSR1'),
  ]).toEqual(['exit status 0', 'exit status 3', 'killed (Segmentation fault)', 'killed (SIGUSR1)']);
});
