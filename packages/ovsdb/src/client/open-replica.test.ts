/**
 * The replica from its owner's side, against a server that answers by a table: what it asks, delivers and survives. One
 * file, because all cases share that server's setting.
 */
import { afterEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Log, ZERO_UUID } from '#base';
import { type Json, OvsdbError, parseJson, schemaToJson, stringifyJson } from '#ovsdb/notation';
import { database, integer, map, one, optional, reference, set, string, table, type UuidOf } from '#schemas';
import type { ChangeSet } from './change-set.js';
import { openReplica } from './open-replica.js';
import type { Replica, ReplicaOptions } from './replica.js';
import { FakeClock, settled } from './testing/fake-clock.js';
import { type Answers, FakeServer, healthyAnswers, serverRow, UNKNOWN_METHOD } from './testing/fake-server.js';

const Switch = table(
  'Switch',
  { name: one(string()), key: optional(integer()), ports: set(reference('Port')), options: map(string(), string()) },
  { isRoot: true },
);
const Port = table('Port', { name: one(string()) });
const network = database('Network', '1.0.0', undefined, { Switch, Port });

const S1 = 'aaaaaaaa-0000-4000-8000-000000000001';
const S2 = 'aaaaaaaa-0000-4000-8000-000000000002';
const P1 = 'bbbbbbbb-0000-4000-8000-000000000001';
const T1 = 'cccccccc-0000-4000-8000-000000000001';
const T2 = 'cccccccc-0000-4000-8000-000000000002';
const contents: Json = {
  Switch: { [S1]: { initial: { name: 'sw1', ports: ['uuid', P1] } } },
  Port: { [P1]: { initial: { name: 'p1' } } },
};

let replica: Replica | undefined;
afterEach(() => replica?.close());

interface Bench {
  readonly server: FakeServer;
  readonly clock: FakeClock;
  readonly replica: Replica;
  readonly changes: string[];
  readonly log: string[];
}

function serverWith(answers: Answers = {}): FakeServer {
  return new FakeServer({ ...healthyAnswers(network, contents, T1), ...answers });
}

function refusing(): FakeServer {
  const server = serverWith();
  server.isUp = false;
  return server;
}

function open(answers: Answers = {}, options: Partial<ReplicaOptions> = {}, server = serverWith(answers)): Bench {
  const clock = new FakeClock();
  const changes: string[] = [];
  const lines: string[] = [];
  const say = (level: string) => (text: string) => void lines.push(`${level} ${text}`);
  const log: Log = { debug() {}, info: say('info'), warn: say('warn'), error: say('error') };
  let bytes = 0;
  replica = openReplica({
    database: network,
    remotes: ['unix:/db'],
    remoteOrder: 'given',
    tables: 'all',
    clock,
    random: (count) => new Uint8Array(count).fill(++bytes),
    log,
    connect: server.connect,
    onChanges: (set) => void changes.push(...describe(set)),
    ...options,
  });
  return { server, clock, replica, changes, log: lines };
}

/** `+Switch sw1`, `-Port p1`, `Switch sw1 -> sw2`; a line `initial` first where it is. */
function describe({ tables, isInitial }: ChangeSet): string[] {
  const lines = isInitial ? ['initial'] : [];
  for (const [{ name }, rows] of tables) {
    for (const { before, after } of rows) {
      const text = (row: object | undefined) =>
        row === undefined ? '' : Object.values(row).slice(1).flatMap(show).join(' ');
      lines.push(
        before === undefined
          ? `+${name} ${text(after)}`
          : after === undefined
            ? `-${name} ${text(before)}`
            : `${name} ${text(before)} -> ${text(after)}`,
      );
    }
  }
  return lines;
}

function show(value: unknown): string[] {
  if (value === undefined) return [];
  if (value instanceof Map) return [...value].map(([k, v]) => `${k}=${v}`);
  return Array.isArray(value) ? value : [String(value)];
}

