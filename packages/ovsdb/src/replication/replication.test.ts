import { afterEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Clock, Log } from '#base';
import { connect, systemClock } from '#ovsdb/jsonrpc';
import type { Json } from '#ovsdb/notation';
import type { Service } from '#ovsdb/server';
import { TestPlace, until } from '../io/testing-place.js';
import { type TestClient, type TestService, testService } from '../server/testing-service.js';
import { ActiveBackup, type SyncSettings } from './active-backup.js';

const SCHEMA = `{"name":"D","version":"1.0.0","tables":{
  "Switch":{"isRoot":true,"indexes":[["name"]],"columns":{"name":{"type":"string"},
    "tags":{"type":{"key":"integer","min":0,"max":"unlimited"}},
    "options":{"type":{"key":"string","value":"string","min":0,"max":"unlimited"}},
    "ports":{"type":{"key":{"type":"uuid","refTable":"Port"},"min":0,"max":"unlimited"}}}},
  "Port":{"columns":{"n":{"type":"integer"}}},
  "Other":{"isRoot":true,"columns":{"n":{"type":"integer"}}}}}`;
const [A, B, P, Q] = ['a', 'b', 'c', 'd'].map((digit) => '00000000-0000-0000-0000-000000000000'.replaceAll('0', digit));
const READ_ONLY = 'not allowed when database server is in read only mode';

const place = new TestPlace();
afterEach(() => place.clear());

class Backup {
  readonly log: string[] = [];
  readonly side: TestService;
  readonly pair: ActiveBackup;
  readonly client: TestClient;

  constructor(server: string, settings: Partial<SyncSettings> = {}, schema = SCHEMA, clock: Clock = systemClock) {
    this.side = testService(schema, { idsAfter: 1_000_000 });
    const say = (text: string) => void this.log.push(text);
    const log: Log = { debug() {}, info: say, warn: say, error: say };
    this.pair = new ActiveBackup(
      { server, excluded: '', role: 'backup', ...settings },
      {
        service: this.side.service,
        clock,
        log,
        connectionLog: { ...log, info() {}, warn() {} },
        connect: (remote) => connect(remote),
      },
    );
    place.later(() => this.pair.close());
    this.client = this.side.client();
  }

  async replicates(): Promise<void> {
    await until(() => this.pair.status.includes('replicating'));
  }

  /** Transactions that were stored, as the numbers of their changes. */
  get stored(): number[] {
    return this.side.store.committed.flat().map(({ changes }) => changes.length);
  }
}

function insert(table: string, uuid: string | undefined, row: Json): Json {
  return { op: 'insert', table, ...(uuid === undefined ? {} : { uuid }), row };
}

async function transact(client: TestClient, ...operations: Json[]): Promise<string> {
  return (await client.ask('transact', ['D', ...operations])).at(-1) ?? '';
}

/** Every row, as JSON of its values by its table. */
function contents(service: Service): Record<string, unknown[]> {
  const tables = [...(service.database('D')?.tables.values() ?? [])];
  return Object.fromEntries(
    tables.map((table) => [table.name, [...table.rows.values()].map(({ id, values }) => [id, ...values.slice(0)])]),
  );
}

const FIRST = [
  insert('Switch', A, { name: 'a', tags: ['set', [1, 2]], ports: ['uuid', P ?? ''] }),
  insert('Port', P, { n: 1 }),
  insert('Other', B, { n: 7 }),
];

test('a backup becomes what the active server is, in one transaction of what differs, and follows it', async () => {
  const directory = place.directory();
  const active = testService(SCHEMA);
  const writer = active.client();
  await transact(writer, ...FIRST);
  await place.listen(active.service, `${directory}/a`);
  const backup = new Backup(`unix:${directory}/a`, { role: 'active' });
  backup.pair.start();
  expect(backup.pair.status).toBe('state: active\n');
  // One row is as it is there, one is another, one is not there.
  await transact(
    backup.client,
    insert('Other', B, { n: 7 }),
    insert('Switch', A, { name: 'x' }),
    insert('Other', Q, { n: 1 }),
  );
  await backup.client.ask('monitor', ['D', 'm', { Other: {} }]);
  backup.pair.connect();
  expect(backup.pair.status).toBe(`state: backup\nconnecting: unix:${directory}/a\n`);
  await backup.replicates();
  expect(backup.pair.status).toBe(`state: backup\nreplicating: unix:${directory}/a\ndatabase: D\n`);
  expect(contents(backup.side.service)).toEqual(contents(active.service));
  expect(backup.stored).toEqual([3, 3]);
  expect(backup.client.heard.splice(0).map((text) => [text.includes(B ?? ''), text.includes(Q ?? '')])).toEqual([
    [false, true],
  ]);

  const before = active.service.database('D')?.lastId ?? null;
  await transact(
    writer,
    {
      op: 'mutate',
      table: 'Switch',
      where: [],
      mutations: [
        ['tags', 'insert', 3],
        ['tags', 'delete', 1],
      ],
    },
    { op: 'update', table: 'Switch', where: [], row: { options: ['map', [['k', 'v']]], ports: ['set', []] } },
    { op: 'delete', table: 'Other', where: [] },
  );
  await until(() => backup.stored.length === 3);
  expect(contents(backup.side.service)).toEqual({
    Switch: [[A, 'a', [2, 3], new Map([['k', 'v']]), []]],
    Port: [],
    Other: [],
  });
  const [mine, theirs] = [backup.side.service, active.service].map((service) => service.database('D')?.lastId);
  expect(mine).toBe(theirs);
  // Clients of the active server go on here where they were there.
  const resumed = (await backup.client.ask('monitor_cond_since', ['D', 's', { Other: {} }, before])).at(-1);
  expect(resumed).toContain(`"result":[true,"${theirs}",{"Other":{"${B}":{"delete":null}}}]`);
}, 20_000);

