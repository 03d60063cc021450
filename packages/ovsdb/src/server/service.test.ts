import { expect, test } from '@jest/globals';
import { testService } from './testing-service.js';

const SCHEMA = `{"name":"D","version":"1.0.0","tables":{
  "Switch":{"isRoot":true,"columns":{"name":{"type":"string"},
    "ports":{"type":{"key":{"type":"uuid","refTable":"Port"},"min":0,"max":"unlimited"}}},"indexes":[["name"]]},
  "Port":{"columns":{"tag":{"type":{"key":"integer","min":0,"max":1}}}}}}`;
const A = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa';
const B = 'bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb';
const add = (name: string, uuid: string) => ({ op: 'insert', table: 'Switch', uuid, row: { name } });
const names = { op: 'select', table: 'Switch', where: [], columns: ['name'] };

test('an update goes out before the reply to its transaction, and to every monitor', async () => {
  const { client } = testService(SCHEMA);
  const [writer, reader] = [client(), client()];
  await writer.ask('monitor', ['D', 'm', { Switch: { columns: ['name'] } }]);
  await reader.ask('monitor_cond', ['D', ['m', 2], { Switch: { columns: ['name', 'ports'] } }]);
  expect(await writer.ask('transact', ['D', add('s', A)], 'x')).toEqual([
    `{"id":null,"method":"update","params":["m",{"Switch":{"${A}":{"new":{"name":"s"}}}}]}`,
    `{"id":"x","result":[{"uuid":["uuid","${A}"]}],"error":null}`,
  ]);
  expect(await reader.next()).toEqual([
    `{"id":null,"method":"update2","params":[["m",2],{"Switch":{"${A}":{"insert":{"name":"s"}}}}]}`,
  ]);
});

test('transactions of one turn are one commit of the store', async () => {
  const { client, store } = testService(SCHEMA);
  const [one, two] = [client(), client()];
  one.send('transact', ['D', add('a', A)]);
  two.send('transact', ['D', add('b', B), { op: 'comment', comment: 'second' }]);
  await one.next();
  expect(store.committed.map((batch) => batch.map(({ comment, client: peer }) => [peer, comment]))).toEqual([
    [
      ['test#0', ''],
      ['test#1', 'second'],
    ],
  ]);
});

test('what the store refuses never was: replies, updates, later reads and names', async () => {
  const { client, store, log } = testService(SCHEMA);
  const [writer, reader] = [client(), client()];
  await reader.ask('monitor_cond', ['D', 'm', { Switch: {} }]);
  store.refusal = 'disk full';
  writer.send(
    'transact',
    [
      'D',
      { op: 'insert', table: 'Port', 'uuid-name': 'p', row: {} },
      { op: 'insert', table: 'Switch', uuid: A, row: { name: 's', ports: ['named-uuid', 'p'] } },
    ],
    1,
  );
  writer.send('transact', ['D', names], 2);
  const failure = '{"details":"disk full","error":"I/O error"}';
  const heard = await writer.next();
  expect(heard[0]).toMatch(new RegExp(`^{"id":1,"result":\\[.*,${failure}\\],"error":null}$`));
  expect(heard[1]).toBe(`{"id":2,"result":[{"rows":[{"name":"s"}]},${failure}],"error":null}`);
  expect(await reader.next()).toEqual([]);
  expect(log).toEqual(['D: transactions could not be stored and were undone: disk full']);
  store.refusal = undefined;
  expect(await writer.ask('transact', ['D', names, { op: 'select', table: 'Port', where: [] }])).toEqual([
    '{"id":1,"result":[{"rows":[]},{"rows":[]}],"error":null}',
  ]);
  expect(await writer.ask('transact', ['D', add('s', B)])).toEqual([
    `{"id":1,"result":[{"uuid":["uuid","${B}"]}],"error":null}`,
  ]);
});