function idOf(uuid: string, bench: Bench): UuidOf<typeof Switch> {
  for (const row of bench.replica.rows(Switch)) if (row._uuid === uuid) return row._uuid;
  throw new Error(`no row ${uuid}`);
}

test('a healthy server is asked what C clients ask, and delivers', async () => {
  const bench = open(
    {},
    {
      lock: 'l1',
      tables: [
        {
          table: Switch,
          columns: ['name'],
          where: [
            ['name', '==', 'sw1'],
            ['ports', 'includes', ['x']],
          ],
        },
        { table: Port, columns: [] },
      ],
    },
  );
  await bench.replica.whenSynced();
  expect(bench.server.takeRequests()).toEqual([
    'lock ["l1"]',
    'get_schema ["_Server"]',
    'monitor_cond ["_Server",["monid","_Server"],{"Database":[{"columns":["name","model","connected","leader","schema","cid","index"]}]}]',
    `monitor_cond_since ["Network",["monid","Network"],{"Switch":[{"columns":["name"],"where":[["name","==","sw1"],["ports","includes",["uuid","x"]]]}],"Port":[{"columns":[]}]},"${ZERO_UUID}"]`,
    'set_db_change_aware [true]',
  ]);
  expect(bench.changes).toEqual(['initial', '+Switch sw1', '+Port ']);
  expect(bench.replica.hasLock).toBe(true);
});

/** What an older server does not know, and which monitors the client then asks for. */
const noServerDatabase = (params: readonly Json[]) =>
  params[0] === '_Server' ? new OvsdbError('unknown database') : schemaToJson(network.schema);
test.each<[string, Answers, string[]]>([
  ['_Server', { get_schema: noServerDatabase }, ['get_schema', 'get_schema', 'monitor_cond']],
  [
    'monitor_cond_since',
    { monitor_cond_since: () => UNKNOWN_METHOD },
    ['get_schema', 'monitor_cond', 'monitor_cond_since', 'monitor_cond'],
  ],
  [
    'monitor_cond_since, monitor_cond of databases',
    {
      monitor_cond_since: () => UNKNOWN_METHOD,
      monitor_cond: ([name]) =>
        name === '_Server'
          ? serverRow({ name: 'Network', schema: stringifyJson(schemaToJson(network.schema)) })
          : UNKNOWN_METHOD,
    },
    ['get_schema', 'monitor_cond', 'monitor_cond_since', 'monitor_cond', 'get_schema', 'monitor'],
  ],
  [
    'monitor_cond',
    { monitor_cond: () => UNKNOWN_METHOD },
    ['get_schema', 'monitor_cond', 'get_schema', 'monitor_cond', 'monitor'],
  ],
  [
    'set_db_change_aware',
    { set_db_change_aware: () => UNKNOWN_METHOD },
    ['get_schema', 'monitor_cond', 'monitor_cond_since'],
  ],
])('a server without %s', async (_, answers, methods) => {
  const monitor = () => ({
    Switch: { [S1]: { new: { name: 'sw1', key: ['set', []], ports: ['uuid', P1], options: ['map', []] } } },
    Port: { [P1]: { new: { name: 'p1' } } },
  });
  const bench = open({ ...answers, monitor });
  await bench.replica.whenSynced();
  expect(bench.server.takeMethods().filter((method) => method !== 'set_db_change_aware')).toEqual(methods);
  expect(bench.changes).toEqual(['initial', `+Switch sw1 ${P1}`, '+Port p1']);
  // Updates in the form that belongs to the monitor.
  if (methods.at(-1) === 'monitor') {
    bench.server.notify('update', ['monid', 'Network'], {
      Switch: {
        [S1]: { old: { name: 'sw1' }, new: { name: 'sw2', key: 5, ports: ['set', []], options: ['map', []] } },
      },
    });
  } else {
    bench.server.notify('update2', ['monid', 'Network'], {
      Switch: { [S1]: { modify: { name: 'sw2', key: 5, ports: ['uuid', P1] } } },
    });
  }
  expect(bench.changes.at(-1)).toBe(`Switch sw1 ${P1} -> sw2 5`);
});

