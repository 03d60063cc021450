import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { messageOf, type Uuid } from '#base';
import type { ColumnType, Value } from '#ovsdb/notation';
import { RowNames } from '../row-names.js';
import { cellText } from './cell.js';
import { valueFromText } from './value-text.js';

const one: ColumnType = { key: { type: 'string' }, min: 1, max: 1 };
const strings: ColumnType = { key: { type: 'string' }, min: 0, max: 'unlimited' };
const tag: ColumnType = { key: { type: 'integer', minInteger: 1, maxInteger: 4095 }, min: 0, max: 1 };
const tags: ColumnType = { key: { type: 'integer', minInteger: 0, maxInteger: 4095 }, min: 0, max: 4096 };
const flags: ColumnType = { key: { type: 'boolean' }, min: 0, max: 1 };
const reals: ColumnType = { key: { type: 'real' }, min: 0, max: 'unlimited' };
const map: ColumnType = { key: { type: 'string' }, value: { type: 'string' }, min: 0, max: 'unlimited' };
const references: ColumnType = { key: { type: 'uuid', refTable: 'T' }, min: 0, max: 'unlimited' };

const uuid = '11111111-2222-3333-4444-555555555555' as Uuid;
const names = () => new RowNames(() => uuid);

/** What a text means, printed as the tools print values; or what is wrong with it. */
function read(type: ColumnType, text: string): string {
  try {
    return cellText(type, valueFromText(type, text, names()), 'string');
  } catch (error) {
    return messageOf(error);
  }
}

test('values as they are typed', () => {
  const table: readonly (readonly [ColumnType, string, string])[] = [
    [one, 'sw0', 'sw0'],
    [one, '5', '"5"'],
    [one, '"q\\"x"', '"q\\"x"'],
    [one, '""', '""'],
    [one, 'a,b', 'a,b: 2 value(s) specified but the maximum number is 1'],
    [one, '[]', '[]: 0 value(s) specified but the minimum number is 1'],
    [one, '"x', '"x: quoted string extends past end of argument'],
    [one, '"x"y', '"x"y: missing quote at end of quoted string'],
    [one, '"a\\qb"', '"a\\qb": bad escape \\q'],
    [one, '"a\\u0000"', '"a\\u0000": null bytes not supported in quoted strings'],
    [one, '"\\ud83d"', '"\\ud83d": malformed escaped surrogate pair'],
    [one, '40:44', '40:44: unexpected ":" parsing string'],
    [one, '=', '=: unexpected "=" parsing string'],
    [strings, 'b,a', '[a, b]'],
    [strings, '[a "c d", b]', '[a, b, "c d"]'],
    [strings, 'a,b,a', 'a,b,a: set contains duplicate value'],
    [strings, '[a,b', '[a,b: missing "]" at end of data'],
    [strings, '[a]b', '[a]b: trailing garbage after "]"'],
    [strings, 'a]', 'a]: unexpected "]" parsing set of strings'],
    [tag, '5', '5'],
    [tag, '010', '10'],
    [tag, '[]', '[]'],
    [tag, 'abc', '"abc" is not a valid integer or range'],
    [tag, '99999', 'constraint violation: 99999 is not in the valid range 1 to 4095 (inclusive)'],
    [tag, '1,2', '1,2: 2 value(s) specified but the maximum number is 1'],
    [tags, '3-6,1', '[1, 3, 4, 5, 6]'],
    [flags, 'yes', 'true'],
    [flags, 'maybe', '"maybe" is not a valid boolean (use "true" or "false")'],
    [reals, '1.5,-2', '[-2, 1.5]'],
    [reals, 'x', '"x" is not a valid real number'],
    [map, 'b=c,a=b', '{a=b, b=c}'],
    [map, '{a=b}', '{a=b}'],
    [map, '{}', '{}'],
    [map, 'a', 'a: syntax error at "'],
    [map, '{a=b', '{a=b: missing "}" at end of data'],
    [map, '{a=b}x', '{a=b}x: trailing garbage after "}"'],
    [map, 'a=b,a=c', 'a=b,a=c: map contains duplicate key'],
    [references, '@x', `[${uuid}]`],
    [references, 'b', '"b" is not a valid UUID'],
  ];
  expect(table.map(([type, text]) => [type, text, read(type, text)])).toEqual(table);
});

test('what is printed reads back as the same value', () => {
  const text = fc.string({ unit: 'binary' }).filter((each) => !each.includes('\0'));
  fc.assert(
    fc.property(fc.uniqueArray(text, { maxLength: 5 }), (atoms) => {
      const value: Value = atoms.toSorted();
      const printed = cellText(strings, value, 'string');
      expect(new Set(valueFromText(strings, printed, names()) as readonly string[])).toEqual(new Set(value));
    }),
  );
  fc.assert(
    fc.property(fc.dictionary(text, text, { maxKeys: 5 }), (pairs) => {
      const value = new Map(Object.entries(pairs));
      expect(valueFromText(map, cellText(map, value, 'string'), names())).toEqual(value);
    }),
  );
});
