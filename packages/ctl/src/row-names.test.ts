import { expect, test } from '@jest/globals';
import { messageOf, uuidFromBytes } from '#base';
import { RowNames } from './row-names.js';

function names() {
  let next = 0;
  return new RowNames(() => uuidFromBytes(new Uint8Array(16).fill(++next)));
}
const first = uuidFromBytes(new Uint8Array(16).fill(1));

/** The message of what is thrown. */
function problem(run: () => void): string {
  try {
    run();
    return 'none';
  } catch (error) {
    return messageOf(error);
  }
}

test('a name stands for one row, used before or after it is made', () => {
  const before = names();
  expect([before.resolve('@a'), before.create('@a'), before.resolve('@a')]).toEqual([first, first, first]);
  const after = names();
  after.assign('@a', first);
  expect(after.resolve('@a')).toBe(first);
  expect([problem(() => before.checkAll()), problem(() => after.checkAll())]).toEqual(['none', 'none']);
});

test('names that are malformed, made twice or never', () => {
  const twice = names();
  twice.create('@a');
  expect([
    problem(() => names().create('a')),
    problem(() => names().assign('a', first)),
    problem(() => twice.create('@a')),
    problem(() => twice.assign('@a', first)),
  ]).toEqual([
    'row id "a" does not begin with "@"',
    'row id "a" does not begin with "@"',
    'row id "@a" may only be specified on one --id option',
    'row id "@a" may only be specified on one --id option',
  ]);
  const never = names();
  never.resolve('@b');
  expect(problem(() => never.checkAll())).toBe(
    'row id "@b" is referenced but never created (e.g. with "-- --id=@b create ...")',
  );
});