test('a server that knows only the monitor of RFC 7047: conditions are seen to here', async () => {
  const row = (name: string, key: number) => ({ name, key, ports: ['set', []], options: ['map', []] });
  const rows = { [S1]: { new: row('sw1', 1) }, [S2]: { new: row('sw2', 2) } };
  const bench = open(
    { monitor_cond: () => UNKNOWN_METHOD, monitor: () => ({ Switch: rows }), monitor_cancel: () => ({}) },
    { tables: [{ table: Switch, columns: ['name'], where: [['key', '==', 1]] }] },
  );
  await bench.replica.whenSynced();
  expect(bench.server.takeRequests()).toContain(
    'monitor ["Network",["monid","Network"],{"Switch":[{"columns":["name","key"]}]}]',
  );
  const update = (id: string, fields: Json) =>
    bench.server.notify('update', ['monid', 'Network'], { Switch: { [id]: fields } });
  update(S2, { old: { key: 2 }, new: row('sw2', 1) });
  update(S1, { old: { key: 1 }, new: row('sw1', 3) });
  update(S1, { old: { key: 3 }, new: row('sw1', 4) });
  expect(bench.changes).toEqual(['initial', '+Switch sw1', '+Switch sw2', '-Switch sw1']);
  bench.replica.setCondition(Switch, [['key', '==', 2]]);
  await bench.replica.conditionsInForce();
  expect(bench.server.takeMethods()).toEqual(['monitor_cancel', 'monitor']);
  expect(bench.changes.slice(4)).toEqual([]);
  expect([...bench.replica.rows(Switch)].map(({ name }) => name)).toEqual(['sw2']);
});

test('after a drop it resumes behind the last transaction it has seen', async () => {
  const bench = open();
  await bench.replica.whenSynced();
  bench.server.notify('update3', ['monid', 'Network'], T2, { Switch: { [S2]: { insert: { name: 'sw2' } } } });
  const kept = bench.replica.get(Switch, idOf(S1, bench));
  bench.server.answers = {
    ...bench.server.answers,
    monitor_cond_since: () => [true, T2, { Switch: { [S2]: { modify: { key: 7 } } } }],
  };
  bench.server.takeRequests();
  bench.server.drop();
  expect(bench.replica.state).toBe('connecting');
  await bench.clock.advance(1000);
  expect(bench.replica.state).toBe('synced');
  expect(bench.server.takeRequests().find((request) => request.startsWith('monitor_cond_since'))).toContain(`"${T2}"]`);
  expect(bench.changes).toEqual(['initial', `+Switch sw1 ${P1}`, '+Port p1', '+Switch sw2', 'Switch sw2 -> sw2 7']);
  expect(bench.replica.get(Switch, idOf(S1, bench))).toBe(kept);
});

test('a server that cannot resume sends all; the difference is delivered', async () => {
  const bench = open();
  await bench.replica.whenSynced();
  const kept = [...bench.replica.rows(Port)];
  const after = { Switch: { [S2]: { initial: { name: 'sw2' } } }, Port: { [P1]: { initial: { name: 'p1' } } } };
  bench.server.answers = healthyAnswers(network, after, T2);
  bench.server.drop();
  await bench.clock.advance(1000);
  expect(bench.changes.slice(3)).toEqual(['+Switch sw2', `-Switch sw1 ${P1}`]);
  expect([...bench.replica.rows(Port)]).toEqual(kept);
});

test('attempts: each remote at once, then pauses of 1, 2, 4, 8, 8 seconds a round', async () => {
  const bench = open({}, { remotes: ['unix:/a', 'unix:/b'] }, refusing());
  const times: string[] = [];
  for (let second = 0; second <= 32; second++) {
    await bench.clock.advance(second === 0 ? 0 : 1000);
    times.push(...bench.server.requests.splice(0).map((request) => `${second} ${request}`));
  }
  expect(times).toEqual([
    '0 -- unix:/a',
    '0 -- unix:/b',
    '1 -- unix:/a',
    '2 -- unix:/b',
    '4 -- unix:/a',
    '6 -- unix:/b',
    '10 -- unix:/a',
    '14 -- unix:/b',
    '22 -- unix:/a',
    '30 -- unix:/b',
  ]);
  bench.server.isUp = true;
  await bench.clock.advance(8000);
  expect(bench.replica.state).toBe('synced');
});

