import { expect, test } from '@jest/globals';
import type { Json } from '#ovsdb/notation';
import { hasWrites, refusalOf } from './forwarding.js';
import { wholeText } from './listing.js';
import type { Client } from './operation.js';
import { SUPERUSER } from './rbac.js';
import { testService } from './testing-service.js';

const SCHEMA = `{"name":"D","version":"1.0.0","tables":{
  "Chassis":{"isRoot":true,"columns":{"name":{"type":"string"},"nb_cfg":{"type":"integer"}}},
  "RBAC_Role":{"isRoot":true,"columns":{"name":{"type":"string"},
    "permissions":{"type":{"key":"string","value":{"type":"uuid","refTable":"RBAC_Permission"},"min":0,"max":"unlimited"}}}},
  "RBAC_Permission":{"isRoot":true,"columns":{"table":{"type":"string"},"insert_delete":{"type":"boolean"},
    "authorization":{"type":{"key":"string","min":0,"max":"unlimited"}},
    "update":{"type":{"key":"string","min":0,"max":"unlimited"}}}}}}`;

const update = (name: string): Json => ({
  op: 'update',
  table: 'Chassis',
  where: [['name', '==', name]],
  row: { nb_cfg: 1 },
});
/** It would wait for ever. */
const wait: Json = { op: 'wait', table: 'Chassis', where: [], columns: ['name'], until: '==', rows: [{ name: 'x' }] };
const assert: Json = { op: 'assert', lock: 'L' };

async function refusals(client: Partial<Client>, ...transactions: Json[][]): Promise<(string | undefined)[]> {
  const { service, client: open } = testService(SCHEMA);
  await open().ask('transact', [
    'D',
    { op: 'insert', table: 'Chassis', row: { name: 'h1' } },
    { op: 'insert', table: 'Chassis', row: { name: 'h2' } },
    {
      op: 'insert',
      table: 'RBAC_Permission',
      'uuid-name': 'p',
      row: { table: 'Chassis', authorization: 'name', update: 'nb_cfg' },
    },
    {
      op: 'insert',
      table: 'RBAC_Role',
      row: { name: 'host', permissions: ['map', [['Chassis', ['named-uuid', 'p']]]] },
    },
  ]);
  const database = service.database('D');
  if (database === undefined) throw new Error('no database');
  const whole: Client = { isReadOnly: false, identity: SUPERUSER, holdsLock: () => false, ...client };
  return transactions.map((operations) => {
    const reply = refusalOf(database, operations, whole, '1');
    return reply === undefined ? undefined : wholeText(reply);
  });
}

test('a role holds at the relay: whatever waits before, a chassis changes only what is its own', async () => {
  const host = { identity: { role: 'host', id: 'h1' } };
  const prohibited =
    '{"details":"RBAC rules for client \\"h1\\" role \\"host\\" prohibit modification of table \\"Chassis\\".","error":"permission error"}';
  expect(
    await refusals(
      host,
      [update('h1')],
      [update('h2')],
      [wait, assert, update('h2')],
      [wait, update('h1')],
      [update('none')],
    ),
  ).toEqual([
    undefined,
    `{"id":1,"result":[${prohibited}],"error":null}`,
    `{"id":1,"result":[{},{},${prohibited}],"error":null}`,
    undefined,
    undefined,
  ]);
});

test('a read-only remote takes no writes, and whoever may do all is not looked at', async () => {
  const [refused = ''] = await refusals({ isReadOnly: true }, [update('h1')]);
  expect(refused).toContain('update operation not allowed when database server is in read only mode');
  expect(await refusals({}, [update('h2')], [{ op: 'insert', table: 'None', row: {} }])).toEqual([
    undefined,
    undefined,
  ]);
});

test('what a relay answers itself', () => {
  const select: Json = { op: 'select', table: 'Chassis', where: [] };
  expect(hasWrites([wait, select, assert, { op: 'commit', durable: true }, 'nonsense', null])).toBe(false);
  expect(hasWrites([select, update('h1')])).toBe(true);
});
