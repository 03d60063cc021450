import { expect, test } from '@jest/globals';
import { hasCode, messageOf, TypedError } from './errors.js';

test('a typed error is told by its code, and carries its context', () => {
  const error: unknown = new TypedError('no-route', 'no route to 10.0.0.1', { to: '10.0.0.1' });
  expect([hasCode(error, 'no-route'), hasCode(error, 'other'), hasCode(new Error('no-route'), 'no-route')]).toEqual([
    true,
    false,
    false,
  ]);
  expect(error).toMatchObject({ name: 'TypedError', code: 'no-route', context: { to: '10.0.0.1' } });
  expect(`${error}`).toBe('TypedError: no route to 10.0.0.1');
});

test('whatever was thrown has a message', () => {
  expect([new Error('a'), 'b', 5, undefined, null].map(messageOf)).toEqual(['a', 'b', '5', 'undefined', 'null']);
});
