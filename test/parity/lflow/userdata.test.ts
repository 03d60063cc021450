import { expect, test } from '@jest/globals';
import { withNestedActions } from './userdata.js';

const group = '00.16.00.08.00.00.00.07';
const output = '00.00.00.10.00.00.00.01.00.00.00.00.00.00.00.00';

test('groups in userdata are shown, other bytes stay', () => {
  expect(withNestedActions(`actions=controller(userdata=00.00.00.0a.00.00.00.00.${group})`)).toBe(
    'actions=controller(userdata=00.00.00.0a.00.00.00.00.{group:7})',
  );
  const plain = `controller(userdata=00.00.00.0a.00.00.00.00.${output}),controller(userdata=00.00.00.07.00.00.00.00.41)`;
  expect(withNestedActions(plain)).toBe(plain);
});
