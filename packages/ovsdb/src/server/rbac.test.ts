import { expect, test } from '@jest/globals';
import { parseJson, parseSchema } from '#ovsdb/notation';
import { authorize, type Identity } from './rbac.js';
import { finish } from './steps.js';
import { testService } from './testing-service.js';

const SCHEMA = `{"name":"D","version":"1.0.0","tables":{
  "Chassis":{"isRoot":true,"columns":{"name":{"type":"string"},"nb_cfg":{"type":"integer"},"hostname":{"type":"string"},
    "external_ids":{"type":{"key":"string","value":"string","min":0,"max":"unlimited"}}}},
  "Other":{"isRoot":true,"columns":{"n":{"type":"integer"}}},
  "RBAC_Role":{"isRoot":true,"columns":{"name":{"type":"string"},
    "permissions":{"type":{"key":"string","value":{"type":"uuid","refTable":"RBAC_Permission"},"min":0,"max":"unlimited"}}}},
  "RBAC_Permission":{"isRoot":true,"columns":{"table":{"type":"string"},"insert_delete":{"type":"boolean"},
    "authorization":{"type":{"key":"string","min":0,"max":"unlimited"}},
    "update":{"type":{"key":"string","min":0,"max":"unlimited"}}}}}}`;

/** A database in which role `host` may do with its own Chassis what `permission` says. */
async function database(permission: object) {
  const { service, client } = testService(SCHEMA);
  await client().ask('transact', [
    'D',
    { op: 'insert', table: 'RBAC_Permission', 'uuid-name': 'p', row: { table: 'Chassis', ...permission } },
    {
      op: 'insert',
      table: 'RBAC_Role',
      row: { name: 'host', permissions: ['map', [['Chassis', ['named-uuid', 'p']]]] },
    },
  ]);
  return service.database('D')!;
}

/** `yes`, or the refusal. */
async function verdict(
  permission: object,
  identity: Identity,
  act: 'insert' | 'update' | 'delete',
  row: { table?: string; name?: string; key?: string },
  columns: readonly string[] = [],
): Promise<string> {
  const held = await database(permission);
  const table = held.tables.get(row.table ?? 'Chassis')!;
  const values = table.initialValues();
  if (row.name !== undefined) values[table.column('name')!.position] = row.name;
  if (row.key !== undefined) values[table.column('external_ids')!.position] = new Map([['owner', row.key]]);
  try {
    finish(authorize(held, identity, act, table, [{ values }], columns));
    return 'yes';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const byName = { authorization: 'name', insert_delete: true, update: ['set', ['nb_cfg', 'hostname']] };
const h1: Identity = { role: 'host', id: 'h1' };

test('a client changes what is its own, and what its role lets change', async () => {
  const denied = (what: string, id = 'h1', role = 'host', table = 'Chassis') =>
    `permission error: RBAC rules for client "${id}" role "${role}" prohibit ${what} table "${table}".`;
  const outcomes = {
    own: await verdict(byName, h1, 'update', { name: 'h1' }, ['nb_cfg']),
    'of another': await verdict(byName, h1, 'update', { name: 'h2' }, ['nb_cfg']),
    'another column': await verdict(byName, h1, 'update', { name: 'h1' }, ['nb_cfg', 'name']),
    'insert own': await verdict(byName, h1, 'insert', { name: 'h1' }),
    'insert another': await verdict(byName, h1, 'insert', { name: 'h2' }),
    'no inserts': await verdict({ ...byName, insert_delete: false }, h1, 'insert', { name: 'h1' }),
    'delete own': await verdict(byName, h1, 'delete', { name: 'h1' }),
    'other table': await verdict(byName, h1, 'delete', { table: 'Other' }),
    'by key': await verdict({ ...byName, authorization: 'external_ids:owner' }, h1, 'update', { key: 'h1' }, [
      'nb_cfg',
    ]),
    'another key': await verdict({ ...byName, authorization: 'external_ids:owner' }, h1, 'update', { key: 'h2' }, [
      'nb_cfg',
    ]),
    anybody: await verdict({ ...byName, authorization: '' }, h1, 'update', { name: 'h9' }, ['nb_cfg']),
    'no certificate': await verdict(byName, { role: 'host', id: undefined }, 'update', { name: 'h1' }, ['nb_cfg']),
    'unknown role': await verdict(byName, { role: 'nobody', id: 'h1' }, 'insert', { name: 'h1' }),
    'no role': await verdict(byName, { role: '', id: undefined }, 'update', { name: 'h2' }, ['name']),
  };
  expect(outcomes).toEqual({
    own: 'yes',
    'of another': denied('modification of'),
    'another column': denied('modification of'),
    'insert own': 'yes',
    'insert another': denied('row insertion into'),
    'no inserts': denied('row insertion into'),
    'delete own': 'yes',
    'other table': denied('row deletion from', 'h1', 'host', 'Other'),
    'by key': 'yes',
    'another key': denied('modification of'),
    anybody: 'yes',
    'no certificate': denied('modification of', '(null)'),
    'unknown role': denied('row insertion into', 'h1', 'nobody'),
    'no role': 'yes',
  });
});

test('a database without roles restricts nobody', () => {
  const { service } = testService(SCHEMA);
  const plain = service.newDatabase(
    parseSchema(parseJson('{"name":"P","version":"1.0.0","tables":{"T":{"columns":{"n":{"type":"integer"}}}}}')),
    'x',
  );
  const table = plain.tables.get('T')!;
  expect(finish(authorize(plain, h1, 'insert', table, [{ values: table.initialValues() }], []))).toBeUndefined();
});
