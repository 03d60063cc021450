/** What a database keeps beside its rows (counts of references and atoms, unique indexes, who refers weakly) is what a walk over all rows gives. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '#ovsdb/notation';
import { atomsOf } from './column.js';
import type { Database } from './database.js';
import { testService } from './testing-service.js';

const SCHEMA = `{"name":"D","version":"1.0.0","tables":{
  "Switch":{"isRoot":true,"indexes":[["name"],["zone","key"]],"columns":{
    "name":{"type":"string"},"zone":{"type":"string"},"key":{"type":{"key":"integer","min":0,"max":1}},
    "ports":{"type":{"key":{"type":"uuid","refTable":"Port"},"min":0,"max":"unlimited"}},
    "first":{"type":{"key":{"type":"uuid","refTable":"Port","refType":"weak"},"min":0,"max":1}},
    "peers":{"type":{"key":{"type":"uuid","refTable":"Switch","refType":"weak"},"min":0,"max":"unlimited"}},
    "queues":{"type":{"key":"integer","value":{"type":"uuid","refTable":"Port"},"min":0,"max":"unlimited"}}}},
  "Port":{"columns":{"n":{"type":"integer"},
    "next":{"type":{"key":{"type":"uuid","refTable":"Port"},"min":0,"max":1}},
    "near":{"type":{"key":{"type":"uuid","refTable":"Port","refType":"weak"},"value":{"type":"uuid","refTable":"Port"},"min":0,"max":"unlimited"}}}}}}`;
const idsOf = (digits: string) =>
  [...digits].map((digit) => '00000000-0000-0000-0000-000000000000'.replaceAll('0', digit));
const SWITCHES = idsOf('123');
const PORTS = idsOf('abcd');

const switchId = fc.constantFrom(...SWITCHES);
const portId = fc.constantFrom(...PORTS);
const uuid = (id: string): Json => ['uuid', id];
const setOf = (ids: string[]) => fc.subarray(ids).map((each): Json => ['set', each.map(uuid)]);
const atMostOne = (id: fc.Arbitrary<string>) =>
  fc.option(id).map((each): Json => (each === null ? ['set', []] : uuid(each)));
const pairs = (key: fc.Arbitrary<Json>) =>
  fc
    .uniqueArray(fc.tuple(key, portId.map(uuid)), { maxLength: 2, selector: ([each]) => JSON.stringify(each) })
    .map((each): Json => ['map', each]);

const switchRow = fc.record(
  {
    name: fc.constantFrom('x', 'y', 'z'),
    zone: fc.constantFrom('', 'a'),
    key: fc.constantFrom<Json>(1, 2, ['set', []]),
    ports: setOf(PORTS),
    first: atMostOne(portId),
    peers: setOf(SWITCHES),
    queues: pairs(fc.constantFrom<Json>(1, 2)),
  },
  { requiredKeys: ['name'] },
);
const portRow = fc.record(
  { n: fc.nat(3), next: atMostOne(portId), near: pairs(portId.map(uuid)) },
  { requiredKeys: [] },
);

const where = (id: string): Json => [['_uuid', '==', uuid(id)]];
const operation = fc.oneof(
  fc.record({ op: fc.constant('insert'), table: fc.constant('Switch'), uuid: switchId, row: switchRow }),
  fc.record({ op: fc.constant('insert'), table: fc.constant('Port'), uuid: portId, row: portRow }),
  fc.record({ op: fc.constant('update'), table: fc.constant('Switch'), where: switchId.map(where), row: switchRow }),
  fc.record({ op: fc.constant('update'), table: fc.constant('Port'), where: portId.map(where), row: portRow }),
  fc.record({ op: fc.constant('delete'), table: fc.constant('Switch'), where: switchId.map(where) }),
  fc.record({ op: fc.constant('delete'), table: fc.constant('Port'), where: portId.map(where) }),
  fc.record({
    op: fc.constant('mutate'),
    table: fc.constant('Switch'),
    where: switchId.map(where),
    mutations: fc
      .tuple(fc.constant('ports'), fc.constantFrom('insert', 'delete'), setOf(PORTS))
      .map((each): Json => [each]),
  }),
);
/** `isRefused`: the store does not take it, and it is undone. */
const step = fc.record({ isRefused: fc.boolean(), operations: fc.array(operation, { minLength: 1, maxLength: 3 }) });

