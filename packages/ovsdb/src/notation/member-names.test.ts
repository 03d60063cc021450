import { expect, test } from '@jest/globals';
import { stringifyJson } from './json.js';
import { memberNames, noteMemberNames } from './member-names.js';

test('names are those of the object, or those that were noted', () => {
  expect([...memberNames({})]).toEqual([]);
  expect([...memberNames({ b: 1, a: 2 })]).toEqual(['b', 'a']);
  const object = { b: 1, a: 2 };
  const names = ['a'];
  noteMemberNames(object, names);
  names.push('b');
  expect([...memberNames(object)]).toEqual(['a', 'b']);
});

test('a note is no member', () => {
  const object = { a: 1 };
  noteMemberNames(object, ['a']);
  expect(stringifyJson(object)).toBe('{"a":1}');
  expect({ ...object }).toEqual({ a: 1 });
  expect([...memberNames({ ...object, b: 2 })]).toEqual(['a', 'b']);
});
