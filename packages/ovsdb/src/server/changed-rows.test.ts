import { expect, test } from '@jest/globals';
import { parseJson } from '#ovsdb/notation';
import { STEP_ROWS } from './steps.js';
import { testService } from './testing-service.js';
import { Transaction } from './transact.js';

const SCHEMA = `{"name":"D","version":"1.0.0","tables":{"T":{"isRoot":true,"columns":{"n":{"type":"integer"}}},
  "RBAC_Role":{"isRoot":true,"columns":{"name":{"type":"string"},
    "permissions":{"type":{"key":"string","value":{"type":"uuid","refTable":"RBAC_Permission"},"min":0,"max":"unlimited"}}}},
  "RBAC_Permission":{"isRoot":true,"columns":{"table":{"type":"string"}}}}}`;

/** Runs an operation on a table of so many rows: how often others were served meanwhile, and what it came to. */
async function ran(operation: string, rows: number, role = ''): Promise<string> {
  const { service, client } = testService(SCHEMA);
  const inserts = Array.from({ length: rows }, () => ({ op: 'insert', table: 'T', row: {} }));
  await client().askLong('transact', ['D', ...inserts]);
  const asking = { isReadOnly: false, identity: { role, id: 'host' }, holdsLock: () => false };
  const transaction = new Transaction(service.database('D')!, [parseJson(operation)], asking, 0);
  for (let stops = 0; ; stops++) {
    const outcome = transaction.runUntil(() => true);
    if (outcome?.kind === 'done') return `${stops > 0 ? 'in steps' : 'at once'}: ${outcome.results.join('')}`;
  }
}

const OPERATIONS = [
  '{"op":"update","table":"T","where":[],"row":{"n":5}}',
  '{"op":"mutate","table":"T","where":[],"mutations":[["n","+=",5]]}',
  '{"op":"delete","table":"T","where":[]}',
];

test.each(OPERATIONS)('few rows are changed at once, many in steps: %s', async (operation) => {
  expect(await ran(operation, 0)).toBe('at once: {"count":0}');
  expect(await ran(operation, 3)).toBe('at once: {"count":3}');
  expect(await ran(operation, 3 * STEP_ROWS)).toBe(`in steps: {"count":${3 * STEP_ROWS}}`);
});

test.each(OPERATIONS)('a client with a role needs permission: %s', async (operation) => {
  for (const rows of [3, 3 * STEP_ROWS]) expect(await ran(operation, rows, 'guest')).toMatch(/permission error/);
});
