import { expect, test } from '@jest/globals';
import { Change } from './change.js';
import { History } from './history.js';
import { Row } from './row.js';
import { testService } from './testing-service.js';

const { service } = testService('{"name":"D","version":"1.0.0","tables":{"T":{"columns":{"n":{"type":"integer"}}}}}');
const table = service.database('D')!.tables.get('T')!;
const inserts = (count: number, name: string) =>
  Array.from({ length: count }, (_, i) => new Change(table, undefined, new Row(`${name}${i}`, i, 1, 0, []), []));

/** From which states it can be resumed, and with how many changes. */
function known(history: History, ids: readonly string[]): Record<string, number | undefined> {
  return Object.fromEntries(ids.map((id) => [id, history.since(id)?.length]));
}

test('the oldest go when there are too many; one that is too heavy by itself goes once it cannot be taken back', () => {
  const history = new History('base', { commits: 3, weight: 10 });
  history.push('a', inserts(4, 'a'));
  history.push('b', inserts(4, 'b'));
  history.settled();
  expect([history.lastId, known(history, ['base', 'a', 'b'])]).toEqual(['b', { base: 8, a: 4, b: 0 }]);
  history.push('c', inserts(4, 'c'));
  expect(known(history, ['base', 'a', 'b', 'c'])).toEqual({ base: undefined, a: 8, b: 4, c: 0 });
  history.push('heavy', inserts(100, 'd'));
  expect(known(history, ['b', 'c', 'heavy'])).toEqual({ b: undefined, c: 100, heavy: 0 });
  history.settled();
  expect([history.lastId, known(history, ['c', 'heavy'])]).toEqual(['heavy', { c: undefined, heavy: 0 }]);
  history.push('e', inserts(1, 'e'));
  expect(known(history, ['c', 'heavy', 'e'])).toEqual({ c: undefined, heavy: 1, e: 0 });
});

test('what was forgotten when it is taken back leaves nothing behind', () => {
  const history = new History('base', { commits: 100, weight: 10 });
  history.push('heavy', inserts(100, 'a'));
  history.push('heavier', inserts(200, 'b'));
  // One batch, which the store refuses: the newest goes first.
  history.pop();
  history.pop();
  expect([history.commits, history.since('base')]).toEqual([0, undefined]);
  history.push('c', inserts(1, 'c'));
  history.push('d', inserts(1, 'd'));
  expect([history.commits, history.lastId, known(history, ['c', 'd'])]).toEqual([2, 'd', { c: 1, d: 0 }]);
});