test('a follower is left for the next remote; so is a leader that steps down', async () => {
  let leader = false;
  const schema = stringifyJson(schemaToJson(network.schema));
  const bench = open(
    { monitor_cond: () => serverRow({ name: 'Network', model: 'clustered', leader, schema }) },
    { remotes: ['unix:/a', 'unix:/b'] },
  );
  await settled();
  expect(bench.log).toContain(
    'info unix:/a: connection dropped (clustered database server is not cluster leader; trying another server)',
  );
  leader = true;
  await bench.clock.advance(1000);
  expect(bench.replica.state).toBe('synced');
  leader = false;
  bench.server.notify('update2', ['monid', '_Server'], {
    Database: { '6c3a55f6-9c4f-4a4c-9a4a-6b1a4c0d2f5e': { modify: { leader: false } } },
  });
  expect(bench.replica.state).toBe('connecting');
});

const CLUSTER = 'dddddddd-0000-4000-8000-000000000001';
const OTHER_CLUSTER = 'dddddddd-0000-4000-8000-000000000002';

/** The answer to `monitor_cond` of `_Server` by a member of a cluster. */
function memberRow(columns: Readonly<Record<string, Json>>): Json {
  const schema = stringifyJson(schemaToJson(network.schema));
  return serverRow({ name: 'Network', model: 'clustered', cid: ['uuid', CLUSTER], index: 7, schema, ...columns });
}

test.each<[string, Readonly<Record<string, Json>>]>([
  ['clustered database server has stale data', { index: 6 }],
  ['clustered database server is disconnected from cluster', { connected: false }],
  ['clustered database server has not yet joined cluster', { schema: ['set', []] }],
  ['relay database server cannot be a leader', { model: 'relay' }],
  ['relay database server is disconnected from the relay source', { model: 'relay', connected: false }],
  ['relay database server has not yet connected to the relay source', { model: 'relay', schema: ['set', []] }],
])('%s: the next remote has its turn', async (text, columns) => {
  let row = memberRow({});
  const bench = open({ monitor_cond: () => row }, { remotes: ['unix:/a', 'unix:/b'] });
  await bench.replica.whenSynced();
  row = memberRow(columns);
  bench.server.drop();
  await settled();
  expect(bench.log).toContain(`info unix:/b: connection dropped (${text}; trying another server)`);
  row = memberRow({});
  await bench.clock.advance(1000);
  expect([bench.replica.state, bench.replica.remote]).toEqual(['synced', 'unix:/a']);
});

test('a cluster that was made anew is loaded anew; its index counts from there', async () => {
  let row = memberRow({});
  const bench = open({ monitor_cond: () => row });
  await bench.replica.whenSynced();
  bench.server.takeRequests();
  row = memberRow({ cid: ['uuid', OTHER_CLUSTER], index: 2 });
  bench.server.drop();
  await bench.clock.advance(1000);
  expect(bench.replica.state).toBe('synced');
  expect(bench.server.takeRequests().find((request) => request.startsWith('monitor_cond_since'))).toContain(ZERO_UUID);
  expect(bench.log).toContain(
    `warn Network: the cluster is ${OTHER_CLUSTER}, it was ${CLUSTER}; loading all contents anew`,
  );
  row = memberRow({ cid: ['uuid', OTHER_CLUSTER], index: 1 });
  bench.server.drop();
  await bench.clock.advance(1000);
  expect(bench.replica.state).toBe('connecting');
  bench.replica.resetCluster();
  await bench.clock.advance(8000);
  expect(bench.replica.state).toBe('synced');
});

