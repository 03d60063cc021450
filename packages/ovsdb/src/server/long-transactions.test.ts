import { expect, test } from '@jest/globals';
import type { Json } from '#ovsdb/notation';
import { type TestClient, type TestService, testService } from './testing-service.js';

const SCHEMA = `{"name":"D","version":"1.0.0","tables":{
  "T":{"isRoot":true,"columns":{"n":{"type":"integer"}},"indexes":[["n"]]}}}`;

const insert = (n: number): Json => ({ op: 'insert', table: 'T', row: { n } });
const inserts = (count: number): Json[] => Array.from({ length: count }, (_, n) => insert(n));
const COUNT: Json = { op: 'select', table: 'T', where: [], columns: ['n'] };

/** A service in which a slice of a transaction is some ten operations. */
function slowService(): TestService {
  const made = testService(SCHEMA);
  made.clock.tick = 1;
  return made;
}

/** The first message that each of these hears, in the order of their hearing: whose it is, and how many rows are in it. */
async function order(clients: Readonly<Record<string, TestClient>>): Promise<string[]> {
  const heard: string[] = [];
  const waiting = new Map(Object.entries(clients));
  while (waiting.size > 0) {
    await new Promise((resolve) => setImmediate(resolve));
    for (const [name, client] of waiting) {
      const [message] = client.heard.splice(0);
      if (message === undefined) continue;
      heard.push(
        `${name}: ${(message.match(/"uuid",|"n":/g) ?? []).length}${message.includes('"error":"') ? ' error' : ''}`,
      );
      waiting.delete(name);
    }
  }
  return heard;
}

test('while a long transaction runs, reads see what was before it and writers wait their turn', async () => {
  const { client, store } = slowService();
  const [long, reader, first, second, asker] = [client(), client(), client(), client(), client()];
  long.send('transact', ['D', ...inserts(100)]);
  reader.send('transact', ['D', COUNT]);
  first.send('transact', ['D', insert(1000)]);
  second.send('transact', ['D', insert(1000)]);
  asker.send('echo', []);
  expect([long, reader, first, second, asker].map(({ isRead }) => isRead)).toEqual([false, true, false, false, true]);
  expect(await order({ long, reader, first, second, asker })).toEqual([
    'reader: 0',
    'asker: 0',
    'long: 100',
    'first: 1',
    'second: 1 error',
  ]);
  expect([long, first, second].map(({ isRead }) => isRead)).toEqual([true, true, true]);
  expect(store.committed.flat().map(({ changes }) => changes.length)).toEqual([100, 1]);
  asker.send('transact', ['D', COUNT]);
  expect(await order({ asker })).toEqual(['asker: 101']);
});

test('those who wait may take long themselves', async () => {
  const { client } = slowService();
  const clients = { a: client(), b: client(), c: client() };
  clients.a.send('transact', ['D', ...inserts(50)]);
  clients.b.send('transact', ['D', { op: 'delete', table: 'T', where: [] }, ...inserts(60)]);
  clients.c.send('transact', ['D', COUNT, insert(5000)]);
  expect(await order(clients)).toEqual(['a: 50', 'b: 60', 'c: 61']);
});

test('what a client asks behind its long transaction is answered behind it', async () => {
  const { client } = slowService();
  const one = client();
  one.send('transact', ['D', ...inserts(40)], 'long');
  one.send('transact', ['D', COUNT], 'count');
  one.send('echo', [], 'echo');
  const ids: string[] = [];
  while (ids.length < 3) {
    await new Promise((resolve) => setImmediate(resolve));
    for (const message of one.heard.splice(0)) ids.push(/"id":"(\w+)"/.exec(message)?.[1] ?? message);
  }
  expect(ids).toEqual(['long', 'count', 'echo']);
});

test('one that fails leaves nothing; one whose client is gone is carried out', async () => {
  const { client, store } = slowService();
  const [failing, gone, reader] = [client(), client(), client()];
  failing.send('transact', ['D', ...inserts(40), insert(3)]);
  expect(await order({ failing })).toEqual(['failing: 41 error']);
  expect(store.committed).toEqual([]);
  gone.send('transact', ['D', ...inserts(40)]);
  gone.hangUp();
  reader.send('transact', ['D', insert(100), COUNT]);
  expect(await order({ reader })).toEqual(['reader: 42']);
});

test.each<readonly [what: string, event: (made: TestService, other: TestClient) => void, n: number | undefined]>([
  ['its database is removed', ({ service }) => service.removeDatabase('D'), undefined],
  ['the server writes', ({ service }) => void service.transactSelf(service.database('D')!, [insert(100)]), 41],
  ['a lock that it asserts is stolen', (_made, other) => other.send('steal', ['l']), 40],
])('it is brought to its end at once when %s', async (_what, event, rows) => {
  const made = slowService();
  const [long, other] = [made.client(), made.client()];
  await long.ask('lock', ['l']);
  long.send('transact', ['D', { op: 'assert', lock: 'l' }, ...inserts(40)]);
  const database = made.service.database('D')!;
  expect(made.service.isBusy(database)).toBe(true);
  event(made, other);
  expect(made.service.isBusy(database)).toBe(false);
  await long.next();
  expect(made.store.committed.flat()[0]?.changes).toHaveLength(40);
  expect(made.service.database('D')?.rowCount()).toBe(rows);
});

const MS: Json = { op: 'select', table: 'T', where: [['n', '==', 2]], columns: ['n', 'm'] };

test.each<readonly [what: string, operation: Json, result: string, after: string]>([
  ['delete', { op: 'delete', table: 'T', where: [] }, '{"count":3000}', '0: '],
  ['update', { op: 'update', table: 'T', where: [['n', '<', 2000]], row: { m: 1 } }, '{"count":2000}', '3000: 0 1 2'],
  [
    'mutate',
    { op: 'mutate', table: 'T', where: [], mutations: [['n', '+=', 5000]] },
    '{"count":3000}',
    '3000: 5000 5001 5002',
  ],
  ['select', { op: 'select', table: 'T', where: [['m', '==', 7]], columns: ['n'] }, '{"rows":[]}', '3000: 0 1 2'],
  [
    'wait',
    { op: 'wait', table: 'T', where: [['m', '==', 7]], columns: ['n'], until: '==', rows: [] },
    '{}',
    '3000: 0 1 2',
  ],
])('one operation on very many rows is divided, too: %s', async (_op, operation, result, after) => {
  const schema = SCHEMA.replace('"n":', '"m":{"type":"integer"},"n":');
  const { client, service, clock } = testService(schema, { maxBacklogBytes: 1e9 });
  const [long, reader] = [client(), client()];
  await long.ask('transact', ['D', ...inserts(3000)]);
  clock.tick = 1;
  long.send('transact', ['D', operation]);
  reader.send('transact', ['D', MS]);
  expect(service.isBusy(service.database('D')!)).toBe(true);
  // Nothing of it is there before all is.
  expect(await reader.next()).toEqual(['{"id":1,"result":[{"rows":[{"n":2,"m":0}]}],"error":null}']);
  while (long.heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(long.heard).toEqual([`{"id":1,"result":[${result}],"error":null}`]);
  clock.tick = 0;
  const rows = await reader.askLong('transact', ['D', COUNT]);
  const numbers = [...rows.matchAll(/"n":(\d+)/g)].map(([, n]) => n);
  expect(`${numbers.length}: ${numbers.slice(0, 3).join(' ')}`).toBe(after);
});