test('a backup refuses writes and locks until it is told to be the active server; its clients stay', async () => {
  const directory = place.directory();
  const active = testService(SCHEMA);
  await transact(active.client(), ...FIRST);
  await place.listen(active.service, `${directory}/a`);
  const backup = new Backup(`unix:${directory}/a`);
  const { client, pair } = backup;
  pair.start();
  expect(await transact(client, insert('Other', undefined, { n: 1 }))).toContain(READ_ONLY);
  await backup.replicates();
  expect(await client.ask('lock', ['L'])).toEqual([
    '{"id":1,"error":"lock and unlock methods not allowed, DB server is read only."}',
  ]);
  expect(await transact(client, { op: 'comment', comment: 'x' })).toContain('[{}]');
  pair.disconnect();
  expect(pair.status).toBe('state: active\n');
  expect(await transact(client, insert('Other', undefined, { n: 1 }))).toContain('"uuid"');
  expect(await client.ask('lock', ['L'])).toEqual(['{"id":1,"result":{"locked":true},"error":null}']);
  expect(client.closedBecause).toBeUndefined();
  pair.connect();
  await backup.replicates();
  expect(contents(backup.side.service)).toEqual(contents(active.service));
  expect(pair.settings).toEqual({ server: `unix:${directory}/a`, excluded: '', role: 'backup' });
}, 20_000);

test('excluded tables stay as they are; a server without conditions is followed, too', async () => {
  const directory = place.directory();
  const active = testService(SCHEMA);
  active.service.disableConditions();
  const writer = active.client();
  await transact(writer, ...FIRST);
  const listener = await place.listen(active.service, `${directory}/a`);
  const backup = new Backup(`unix:${directory}/a`, { role: 'active', excluded: 'D:Other' });
  await transact(backup.client, insert('Other', Q, { n: 1 }));
  backup.pair.connect();
  await backup.replicates();
  expect(backup.pair.status).toContain('exclude: D:Other\n');
  await transact(writer, insert('Other', undefined, { n: 2 }), {
    op: 'update',
    table: 'Switch',
    where: [],
    row: { name: 'b' },
  });
  await until(() => backup.stored.length === 3);
  await transact(writer, { op: 'delete', table: 'Switch', where: [] });
  await until(() => backup.stored.length === 4);
  expect(contents(backup.side.service)).toEqual({ Switch: [], Port: [], Other: [[Q, 1]] });

  await listener.close();
  // Said until there is another connection.
  expect(backup.pair.status).toContain('replicating');
  await transact(writer, ...FIRST.slice(0, 2));
  await place.listen(active.service, `${directory}/a`);
  await until(() => backup.stored.length === 5);
  expect(contents(backup.side.service)).toEqual({ ...contents(active.service), Other: [[Q, 1]] });
}, 20_000);

test('a connection that breaks is gone on with, and a server that was started anew is read whole', async () => {
  const directory = place.directory();
  const active = testService(SCHEMA);
  const writer = active.client();
  await transact(writer, ...FIRST);
  const listener = await place.listen(active.service, `${directory}/a`);
  const backup = new Backup(`unix:${directory}/a`);
  backup.pair.start();
  await backup.replicates();
  await listener.close();
  await transact(writer, { op: 'update', table: 'Switch', where: [], row: { tags: 1 } });
  const again = await place.listen(active.service, `${directory}/a`);
  await until(() => backup.stored.length === 2);
  expect(contents(backup.side.service)).toEqual(contents(active.service));
  await again.close();
  const other = testService(SCHEMA, { idsAfter: 5000 });
  await transact(other.client(), ...FIRST);
  await place.listen(other.service, `${directory}/a`);
  await until(() => backup.stored.length === 3);
  expect(contents(backup.side.service)).toEqual(contents(other.service));
  expect(backup.log).toEqual(
    ['compared whole', 'again', 'compared whole'].map((how) => `D: contents are those of unix:${directory}/a, ${how}`),
  );
}, 20_000);

test('what could not be stored is had anew', async () => {
  const directory = place.directory();
  const active = testService(SCHEMA);
  const writer = active.client();
  await place.listen(active.service, `${directory}/a`);
  const backup = new Backup(`unix:${directory}/a`);
  backup.pair.start();
  await backup.replicates();
  backup.side.store.refusal = 'disk full';
  await transact(writer, ...FIRST);
  await until(() => backup.side.service.storageFault(backup.side.service.database('D')!) !== undefined);
  backup.side.store.refusal = undefined;
  await until(() => backup.stored.length === 1);
  expect(contents(backup.side.service)).toEqual(contents(active.service));
}, 20_000);