test('a member that lags behind what was seen is left for the next, and nothing is loaded twice', async () => {
  let isBehind = false;
  const bench = open(
    {
      monitor_cond: () => memberRow({}),
      monitor_cond_since: ([, , , since]) =>
        since === T1 && !isBehind ? [true, T2, {}] : [false, isBehind ? T2 : T1, isBehind ? {} : contents],
    },
    { remotes: ['unix:/a', 'unix:/b', 'unix:/c'] },
  );
  await bench.replica.whenSynced();
  bench.log.splice(0);
  isBehind = true;
  bench.server.drop();
  await bench.clock.advance(900);
  expect([bench.replica.state, bench.replica.size(Switch)]).toEqual(['connecting', 1]);
  await bench.clock.advance(150);
  isBehind = false;
  await bench.clock.advance(100);
  expect(bench.log).toEqual([
    'info unix:/a: connection dropped (connection closed by peer)',
    'info unix:/b: connected',
    'info unix:/b: connection dropped (clustered database server has stale data; trying another server)',
    'info unix:/c: connected',
    'info unix:/c: resumed Network',
  ]);
  expect(bench.changes).toEqual(['initial', '+Switch sw1 bbbbbbbb-0000-4000-8000-000000000001', '+Port p1']);
});

test('contents that no member can continue are loaded at last', async () => {
  let isForgotten = false;
  const bench = open(
    {
      monitor_cond: () => memberRow({}),
      monitor_cond_since: () => [
        false,
        T2,
        isForgotten ? { Switch: { [S2]: { initial: { name: 'sw2' } } } } : contents,
      ],
    },
    { remotes: ['unix:/a', 'unix:/b', 'unix:/c'] },
  );
  await bench.replica.whenSynced();
  bench.changes.splice(0);
  isForgotten = true;
  bench.server.drop();
  await bench.clock.advance(2900);
  expect([bench.replica.state, bench.changes]).toEqual(['connecting', []]);
  await bench.clock.advance(1500);
  expect(bench.replica.state).toBe('synced');
  expect(bench.changes).toEqual([`+Switch sw2`, `-Switch sw1 ${P1}`, '-Port p1']);
});

test('remotes are tried in an order of chance', async () => {
  const remotes = ['unix:/a', 'unix:/b', 'unix:/c'];
  const places = [7, 1, 3];
  const bench = open(
    {},
    { remotes, remoteOrder: 'shuffled', random: () => new Uint8Array([0, 0, 0, places.shift() ?? 0]) },
    refusing(),
  );
  await settled();
  expect(bench.server.requests).toEqual(['-- unix:/b', '-- unix:/c', '-- unix:/a']);
});

test('without reconnect each remote is tried once, and three times during an election', async () => {
  const gone = open({}, { remotes: ['unix:/a', 'unix:/b'], reconnect: false }, refusing());
  await expect(gone.replica.whenSynced()).rejects.toThrow('Connection refused');
  expect(gone.server.requests).toEqual(['-- unix:/a', '-- unix:/b']);
  let leader = false;
  const answers = { monitor_cond: () => memberRow({ leader }) };
  const elected = open(answers, { remotes: ['unix:/a', 'unix:/b'], reconnect: false });
  await settled();
  leader = true;
  await elected.clock.advance(1000);
  expect(elected.replica.state).toBe('synced');
  elected.replica.close();
  leader = false;
  const leaderless = open(answers, { reconnect: false });
  const ended = expect(leaderless.replica.whenSynced()).rejects.toThrow('is not cluster leader');
  await leaderless.clock.advance(1000);
  await leaderless.clock.advance(2000);
  await ended;
});

test('any server of a cluster will do without leaderOnly', async () => {
  const schema = stringifyJson(schemaToJson(network.schema));
  const row = serverRow({ name: 'Network', model: 'clustered', leader: false, schema });
  const bench = open({ monitor_cond: () => row }, { leaderOnly: false });
  await bench.replica.whenSynced();
});

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

