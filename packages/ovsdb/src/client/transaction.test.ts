/** Transactions of a replica: what they send, and what the replies mean. */
import { expect, test } from '@jest/globals';
import { parseJson } from '#ovsdb/notation';
import { idOf, open, P1, Port, S1, S2, Switch, T2 } from './testing/replica-bench.js';

test('a change arrives before the reply to the transaction that made it', async () => {
  const bench = open();
  await bench.replica.whenSynced();
  bench.server.answers = { ...bench.server.answers, transact: () => [{ uuid: ['uuid', S2] }, {}] };
  bench.server.takeRequests();
  const transaction = bench.replica.transaction('first line');
  const port = transaction.insert(Port, { name: 'p2' });
  const id = transaction.insert(Switch, {
    name: 'sw2',
    ports: [port, port],
    options: new Map([
      ['b', '1'],
      ['a', '2'],
    ]),
  });
  transaction.comment('second line');
  transaction.assertLock('l1');
  const committed = transaction.commit();
  bench.server.notify('update3', ['monid', 'Network'], T2, {
    Switch: { [id]: { insert: { name: 'sw2', ports: ['uuid', port] } } },
  });
  expect(await committed).toMatchObject({ status: 'success' });
  expect(bench.replica.get(Switch, id)).toMatchObject({ name: 'sw2', ports: [port] });
  expect(parseJson(bench.server.takeRequests()[0]!.slice('transact '.length))).toEqual([
    'Network',
    { op: 'insert', table: 'Port', row: { name: 'p2' }, uuid: port },
    {
      op: 'insert',
      table: 'Switch',
      row: {
        name: 'sw2',
        ports: ['uuid', port],
        options: [
          'map',
          [
            ['a', '2'],
            ['b', '1'],
          ],
        ],
      },
      uuid: id,
    },
    { op: 'comment', comment: 'first line\nsecond line' },
    { op: 'assert', lock: 'l1' },
  ]);
});

test('what each call of a transaction sends', async () => {
  const bench = open();
  await bench.replica.whenSynced();
  bench.server.takeRequests();
  const id = idOf(S1, bench);
  const transaction = bench.replica.transaction();
  transaction.verify(Switch, id, ['name', 'ports']);
  transaction.update(Switch, id, { name: 'new', key: undefined });
  transaction.mutate(Switch, id, 'options', 'insert', new Map([['k', 'v']]));
  transaction.mutate(Switch, id, 'options', 'delete', ['k']);
  transaction.mutate(Switch, id, 'ports', 'delete', []);
  transaction.increment(Switch, id, 'key', 1);
  transaction.wait(Switch, true, [], [], '==');
  transaction.select(Switch, [['_uuid', '==', id]], ['key']);
  transaction.delete(Switch, id);
  void transaction.commit();
  const byId = [['_uuid', '==', ['uuid', S1]]];
  const [, ...operations] = JSON.parse(bench.server.takeRequests()[0]!.slice('transact '.length));
  expect(operations).toEqual([
    {
      op: 'wait',
      table: 'Switch',
      where: byId,
      columns: ['name', 'ports'],
      until: '==',
      rows: [{ name: 'sw1', ports: ['uuid', P1] }],
      timeout: 0,
    },
    { op: 'update', table: 'Switch', where: byId, row: { name: 'new', key: ['set', []] } },
    { op: 'mutate', table: 'Switch', where: byId, mutations: [['options', 'insert', ['map', [['k', 'v']]]]] },
    { op: 'mutate', table: 'Switch', where: byId, mutations: [['options', 'delete', 'k']] },
    { op: 'mutate', table: 'Switch', where: byId, mutations: [['ports', 'delete', ['set', []]]] },
    { op: 'mutate', table: 'Switch', where: byId, mutations: [['key', '+=', 1]] },
    { op: 'wait', table: 'Switch', where: [], until: '==', rows: [], timeout: 0 },
    { op: 'select', table: 'Switch', where: byId, columns: ['key'] },
    { op: 'delete', table: 'Switch', where: byId },
  ]);
});

/** Replies of ovsdb-server 3.1 to failed transactions. */
test.each([
  ['[{"details":"\\"where\\" clause test failed","error":"timed out"},null]', 'try-again'],
  ['[{"count":1},{"details":"Asserted lock l1 not held.","error":"not owner"}]', 'not-locked'],
  ['[{"count":1},{"details":"aborted by request","error":"aborted"}]', 'error'],
  [
    '[{},{"details":"Table Switch column ports row U references nonexistent row V in table Port.","error":"referential integrity violation"}]',
    'error',
  ],
  ['[{"count":1}]', 'success'],
])('a reply %s is %s', async (reply, status) => {
  const bench = open({ transact: () => parseJson(reply) });
  await bench.replica.whenSynced();
  const transaction = bench.replica.transaction();
  transaction.delete(Switch, idOf(S1, bench));
  expect((await transaction.commit()).status).toBe(status);
});

test('transactions without an answer, without a connection, without anything to do', async () => {
  const bench = open();
  const early = bench.replica.transaction();
  early.insert(Port, {});
  expect((await early.commit()).status).toBe('try-again');
  await bench.replica.whenSynced();
  const lost = bench.replica.transaction();
  lost.insert(Port, {});
  const outcome = lost.commit();
  bench.server.drop();
  expect(await outcome).toMatchObject({ status: 'try-again', error: { error: 'connection lost' } });
  const idle = bench.replica.transaction('nothing to do');
  idle.verify(Switch, idOf(S1, bench), ['name']);
  expect((await idle.commit()).status).toBe('unchanged');
});
