import { expect, test } from '@jest/globals';
import type { Json } from '#ovsdb/notation';
import { testService } from './testing-service.js';

const SCHEMA = '{"name":"D","version":"1.0.0","tables":{"T":{"columns":{"n":{"type":"integer"}},"isRoot":true}}}';

test('monitors end with their database: those who follow such changes are told, others are dropped', async () => {
  const { service, client } = testService(SCHEMA);
  const [aware, other] = [client(), client()];
  aware.send('set_db_change_aware', [true]);
  for (const each of [aware, other]) each.send('monitor', ['D', 'm', { T: [{}] }]);
  expect(service.figures()).toMatchObject({ monitors: 1, sessions: 2 });
  service.removeDatabase('D');
  expect(service.figures()).toMatchObject({ monitors: 0, sessions: 1 });
  expect(await aware.next()).toContain('{"id":null,"method":"monitor_canceled","params":["m"]}');
  expect(other.closedBecause).toBe('removing D database');
});

test('very many changes are told in their place, to those whom they concern', async () => {
  const { client, clock, service } = testService(SCHEMA, { maxBacklogBytes: 1e9 });
  const [writer, all, one, none] = [client(), client(), client(), client()];
  const monitor = (where: Json) => ['D', 'm', { T: [{ columns: ['n'], where }] }];
  await all.ask('monitor_cond', monitor([true]));
  await one.ask('monitor_cond', monitor([['n', '==', 7]]));
  await none.ask('monitor_cond', monitor([['n', '==', -1]]));
  clock.tick = 1;
  const inserts = Array.from({ length: 3000 }, (_, n): Json => ({ op: 'insert', table: 'T', row: { n: n + 1 } }));
  writer.send('transact', ['D', ...inserts]);
  const database = service.database('D')!;
  while (service.isBusy(database)) await new Promise((resolve) => setImmediate(resolve));
  // Behind it, while it is still found out whom it concerns.
  writer.send('transact', ['D', { op: 'insert', table: 'T', row: { n: -1 } }]);
  for (const each of [all, one, none]) each.send('echo', []);
  const clients = [all, one, none];
  const text = ({ heard }: { heard: readonly string[] }) => heard.join('');
  while (!clients.every((each) => text(each).includes('"result"')))
    await new Promise((resolve) => setImmediate(resolve));
  // How many rows each message tells of.
  const told = clients.map(({ heard }) =>
    heard
      .join('')
      .split(/(?=\{"id":)/)
      .map((message) => message.match(/"insert"/g)?.length ?? 'echo'),
  );
  expect(told).toEqual([
    [3000, 1, 'echo'],
    [1, 'echo'],
    [1, 'echo'],
  ]);
});
