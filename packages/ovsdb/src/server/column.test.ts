import { expect, test } from '@jest/globals';
import { parseSchema } from '#ovsdb/notation';
import { Column } from './column.js';

function column(max: number | 'unlimited'): Column {
  const type = { key: 'string', value: 'integer', min: 0, max };
  const schema = parseSchema({ name: 'D', version: '1.0.0', tables: { T: { columns: { c: { type } } } } });
  return new Column(schema.tables.get('T')!.columns.get('c')!, 0);
}

test('the difference of a map: its pairs that changed, or the whole where it has at most one', () => {
  const [before, after] = [new Map([['a', 1]]), new Map([['b', 2]])];
  expect(column('unlimited').differenceText(before, after)).toBe('["map",[["a",1],["b",2]]]');
  expect(column(1).differenceText(before, after)).toBe('["map",[["b",2]]]');
  expect(column(1).differenceText(before, new Map())).toBe('["map",[]]');
});
