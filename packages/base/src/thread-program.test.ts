import { expect, test } from '@jest/globals';
import { threadProgram } from './thread-program.js';

test.each([
  ['file:///h/build/packages/a/src/port.js', 'file:///h/build/packages/a/src/worker.js'],
  ['file:///h/dist/a.mjs', 'file:///h/dist/worker.mjs'],
])('%s', (moduleUrl, program) => {
  expect(threadProgram(moduleUrl, 'worker').href).toBe(program);
});
