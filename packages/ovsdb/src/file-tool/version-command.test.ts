import { expect, test } from '@jest/globals';
import { compareVersions } from './version-command.js';

test('parts are numbers, from the left', () => {
  const cases: readonly [string, string, string, boolean][] = [
    ['1.2.3', '<', '1.10.0', true],
    ['1.2.3', '>=', '1.10.0', false],
    ['01.2.3', '==', '1.2.3', true],
    ['2.0.0', '>', '1.9.9', true],
    ['1.2.3', '!=', '1.2.3', false],
    ['1.2.3', '<=', '1.2.3', true],
  ];
  expect(cases.map(([a, operator, b]) => compareVersions(a, operator, b))).toEqual(cases.map(([, , , holds]) => holds));
});

test('what is no version and no operator', () => {
  expect(() => compareVersions('1.2', '<', '1.2.3')).toThrow('1.2: not an OVSDB version number in format x.y.z');
  expect(() => compareVersions('1.2.3', '<', '1.2.3x')).toThrow('1.2.3x: not an OVSDB version number in format x.y.z');
  expect(() => compareVersions('1.2.3', 'lt', '1.2.3')).toThrow('lt: not a relational operator');
});