/** All rows are there at first, so that most of what follows can be done. */
const FIRST: readonly Json[] = [
  ...PORTS.map((id): Json => ({ op: 'insert', table: 'Port', uuid: id, row: {} })),
  ...SWITCHES.map(
    (id, i): Json => ({
      op: 'insert',
      table: 'Switch',
      uuid: id,
      row: { name: `s${i}`, zone: `z${i}`, ports: ['set', PORTS.map(uuid)] },
    }),
  ),
];

interface Derived {
  /** Strong references from other rows, by `Table id`; rows without are left out. */
  readonly references: readonly string[];
  /** `Table index key: id`. */
  readonly indexed: readonly string[];
  /** `Table target: referrer`. */
  readonly weak: readonly string[];
  /** `Table: atoms, weak references`. */
  readonly counts: readonly string[];
}

function kept({ tables }: Database): Derived {
  const all = [...tables.values()];
  const rows = all.flatMap((table) => [...table.rows.values()].map((row) => ({ table, row })));
  return {
    references: rows
      .filter(({ row }) => row.references > 0)
      .map(({ table, row }) => `${table.name} ${row.id} ${row.references}`)
      .sort(),
    indexed: all
      .flatMap((table) =>
        table.indexes.flatMap((index, i) =>
          [...index.rows].map(([key, row]) => `${table.name} ${i} ${key}: ${row.id}`),
        ),
      )
      .sort(),
    weak: all
      .flatMap((table) =>
        [...table.weakReferrers].flatMap(([target, from]) =>
          [...from.keys()].map((id) => `${table.name} ${target}: ${id}`),
        ),
      )
      .sort(),
    counts: all.map(({ name, atoms, weakReferences }) => `${name}: ${atoms}, ${weakReferences}`),
  };
}

function recomputed({ tables }: Database): Derived {
  const references = new Map<string, number>();
  const indexed: string[] = [];
  const weak = new Set<string>();
  const counts: string[] = [];
  for (const table of tables.values()) {
    let [atoms, weakReferences] = [0, 0];
    for (const row of table.rows.values()) {
      table.indexes.forEach(
        (index, i) => void indexed.push(`${table.name} ${i} ${index.keyOf(row.values)}: ${row.id}`),
      );
      for (const column of table.columns) {
        const value = row.values[column.position];
        atoms += value instanceof Map ? 2 * value.size : atomsOf(value).length;
        for (const { side, table: target } of column.strong) {
          for (const atom of column.references(value, side)) {
            if (atom !== row.id) references.set(`${target} ${atom}`, (references.get(`${target} ${atom}`) ?? 0) + 1);
          }
        }
        for (const { side, table: target } of column.weak) {
          for (const atom of column.references(value, side)) {
            weak.add(`${target} ${atom}: ${row.id}`);
            weakReferences++;
          }
        }
      }
    }
    counts.push(`${table.name}: ${atoms + 2 * table.rows.size}, ${weakReferences}`);
  }
  return {
    references: [...references].map(([target, count]) => `${target} ${count}`).sort(),
    indexed: indexed.sort(),
    weak: [...weak].sort(),
    counts,
  };
}

/** What RFC 7047 (3.2) promises of every committed state. */
function broken({ tables }: Database): string[] {
  const faults: string[] = [];
  for (const table of tables.values()) {
    for (const row of table.rows.values()) {
      if (!table.isRoot && row.references === 0) faults.push(`${table.name} ${row.id} is garbage`);
      for (const column of table.columns) {
        for (const { side, table: target } of [...column.strong, ...column.weak]) {
          for (const atom of column.references(row.values[column.position], side)) {
            if (tables.get(target)?.rows.has(String(atom)) !== true)
              faults.push(`${column.name} of ${row.id} refers to nothing`);
          }
        }
      }
    }
  }
  return faults;
}

test('after any transactions, taken or undone, it is what a walk over the rows gives', async () => {
  let committed = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const { client, service, store } = testService(SCHEMA);
      const writer = client();
      await writer.ask('transact', ['D', ...FIRST]);
      for (const { isRefused, operations } of steps) {
        store.refusal = isRefused ? 'no room' : undefined;
        await writer.ask('transact', ['D', ...operations]);
        const database = service.database('D');
        if (database === undefined) throw new Error('no database');
        expect([kept(database), broken(database)]).toEqual([recomputed(database), []]);
      }
      committed += store.committed.length - 1;
    }),
    { numRuns: 200 },
  );
  expect(committed).toBeGreaterThan(100);
});
