import { expect, test } from '@jest/globals';
import { StoreFaults } from './store-faults.js';
import { testService } from './testing-service.js';

test('a store that goes on refusing is logged once a minute, and is well again when it takes a batch', () => {
  const { service, clock } = testService('{"name":"D","version":"1.0.0","tables":{}}');
  const database = service.database('D')!;
  const lines: string[] = [];
  const write = (text: string) => void lines.push(text);
  const faults = new StoreFaults(clock, { info: write, warn: write, error: write });
  for (const text of ['disk full', 'disk full', 'disk gone']) faults.refused(database, text);
  expect(faults.of(database)).toBe('disk gone');
  const line = (why: string) => `D: transactions could not be stored and were undone: ${why}`;
  expect(lines).toEqual([line('disk full'), line('disk gone')]);
  clock.advance(60_000);
  faults.refused(database, 'disk gone');
  expect(lines).toHaveLength(3);
  faults.stored(database);
  expect(faults.of(database)).toBeUndefined();
});

test('what maintenance meets between two refusals does not have the second one logged again', () => {
  const { service, clock } = testService('{"name":"D","version":"1.0.0","tables":{}}');
  const database = service.database('D')!;
  const lines: string[] = [];
  const faults = new StoreFaults(clock, {
    info: () => {},
    warn: (text) => void lines.push(`WARN ${text}`),
    error: (text) => void lines.push(`ERR ${text}`),
  });
  for (let round = 0; round < 3; round++) {
    faults.refused(database, 'disk full');
    faults.complain(database, 'warn', 'maintenance failed');
  }
  expect(lines).toEqual([
    'ERR D: transactions could not be stored and were undone: disk full',
    'WARN D: maintenance failed',
  ]);
});