test.each([
  ['itself', SCHEMA, 'Server ID check failed: Self replicating is not allowed'],
  ['a server of another schema', SCHEMA.replace('"n":', '"m":'), 'Nothing to replicate.'],
  [
    'a server whose rows do not fit',
    SCHEMA.replace('"isRoot":true,"indexes"', '"isRoot":true,"maxRows":1,"indexes"'),
    'unexpected ovsdb error: constraint violation',
  ],
])(
  'a backup of %s becomes the active server',
  async (what, schema, why) => {
    const directory = place.directory();
    const active = testService(SCHEMA);
    await transact(active.client(), ...FIRST, insert('Switch', undefined, { name: 'second' }));
    await place.listen(active.service, `${directory}/a`);
    const backup = new Backup(`unix:${directory}/${what === 'itself' ? 'b' : 'a'}`, { role: 'active' }, schema);
    await transact(backup.client, insert('Switch', A, { name: 'own' }));
    await place.listen(backup.side.service, `${directory}/b`);
    const before = contents(backup.side.service);
    backup.pair.connect();
    await until(() => backup.pair.status === 'state: active\n');
    expect(backup.log.join('\n')).toContain(why);
    expect(contents(backup.side.service)).toEqual(before);
    expect(await transact(backup.client, insert('Other', undefined, {}))).toContain('"uuid"');
  },
  20_000,
);

const name = fc.constantFrom('a', 'b', 'c');
const tags = fc.subarray([1, 2, 3, 4]).map((each): Json => ['set', each]);
const pairs = fc.dictionary(fc.constantFrom('k', 'l'), name).map((each): Json => ['map', Object.entries(each)]);
const change: fc.Arbitrary<readonly Json[]> = fc.oneof(
  fc
    .tuple(name, tags)
    .map(([each, set]) => [
      { op: 'delete', table: 'Switch', where: [['name', '==', each]] },
      { op: 'insert', table: 'Port', 'uuid-name': 'p', row: { n: 1 } },
      insert('Switch', undefined, { name: each, tags: set, ports: ['named-uuid', 'p'] }),
    ]),
  fc
    .tuple(name, tags, fc.constantFrom('insert', 'delete'))
    .map(([each, set, mutator]) => [
      { op: 'mutate', table: 'Switch', where: [['name', '==', each]], mutations: [['tags', mutator, set]] },
    ]),
  fc
    .tuple(name, pairs)
    .map(([each, map]) => [
      { op: 'update', table: 'Switch', where: [['name', '==', each]], row: { options: map, ports: ['set', []] } },
    ]),
  name.map((each) => [
    { op: 'delete', table: 'Switch', where: [['name', '==', each]] },
    insert('Other', undefined, { n: 1 }),
  ]),
);
const happening = fc.oneof(
  fc.record({ what: fc.constant('write'), change }),
  fc.record({ what: fc.constantFrom('cut', 'fail-over', 'write of both'), change }),
);

test('whatever happens, a backup comes to what its active server is', async () => {
  const hasty: Clock = { ...systemClock, setTimeout: (run, ms) => systemClock.setTimeout(run, Math.min(ms, 1)) };
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 3, maxLength: 12 }), async (happenings) => {
      const path = `${place.directory()}/a`;
      const active = testService(SCHEMA);
      const writer = active.client();
      let listener = await place.listen(active.service, path);
      const backup = new Backup(`unix:${path}`, {}, SCHEMA, hasty);
      backup.pair.start();
      for (const { what, change: operations } of happenings) {
        if (what === 'cut') await listener.close();
        if (what !== 'write') await backup.client.next();
        if (what === 'fail-over' || what === 'write of both') {
          backup.pair.disconnect();
          await transact(backup.client, ...operations);
        }
        if (what !== 'fail-over') await transact(writer, ...operations);
        if (what === 'cut') listener = await place.listen(active.service, path);
        else if (what !== 'write') backup.pair.connect();
      }
      await transact(writer, insert('Other', A, { n: 100 }));
      await until(
        () =>
          backup.side.service
            .database('D')
            ?.tables.get('Other')
            ?.rows.has(A ?? '') === true,
      );
      expect(sorted(contents(backup.side.service))).toEqual(sorted(contents(active.service)));
      backup.pair.close();
      await listener.close();
    }),
    { numRuns: 30 },
  );
}, 60_000);

/** The rows of each table in the order of their ids: where a row was deleted and made anew the servers differ in it. */
function sorted(tables: Record<string, unknown[]>): Record<string, unknown[]> {
  const text = (row: unknown) => JSON.stringify(row);
  return Object.fromEntries(
    Object.entries(tables).map(([table, rows]) => [table, rows.sort((a, b) => (text(a) < text(b) ? -1 : 1))]),
  );
}
