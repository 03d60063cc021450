import { expect, test } from '@jest/globals';
import { parseSchema } from '#ovsdb/notation';
import { parseMonitored } from './monitored-columns.js';

const schema = parseSchema({
  name: 'D',
  version: '1.0.0',
  tables: {
    A: { columns: { x: { type: 'string' }, y: { type: 'string' } } },
    B: { columns: { z: { type: 'string' } } },
  },
});
const all = { initial: true, insert: true, delete: true, modify: true };

test('each list of columns is a request of its own', () => {
  expect(parseMonitored(schema, ['A', 'y', 'x,!delete,!initial'])).toEqual([
    {
      table: 'A',
      columns: ['y', 'x'],
      requests: [
        { columns: ['y'], select: all },
        { columns: ['x'], select: { ...all, delete: false, initial: false } },
      ],
    },
  ]);
});

test('without a list all columns, with ALL all tables', () => {
  const columns = (words: string[]) =>
    parseMonitored(schema, words, true).map(({ table, columns: of }) => [table, ...of]);
  expect(columns(['B'])).toEqual([['B', 'z', '_version']]);
  expect(columns(['ALL'])).toEqual([
    ['A', 'x', 'y', '_version'],
    ['B', 'z', '_version'],
  ]);
});

test.each([
  [['C'], 'D does not have a table named "C"'],
  [['A', 'z'], 'table "A" in D does not have a column named "z"'],
  [['A', '!odd'], 'table "A" in D does not have a column named "!odd"'],
  [['A', 'x', '!insert'], 'column "x" mentioned multiple times'],
])('%j', (words, message) => expect(() => parseMonitored(schema, words)).toThrow(message));
