import { expect, test } from '@jest/globals';
import { clientMemoryLimit, machineMemory } from './client-memory-limit.js';

const GIB = 1024 ** 3;

test.each([
  ['a large machine', { total: 64 * GIB, constrained: undefined, heap: 4 * GIB }, 2048],
  ['a small one', { total: 2 * GIB, constrained: undefined, heap: 1.5 * GIB }, 512],
  ['a container', { total: 64 * GIB, constrained: 1 * GIB, heap: 4 * GIB }, 256],
  ['a control group without limit', { total: 8 * GIB, constrained: 2 ** 64, heap: 4 * GIB }, 2048],
])('%s', (_what, memory, mib) => {
  expect(clientMemoryLimit(memory)).toBe(mib);
});

test('this machine has memory', () => {
  expect(clientMemoryLimit(machineMemory())).toBeGreaterThan(64);
});
