import { expect, test } from '@jest/globals';
import { ExcludedTables } from './excluded-tables.js';

test.each([
  ['', ''],
  ['D:Port', 'D:Port'],
  ['D:Port,E:Other, D:Other,,D:Port', 'D:Other,D:Port,E:Other'],
  ['D', 'D:'],
  ['D:', 'D:'],
  [':x', ':x:'],
  [':', '::'],
  ['D::x', 'D::x'],
  ['D:Other:x', 'D:Other:x'],
])('"%s" reads as "%s"', (text, read) => expect(ExcludedTables.parse(text).toString()).toBe(read));

test('what is excluded', () => {
  const excluded = ExcludedTables.parse('D:Port,E');
  expect([excluded.has('D', 'Port'), excluded.has('D', 'Other'), excluded.has('E', 'Port')]).toEqual([
    true,
    false,
    false,
  ]);
  expect([excluded.concern('D'), excluded.concern('DD')]).toEqual([true, false]);
});