test('a refused batch leaves no trace for others: monitors of each form, ids to resume from, locks, what waits', async () => {
  const { client, store } = testService(SCHEMA);
  const [writer, reader, resuming, waiting] = [client(), client(), client(), client()];
  await writer.ask('lock', ['l']);
  await reader.ask('monitor', ['D', 'old', { Switch: { columns: ['name'] } }]);
  await reader.ask('monitor_cond', ['D', 'cond', { Switch: { columns: ['name'] } }]);
  const since = ['D', 'since', { Switch: { columns: ['name'] } }];
  await reader.ask('monitor_cond_since', [...since, '00000000-0000-0000-0000-000000000000']);
  const [, , update = ''] = await (async () => {
    await writer.ask('transact', ['D', add('kept', A)]);
    return reader.next();
  })();
  const id = /"since","([^"]+)"/.exec(update)?.[1] ?? '';
  store.refusal = 'disk full';
  const where = [['name', '==', 'gone']];
  waiting.send('transact', [
    'D',
    { op: 'wait', table: 'Switch', where, columns: ['name'], until: '==', rows: [{ name: 'gone' }], timeout: 1000 },
  ]);
  writer.send('transact', ['D', { op: 'assert', lock: 'l' }, add('gone', B)]);
  // One begins to watch in the same turn: it is not told of rows that never were.
  resuming.send('monitor_cond_since', [...since, id]);
  expect((await writer.next()).length).toBe(1);
  expect(await reader.next()).toEqual([]);
  expect(await resuming.next()).toEqual([expect.stringMatching(/^{"id":1,"error":{.*"I\/O error"/)]);
  expect(await waiting.next()).toEqual([expect.stringMatching(/"I\/O error"/)]);
  store.refusal = undefined;
  expect(await resuming.ask('monitor_cond_since', [...since, id])).toEqual([
    `{"id":1,"result":[true,"${id}",{}],"error":null}`,
  ]);
  // The lock is still held, and the name is free.
  expect(await writer.ask('transact', ['D', { op: 'assert', lock: 'l' }, add('gone', B)])).toEqual([
    `{"id":1,"result":[{},{"uuid":["uuid","${B}"]}],"error":null}`,
  ]);
  expect((await reader.next()).length).toBe(3);
});

test('while a slow disk syncs, reads of other tables are answered and the next batch gathers', async () => {
  const { client, store } = testService(SCHEMA);
  const [writer, reader] = [client(), client()];
  store.isFast = false;
  expect(await writer.ask('transact', ['D', add('a', A)])).toEqual([]);
  expect(await reader.ask('transact', ['D', { op: 'select', table: 'Port', where: [] }])).toEqual([
    '{"id":1,"result":[{"rows":[]}],"error":null}',
  ]);
  expect(await reader.ask('transact', ['D', names], 2)).toEqual([]);
  expect(await writer.ask('transact', ['D', add('b', B)], 2)).toEqual([]);
  expect(store.committed.length).toBe(1);
  store.finishSync();
  expect(await writer.next()).toEqual([`{"id":1,"result":[{"uuid":["uuid","${A}"]}],"error":null}`]);
  expect(await reader.next()).toEqual(['{"id":2,"result":[{"rows":[{"name":"a"}]}],"error":null}']);
  expect(store.committed.length).toBe(2);
  store.finishSync(new Error('EIO'));
  expect(await writer.next()).toEqual([
    `{"id":2,"result":[{"uuid":["uuid","${B}"]},{"details":"EIO","error":"I/O error"}],"error":null}`,
  ]);
  expect(await reader.ask('transact', ['D', names], 3)).toEqual([
    '{"id":3,"result":[{"rows":[{"name":"a"}]}],"error":null}',
  ]);
});