test('conditions: one request a turn, in force when its rows are here', async () => {
  const bench = open(
    { monitor_cond_change: () => undefined },
    { tables: [{ table: Switch, where: false }, { table: Port }] },
  );
  await bench.replica.whenSynced();
  bench.server.takeRequests();
  bench.replica.setCondition(Switch, [['key', '==', 1]]);
  bench.replica.setCondition(Switch, [
    ['key', '==', 1],
    ['key', '!=', undefined],
  ]);
  bench.replica.setCondition(Port, false);
  let inForce = false;
  const done = bench.replica.conditionsInForce().then(() => {
    inForce = true;
  });
  await settled();
  const id = ['monid', 'Network'];
  expect(bench.server.takeRequests()).toEqual([
    'monitor_cond_change [["monid","Network"],["monid","Network"],{"Switch":[{"where":[["key","==",1],["key","!=",["set",[]]]]}],"Port":[{"where":[false]}]}]',
  ]);
  bench.replica.setCondition(Switch, true); // waits for the answer to the one before
  await settled();
  expect([bench.server.takeRequests(), inForce]).toEqual([[], false]);
  bench.server.answers = { ...bench.server.answers, monitor_cond_change: () => ({}) };
  bench.server.notify('update3', id, T2, { Port: { [P1]: { delete: null } } });
  bench.server.reply('monitor_cond_change', {});
  await done;
  expect(bench.server.takeRequests()).toEqual([
    'monitor_cond_change [["monid","Network"],["monid","Network"],{"Switch":[{"where":[true]}]}]',
  ]);
  expect(bench.changes.at(-1)).toBe('-Port p1');
  await bench.replica.conditionsInForce();
});

test('a drop while conditions change: the next connection loads anew, with the wanted conditions', async () => {
  const bench = open({ monitor_cond_change: () => undefined });
  await bench.replica.whenSynced();
  bench.replica.setCondition(Port, false);
  await settled();
  bench.server.takeRequests();
  bench.server.drop();
  await bench.clock.advance(1000);
  expect(bench.server.takeRequests().find((request) => request.startsWith('monitor_cond_since'))).toMatch(
    /"Port":\[\{"columns":\["name"\],"where":\[false\]\}\]\},"00000000-/,
  );
});

test('a drop before conditions were sent: it resumes with the old ones, then changes them', async () => {
  const bench = open();
  await bench.replica.whenSynced();
  bench.server.drop();
  bench.replica.setCondition(Port, false);
  bench.server.takeRequests();
  await bench.clock.advance(1000);
  await bench.replica.conditionsInForce();
  const requests = bench.server.takeRequests();
  expect(requests.find((request) => request.startsWith('monitor_cond_since'))).toContain(
    `"Port":[{"columns":["name"]}]},"${T1}"]`,
  );
  expect(requests.at(-1)).toBe(
    'monitor_cond_change [["monid","Network"],["monid","Network"],{"Port":[{"where":[false]}]}]',
  );
});

test('a lock that others hold, lose and steal', async () => {
  const held: boolean[] = [];
  const bench = open({ lock: () => ({ locked: false }) }, { lock: 'l1', onLock: (has) => void held.push(has) });
  await bench.replica.whenSynced();
  bench.server.notify('locked', 'l1');
  bench.server.notify('stolen', 'l1');
  bench.server.notify('locked', 'l1');
  bench.server.notify('locked', 'other');
  bench.server.drop();
  expect(held).toEqual([true, false, true, false]);
});

test('an update that cannot be applied: contents are loaded anew', async () => {
  const bench = open();
  await bench.replica.whenSynced();
  bench.server.takeRequests();
  bench.server.notify('update3', ['monid', 'Network'], T2, { Switch: { [S2]: { modify: { name: 'x' } } } });
  expect(bench.log.at(-1)).toBe(`info unix:/db: connection dropped (Switch row ${S2} modified but not there)`);
  await bench.clock.advance(1000);
  expect(bench.server.takeRequests().find((request) => request.startsWith('monitor_cond_since'))).toContain(ZERO_UUID);
  expect(bench.replica.state).toBe('synced');
});

