import { expect, test } from '@jest/globals';
import type { Json } from '#ovsdb/notation';
import { testService } from '../testing-service.js';

const SCHEMA = `{"name":"D","version":"1.0.0","tables":{"T":{"isRoot":true,"columns":{
  "n":{"type":"integer"},"key":{"type":"integer"}},"indexes":[["n"]]}}}`;
const ROWS = 2500;

const insert = (n: number): Json => ({ op: 'insert', table: 'T', row: { n, key: n % 500 } });
const where = (n: number): Json => [['n', '==', n]];
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** The `n` of the rows that a message tells of, sorted. */
const rowsIn = (message: string) => [...message.matchAll(/"n":(\d+)/g)].map(([, n]) => Number(n)).sort((a, b) => a - b);

test('indexes are made while others are served, and know what those change meanwhile', async () => {
  const { client, clock } = testService(SCHEMA);
  const [writer, first, second] = [client(), client(), client()];
  await writer.ask('transact', ['D', ...Array.from({ length: ROWS }, (_, n) => insert(n))]);
  clock.tick = 4;
  const requests = { T: [{ columns: ['n'], where: [['key', '==', 7]] }] };
  first.send('monitor_cond', ['D', 'm', requests]);
  second.send('monitor_cond', ['D', 'm', requests]);
  expect([first.isRead, second.isRead, writer.isRead]).toEqual([false, false, true]);
  await turn();
  const changes: readonly Json[] = [
    { op: 'update', table: 'T', where: where(1), row: { key: 7 } },
    { op: 'update', table: 'T', where: where(7), row: { key: 8 } },
    { op: 'delete', table: 'T', where: where(507) },
    { op: 'delete', table: 'T', where: where(2007) },
    { op: 'update', table: 'T', where: where(1507), row: { key: 8 } },
    { op: 'update', table: 'T', where: where(2499), row: { key: 7 } },
    { op: 'insert', table: 'T', row: { n: 9000, key: 7 } },
  ];
  for (const change of changes) writer.send('transact', ['D', change]);
  expect(await writer.next()).toHaveLength(changes.length);
  expect([first.heard, second.heard]).toEqual([[], []]);
  while (first.heard.length === 0 || second.heard.length === 0) await turn();
  expect([first, second].map(({ heard }) => rowsIn(heard[0] ?? ''))).toEqual([
    [1, 1007, 2499, 9000],
    [1, 1007, 2499, 9000],
  ]);
  expect([first.isRead, second.isRead]).toEqual([true, true]);
  // The next one need not wait.
  expect(rowsIn((await client().ask('monitor_cond', ['D', 'm', requests]))[0] ?? '')).toEqual([1, 1007, 2499, 9000]);
});

test('a client that goes before they are made leaves no monitor', async () => {
  const { client, service } = testService(SCHEMA);
  const [writer, gone] = [client(), client()];
  await writer.ask('transact', ['D', ...Array.from({ length: ROWS }, (_, n) => insert(n))]);
  gone.send('monitor_cond', ['D', 'm', { T: [{ where: [['key', '==', 7]] }] }]);
  gone.hangUp();
  await turn();
  expect(service.figures()).toMatchObject({ monitors: 0, sessions: 1 });
});
