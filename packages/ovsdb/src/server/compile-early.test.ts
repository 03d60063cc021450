import { describe, expect, test } from '@jest/globals';
import { flagOf } from './compile-early.js';

describe('the flag that has functions compiled early', () => {
  test.each([
    ['11.3.244.8-node.38', '--interrupt-budget=5000'],
    ['12.4.254.21-node.33', '--invocation-count-for-turbofan=200'],
    ['13.6.233.17-node.37', '--invocation-count-for-turbofan=200'],
  ])('V8 %s: %s', (version, flag) => {
    expect(flagOf(version)).toBe(flag);
  });
});
