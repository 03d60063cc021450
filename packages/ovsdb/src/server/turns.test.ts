import { expect, test } from '@jest/globals';
import { testService } from './testing-service.js';

const SCHEMA = '{"name":"D","version":"1.0.0","tables":{"T":{"columns":{"n":{"type":"integer"}},"isRoot":true}}}';

test('what comes in one turn is one batch, and nobody is answered before it is stored', async () => {
  const { store, client } = testService(SCHEMA);
  const clients = [client(), client()];
  for (const each of clients) each.send('transact', ['D', { op: 'insert', table: 'T', row: {} }]);
  expect([store.committed.length, ...clients.map(({ heard }) => heard.length)]).toEqual([0, 0, 0]);
  for (const each of clients) expect(await each.next()).toHaveLength(1);
  expect(store.committed.map((batch) => batch.length)).toEqual([2]);
});
