import { expect, test } from '@jest/globals';
import { differenceOf } from './report.js';

test('lines are compared as multisets', () => {
  expect(differenceOf(['a', 'b', 'b'], ['b', 'a', 'b'])).toBe('');
  expect(differenceOf(['a', 'b', 'b'], ['b', 'c'])).toBe('- a\n- b\n+ c');
});