test('monitor_cond_since resumes from an id that an update3 carried', async () => {
  const { client } = testService(SCHEMA);
  const [writer, reader] = [client(), client()];
  const zero = '00000000-0000-0000-0000-000000000000';
  await reader.ask('monitor_cond_since', ['D', 'm', { Switch: { columns: ['name'] } }, zero]);
  await writer.ask('transact', ['D', add('a', A)]);
  const [update = ''] = await reader.next();
  const id = /"m","([0-9a-f-]{36})"/.exec(update)?.[1] ?? '';
  reader.hangUp();
  await writer.ask('transact', [
    'D',
    add('b', B),
    { op: 'update', table: 'Switch', where: [['_uuid', '==', ['uuid', A]]], row: { name: 'c' } },
  ]);
  const again = client();
  const [reply = ''] = await again.ask('monitor_cond_since', ['D', 'm', { Switch: { columns: ['name'] } }, id]);
  expect(reply.replace(/"[0-9a-f-]{36}",/, '"ID",')).toBe(
    `{"id":1,"result":[true,"ID",{"Switch":{"${B}":{"insert":{"name":"b"}},"${A}":{"modify":{"name":"c"}}}}],"error":null}`,
  );
  const [unknown = ''] = await again.ask('monitor_cond_since', ['D', 'n', { Switch: { columns: ['name'] } }, B]);
  expect(unknown).toMatch(/^{"id":1,"result":\[false,/);
});

test('a wait is answered when the rows are there, when its time is over, or when it is canceled', async () => {
  const { client, clock } = testService(SCHEMA);
  const [waiter, writer] = [client(), client()];
  const until = (name: string, timeout?: number) => ({
    op: 'wait',
    table: 'Switch',
    where: [],
    columns: ['name'],
    until: '==',
    rows: [{ name }],
    ...(timeout === undefined ? {} : { timeout }),
  });
  waiter.send('transact', ['D', until('a'), { op: 'comment', comment: 'there' }], 1);
  waiter.send('transact', ['D', until('b', 500)], 2);
  waiter.send('transact', ['D', until('c')], 3);
  expect(await waiter.next()).toEqual([]);
  await writer.ask('transact', ['D', add('a', A)]);
  expect(await waiter.next()).toEqual(['{"id":1,"result":[{},{}],"error":null}']);
  clock.advance(500);
  expect(await waiter.next()).toEqual([
    '{"id":2,"result":[{"details":"\\"wait\\" timed out after 500 ms","error":"timed out"}],"error":null}',
  ]);
  waiter.send('cancel', [3], null);
  expect(await waiter.next()).toEqual(['{"id":3,"error":"canceled"}']);
});

test('a client that goes gives back its locks and its monitors', async () => {
  const { client, service } = testService(SCHEMA);
  const [first, second] = [client(), client()];
  await first.ask('monitor', ['D', 'm', { Switch: {} }]);
  expect(await first.ask('lock', ['l'])).toEqual(['{"id":1,"result":{"locked":true},"error":null}']);
  expect(await second.ask('lock', ['l'])).toEqual(['{"id":1,"result":{"locked":false},"error":null}']);
  expect(service.figures()).toMatchObject({ monitors: 1, sessions: 2 });
  first.hangUp();
  expect(await second.next()).toEqual(['{"id":null,"method":"locked","params":["l"]}']);
  expect(service.figures()).toMatchObject({ monitors: 0, sessions: 1 });
});

test('a client that does not read is dropped when too much waits for it; others go on', async () => {
  const { client, log } = testService(SCHEMA, { maxBacklogBytes: 10_000 });
  const [slow, writer] = [client(), client()];
  await slow.ask('monitor', ['D', 'm', { Switch: {} }]);
  slow.backlog = 2 * 1024 * 1024;
  for (let i = 0; slow.closedBecause === undefined && i < 1000; i++) {
    await writer.ask('transact', ['D', { op: 'insert', table: 'Switch', row: { name: `switch ${i}` } }]);
  }
  expect(slow.closedBecause).toMatch(/^\d+ bytes not taken by the peer$/);
  expect(log).toEqual([`test#0: ${slow.closedBecause}`]);
  expect(await writer.ask('echo', [])).toEqual(['{"id":1,"result":[],"error":null}']);
});

test('a big reply is made in pieces while other clients are served, and shows one moment', async () => {
  const { client } = testService(SCHEMA, { maxBacklogBytes: 10 * 1024 * 1024 });
  const [reader, writer] = [client(), client()];
  const operations = Array.from({ length: 5000 }, (_, i) => ({
    op: 'insert',
    table: 'Switch',
    row: { name: `s${i}` },
  }));
  await writer.ask('transact', ['D', ...operations]);
  reader.backlog = 2 * 1024 * 1024;
  await reader.ask('monitor_cond', ['D', 'm', { Switch: { columns: ['name'] } }]);
  expect(reader.heard).toEqual([]);
  await writer.ask('transact', ['D', { op: 'delete', table: 'Switch', where: [] }]);
  reader.drain();
  const text = (await reader.next()).join('');
  const [reply = '', update = ''] = text.split(/(?<=null})(?={)/);
  expect(reply.match(/"initial"/g)?.length).toBe(5000);
  expect(update.match(/"delete":null/g)?.length).toBe(5000);
});