test('a server with an older schema: what it lacks is left out', async () => {
  const OldSwitch = table('Switch', { name: one(string()) }, { isRoot: true });
  const old = database('Network', '0.9.0', undefined, { Switch: OldSwitch });
  const bench = open(healthyAnswers(old, { Switch: { [S1]: { initial: { name: 'sw1' } } } }, T1));
  await bench.replica.whenSynced();
  expect(bench.log.filter((line) => line.startsWith('warn'))).toEqual([
    'warn Switch table in Network database lacks key column (database needs upgrade?)',
    'warn Switch table in Network database lacks ports column (database needs upgrade?)',
    'warn Switch table in Network database lacks options column (database needs upgrade?)',
    'warn Network database lacks Port table (database needs upgrade?)',
  ]);
  expect(bench.changes).toEqual(['initial', '+Switch sw1']);
  bench.server.takeRequests();
  const transaction = bench.replica.transaction();
  transaction.insert(Switch, { name: 'x', key: 5 });
  void transaction.commit();
  expect(bench.server.takeRequests()[0]).toContain('"row":{"name":"x"}');
});

test('a server with a wrong schema is not used', async () => {
  const Wrong = table('Switch', { name: optional(string()) }, { isRoot: true });
  const bench = open(healthyAnswers(database('Network', '2.0.0', undefined, { Switch: Wrong }), {}, T1), {
    tables: [{ table: Switch, columns: ['name'] }],
  });
  await settled();
  expect(bench.log.filter((line) => line.startsWith('error'))).toEqual([
    'error Switch table in Network database has name column of another type: optional string instead of one string',
  ]);
  expect(bench.replica.state).toBe('connecting');
});

test('without reconnect the first failure is the end', async () => {
  const bench = open({}, { reconnect: false }, refusing());
  await expect(bench.replica.whenSynced()).rejects.toThrow('Connection refused');
  expect(bench.replica.state).toBe('closed');
});

test('an attempt that nobody answers ends after 8 s', async () => {
  const server = serverWith();
  const silent = { isSilent: true };
  const bench = open(
    {},
    {
      remotes: ['unix:/a', 'unix:/b'],
      connect: (remote) => (silent.isSilent ? new Promise(() => {}) : server.connect(remote)),
    },
    server,
  );
  await bench.clock.advance(7999);
  expect(bench.replica.remote).toBe('unix:/a');
  silent.isSilent = false;
  await bench.clock.advance(1);
  expect([bench.replica.state, bench.replica.remote]).toEqual(['synced', 'unix:/b']);
});

test('a server that answers nonsense is left, whatever it says', async () => {
  // Denormal numbers are no JSON to peers of OVSDB.
  const json = fc.jsonValue().filter((each) => !/e-3\d\d/.test(JSON.stringify(each)));
  const answer = fc.option(fc.oneof(json, fc.constant(contents), fc.constant([true, T1, contents])), {
    nil: undefined,
  });
  const healthy = healthyAnswers(network, contents, T1);
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.constantFrom(...Object.keys(healthy), 'transact'), answer, { maxKeys: 3 }),
      fc.array(
        fc.tuple(
          fc.constantFrom('update', 'update2', 'update3', 'locked', 'x'),
          fc.array(fc.oneof(json, fc.constant(['monid', 'Network'])), { maxLength: 3 }),
        ),
        { maxLength: 3 },
      ),
      async (nonsense, notifications) => {
        const answers = Object.fromEntries(
          Object.entries(nonsense).map(([method, value]) => [method, () => asJson(value)]),
        );
        const bench = open({ ...healthy, ...answers });
        await settled();
        for (const [method, params] of notifications) bench.server.notify(method, ...params.map(asJson));
        const transaction = bench.replica.transaction();
        transaction.insert(Port, {});
        void transaction.commit();
        await settled();
        bench.replica.close();
        expect(bench.replica.state).toBe('closed');
      },
    ),
    { numRuns: 200 },
  );
});

function asJson(value: unknown): Json {
  return value === undefined ? null : parseJson(JSON.stringify(value));
}
