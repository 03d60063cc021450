import { expect, test } from '@jest/globals';
import type { Json } from '#ovsdb/notation';
import { testService } from './testing-service.js';

const SCHEMA = `{"name":"D","version":"1.0.0","tables":{
  "T":{"isRoot":true,"columns":{"n":{"type":"integer"},"key":{"type":"integer"},
    "to":{"type":{"key":{"type":"uuid","refTable":"U"},"min":0,"max":1}},
    "near":{"type":{"key":{"type":"uuid","refTable":"T","refType":"weak"},"min":0,"max":1}}},"indexes":[["n"]]},
  "U":{"columns":{"name":{"type":"string"}}}}}`;
const ROWS = 6000;
const SELECT: Json = { op: 'select', table: 'T', where: [], columns: ['n', 'key', 'near'] };
const MONITORED: Json = { T: [{ columns: ['n'], where: [['key', '==', 2]] }] };

/** A service with rows 1 to 6000 that refer to a row of another table, each weakly to the one before; number 1 alone has key 2. */
async function filled() {
  const made = testService(SCHEMA, { maxBacklogBytes: 1e9 });
  const writer = made.client();
  const transact = (...operations: Json[]) => writer.askLong('transact', ['D', ...operations]);
  await transact(
    { op: 'insert', table: 'U', 'uuid-name': 'u', row: { name: 'u' } },
    ...Array.from({ length: ROWS }, (_, i): Json => {
      const near: Json = i === 0 ? ['set', []] : ['named-uuid', `t${i - 1}`];
      const row = { n: i + 1, key: i === 0 ? 2 : 1, to: ['named-uuid', 'u'], near };
      return { op: 'insert', table: 'T', 'uuid-name': `t${i}`, row };
    }),
  );
  /** As `1 2 -`: number, key, whether it refers to another. */
  const contents = async () => {
    const reply = await transact(SELECT);
    return [...reply.matchAll(/"n":(\d+),"key":(\d+),"near":\["(uuid|set)"/g)].map(
      ([, n, key, near]) => `${n} ${key} ${near === 'uuid' ? 'near' : '-'}`,
    );
  };
  /** Numbers of the rows that a monitor finds by their key. */
  const found = async () => {
    const reply = await made.client().askLong('monitor_cond', ['D', 'm', MONITORED]);
    return [...reply.matchAll(/"n":(\d+)/g)].map(([, n]) => Number(n)).sort((a, b) => a - b);
  };
  /** The atoms of the table as they are counted, and as they are. */
  const atoms = () => {
    const table = made.service.database('D')!.tables.get('T')!;
    // _uuid, _version, n, key, to; and near where it is.
    const rows = [...table.rows.values()].map(({ values }) => 2 + values.filter((value) => value !== undefined).length);
    return [table.atoms, rows.reduce((sum, count) => sum + count, 0)];
  };
  return { ...made, transact, contents, found, atoms };
}

const where = (n: number): Json => [['n', '==', n]];

test('a commit that changes most rows of a table leaves what many small ones would', async () => {
  const { transact, contents, found, atoms } = await filled();
  expect(await found()).toEqual([1]);
  const replies = await transact(
    { op: 'mutate', table: 'T', where: [], mutations: [['n', '+=', 10_000]] },
    { op: 'update', table: 'T', where: where(10_003), row: { key: 2 } },
    { op: 'delete', table: 'T', where: where(10_002) },
    { op: 'insert', table: 'T', row: { n: 3, key: 2 } },
  );
  expect(replies).toMatch(/"result":\[{"count":6000},{"count":1},{"count":1},{"uuid":/);
  const rows = await contents();
  expect(rows).toHaveLength(ROWS);
  expect([rows[0], rows[1], rows[2], rows.at(-1)]).toEqual(['10001 2 -', '10003 2 -', '10004 1 near', '3 2 -']);
  expect(await found()).toEqual([3, 10_001, 10_003]);
  const [counted, real] = atoms();
  expect(counted).toBe(real);
  // The unique index knows the new numbers, and those only.
  expect(await transact({ op: 'insert', table: 'T', row: { n: 10_004 } })).toContain('"constraint violation"');
  expect(await transact({ op: 'insert', table: 'T', row: { n: 4 } })).toContain('"uuid"');
  // What is referred to stays as long as it is.
  expect(await transact({ op: 'delete', table: 'T', where: [] }, { op: 'select', table: 'U', where: [] })).toContain(
    `{"count":${ROWS + 1}}`,
  );
  expect(await transact({ op: 'select', table: 'U', where: [] })).toContain('{"rows":[]}');
});

test('one that the store refuses leaves everything as it was', async () => {
  const { transact, contents, found, atoms, store } = await filled();
  const before = await contents();
  const atomsBefore = atoms();
  store.refusal = 'no room';
  expect(await transact({ op: 'mutate', table: 'T', where: [], mutations: [['n', '+=', 10_000]] })).toContain(
    'no room',
  );
  expect(await transact({ op: 'delete', table: 'T', where: [] })).toContain('no room');
  store.refusal = undefined;
  expect(await contents()).toEqual(before);
  expect(atoms()).toEqual(atomsBefore);
  expect(await found()).toEqual([1]);
  expect(await transact({ op: 'insert', table: 'T', row: { n: 10_004 } })).toContain('"uuid"');
  expect(await transact({ op: 'insert', table: 'T', row: { n: 4 } })).toContain('"constraint violation"');
  expect(await transact({ op: 'delete', table: 'T', where: where(1) })).toContain('{"count":1}');
  expect((await contents()).slice(0, 2)).toEqual(['2 1 -', '3 1 near']);
});
