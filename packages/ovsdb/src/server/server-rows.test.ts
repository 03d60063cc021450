import { expect, test } from '@jest/globals';
import { type TestClient, testService } from './testing-service.js';

const SCHEMA = '{"name":"D","version":"1.0.0","tables":{}}';

/** What `_Server` tells: `name model connected leader`, and whether there is a schema. */
async function told(client: TestClient): Promise<string[]> {
  const columns = ['name', 'model', 'connected', 'leader', 'schema'];
  const [reply = ''] = await client.ask('transact', [
    '_Server',
    { op: 'select', table: 'Database', where: [], columns },
  ]);
  const rows: { readonly [column: string]: unknown }[] = JSON.parse(reply).result[0].rows;
  return rows.map(({ name, model, connected, leader, schema }) =>
    [name, model, connected, leader, typeof schema === 'string' ? 'schema' : 'none'].join(' '),
  );
}

test('databases of its own, and copies as they come and go', async () => {
  const { service, client } = testService(SCHEMA);
  const own = ['_Server standalone true true schema', 'D standalone true true schema'];
  expect(await told(client())).toEqual(own);
  service.relayed.expect('R');
  expect([service.relayed.isExpected('R'), service.databaseNames()]).toEqual([true, ['D', 'R', '_Server']]);
  expect(await told(client())).toEqual([...own, 'R relay false false none']);
  const schema = { name: 'R', version: '1.0.0', cksum: undefined, tables: new Map() };
  service.relayed.serve(service.newDatabase(schema, ''), { forward: () => ({ cancel() {}, drop() {} }) });
  expect([service.relayed.isExpected('R'), await told(client())]).toEqual([
    false,
    [...own, 'R relay true false schema'],
  ]);
  service.relayed.setConnected('R', false);
  expect(await told(client())).toEqual([...own, 'R relay false false schema']);
  service.removeDatabase('R');
  expect(await told(client())).toEqual(own);
  service.relayed.expect('S');
  service.removeDatabase('S');
  expect(await told(client())).toEqual(own);
});
