import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Condition, holds, type Json, parseConditions } from '#ovsdb/notation';
import { readColumn } from '../clauses.js';
import type { Row } from '../row.js';
import type { Table } from '../table.js';
import { testService } from '../testing-service.js';
import { VersionText } from '../version.js';
import { RowFilter } from './row-filter.js';

const SCHEMA = `{"name":"D","version":"1.0.0","tables":{"T":{"isRoot":true,"columns":{
  "name":{"type":"string"},
  "key":{"type":{"key":"integer","min":0,"max":1}},
  "to":{"type":{"key":{"type":"uuid","refTable":"T","refType":"weak"},"min":0,"max":1}},
  "tags":{"type":{"key":"integer","min":0,"max":3}},
  "options":{"type":{"key":"string","value":"string","min":0,"max":3}}}}}}`;
const IDS = ['a', 'b', 'c', 'd', 'e'].map((digit) => '00000000-0000-0000-0000-000000000000'.replaceAll('0', digit));

const id = fc.constantFrom(...IDS);
const name = fc.constantFrom('x', 'y', '');
const key: fc.Arbitrary<Json> = fc.constantFrom<Json>(1, 2, ['set', []]);
const to: fc.Arbitrary<Json> = fc.oneof(
  fc.constant<Json>(['set', []]),
  id.map((each): Json => ['uuid', each]),
);
const tags = fc.subarray([1, 2]).map((each): Json => ['set', each]);
const options = fc.subarray(['k', 'l']).map((each): Json => ['map', each.map((one) => [one, 'v'])]);
const row = fc.record({ name, key, to, tags, options });

const equality = fc.constantFrom('==', '!=', 'includes', 'excludes');
const clause: fc.Arbitrary<Json> = fc.oneof(
  { weight: 1, arbitrary: fc.boolean() },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constant('_uuid'),
      equality,
      id.map((each): Json => ['uuid', each]),
    ),
  },
  { weight: 4, arbitrary: fc.tuple(fc.constant('name'), equality, name) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('key'), equality, key) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('key'), fc.constant('<'), fc.nat(3)) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('to'), equality, to) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('tags'), equality, tags) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('options'), equality, options) },
);
const where = fc.array(clause, { maxLength: 4 });

const byId = (each: string): Json => [['_uuid', '==', ['uuid', each]]];
/** `isRefused`: the store does not take it, and it is undone. */
const step = fc.record({
  isRefused: fc.boolean(),
  operations: fc.array(
    fc.oneof(
      fc.record({ op: fc.constant('insert'), table: fc.constant('T'), uuid: id, row }),
      fc.record({ op: fc.constant('update'), table: fc.constant('T'), where: id.map(byId), row }),
      fc.record({ op: fc.constant('delete'), table: fc.constant('T'), where: id.map(byId) }),
    ),
    { minLength: 1, maxLength: 3 },
  ),
});

const versions = new VersionText('0123456789ab');

function naive(table: Table, conditions: readonly Condition[]): Row[] {
  if (conditions.length === 0) return [...table.rows.values()];
  return [...table.rows.values()].filter((each) =>
    conditions.some((condition) => holds(condition, (column) => readColumn(table, each, column, versions))),
  );
}

const ids = (rows: Iterable<Row>) => [...rows].map((each) => each.id).sort();

test('indexes tell the rows of a condition, and those that a change of conditions concerns, as a walk over the table does', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 6 }),
      fc.array(where, { minLength: 2, maxLength: 4 }),
      async (steps, wheres) => {
        const { client, service, store } = testService(SCHEMA);
        const writer = client();
        const table = service.database('D')?.tables.get('T');
        if (table === undefined) throw new Error('no table');
        for (const { isRefused, operations } of [{ isRefused: false, operations: [] }, ...steps]) {
          store.refusal = isRefused ? 'no room' : undefined;
          await writer.ask('transact', ['D', ...operations]);
          const parsed = wheres.map((each) => parseConditions(table.schema, each));
          const filters = parsed.map((conditions) => new RowFilter(table, conditions, versions));
          const matching = parsed.map((conditions) => ids(naive(table, conditions)));
          expect(filters.map((filter) => ids(filter.rows()))).toEqual(matching);
          filters.forEach((before, i) => {
            filters.forEach((after, k) => {
              const moved = ids(table.rows.values()).filter(
                (each) => matching[i]?.includes(each) !== matching[k]?.includes(each),
              );
              expect(ids(before.concernedBy(after))).toEqual(expect.arrayContaining(moved));
            });
          });
        }
      },
    ),
    { numRuns: 150 },
  );
});

test('what one datapath more concerns is that datapath only', async () => {
  const { client, service } = testService(SCHEMA);
  const [a, b, c] = IDS;
  const inserts = [a, b, c].map(
    (uuid, i): Json => ({ op: 'insert', table: 'T', uuid: uuid ?? '', row: { key: i, name: 'x' } }),
  );
  await client().ask('transact', ['D', ...inserts]);
  const table = service.database('D')?.tables.get('T');
  if (table === undefined) throw new Error('no table');
  const filter = (json: Json) => new RowFilter(table, parseConditions(table.schema, json), versions);
  const before = filter([
    ['to', '!=', ['set', []]],
    ['key', '==', 0],
  ]);
  const after = filter([
    ['to', '!=', ['set', []]],
    ['key', '==', 0],
    ['key', '==', 2],
  ]);
  expect([ids(before.concernedBy(after)), ids(after.concernedBy(before)), ids(after.rows())]).toEqual([
    [c],
    [c],
    [a, c],
  ]);
});
