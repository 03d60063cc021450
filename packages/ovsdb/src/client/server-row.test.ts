/** Which server of a cluster a replica stays with. */
import { expect, test } from '@jest/globals';
import { ZERO_UUID } from '#base';
import { type Json, schemaToJson, stringifyJson } from '#ovsdb/notation';
import { settled } from './testing/fake-clock.js';
import { serverRow } from './testing/fake-server.js';
import { contents, network, open, P1, refusing, S2, Switch, serverWith, T1, T2 } from './testing/replica-bench.js';

const CLUSTER = 'dddddddd-0000-4000-8000-000000000001';
const OTHER_CLUSTER = 'dddddddd-0000-4000-8000-000000000002';

/** The answer to `monitor_cond` of `_Server` by a member of a cluster. */
function memberRow(columns: Readonly<Record<string, Json>>): Json {
  const schema = stringifyJson(schemaToJson(network.schema));
  return serverRow({ name: 'Network', model: 'clustered', cid: ['uuid', CLUSTER], index: 7, schema, ...columns });
}

test('a follower is left for the next remote; so is a leader that steps down', async () => {
  let leader = false;
  const schema = stringifyJson(schemaToJson(network.schema));
  const bench = open(
    { monitor_cond: () => serverRow({ name: 'Network', model: 'clustered', leader, schema }) },
    { remotes: ['unix:/a', 'unix:/b'] },
  );
  await settled();
  expect(bench.log).toContain('info unix:/a: clustered database server is not cluster leader; trying another server');
  leader = true;
  await bench.clock.advance(1000);
  expect(bench.replica.state).toBe('synced');
  leader = false;
  bench.server.notify('update2', ['monid', '_Server'], {
    Database: { '6c3a55f6-9c4f-4a4c-9a4a-6b1a4c0d2f5e': { modify: { leader: false } } },
  });
  expect(bench.replica.state).toBe('connecting');
});

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
  expect(bench.log).toContain(`info unix:/b: ${text}; trying another server`);
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
    'info unix:/a: connection closed by peer',
    'info unix:/b: connecting...',
    'info unix:/b: connected',
    'info unix:/b: clustered database server has stale data; trying another server',
    'info unix:/c: connecting...',
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

test.each<[string, readonly (readonly [string, Readonly<Record<string, Json>> | string | undefined])[], string]>([
  ['that has another database', [['a', { name: 'Other' }]], 'server does not have Network database'],
  ['that hangs up', [['a', 'connection closed by peer']], 'End of file'],
  ['that resets the connection', [['a', 'Connection reset by peer']], 'Connection reset by peer'],
  [
    'last, of several',
    [
      ['a', undefined],
      ['b', 'connection closed by peer'],
    ],
    'End of file',
  ],
  [
    'before, where another one will not do',
    [
      ['a', undefined],
      ['b', { model: 'relay' }],
    ],
    'Connection refused',
  ],
])('without reconnect the end is for the fault of the server %s', async (_, servers, fault) => {
  const byRemote = new Map(servers.map(([name, how]) => [`unix:/${name}`, how]));
  let remote = '';
  const server = serverWith({
    monitor_cond: () => {
      const how = byRemote.get(remote);
      if (typeof how === 'object') return memberRow(how);
      queueMicrotask(() => server.drop(how));
      return undefined;
    },
  });
  const { replica } = open(
    {},
    {
      remotes: [...byRemote.keys()],
      reconnect: false,
      connect: (each) => {
        remote = each;
        server.isUp = byRemote.get(each) !== undefined;
        return server.connect(each);
      },
    },
    server,
  );
  const ends = [
    { name: 'the wait', end: replica.whenSynced() },
    { name: 'a later one', end: replica.whenSynced().catch(() => replica.whenSynced()) },
  ];
  for (const { name, end } of ends) {
    const message = await end.then(String, (error: unknown) => (error instanceof Error ? error.message : ''));
    expect([name, message]).toEqual([name, fault]);
  }
});

test('any server of a cluster will do without leaderOnly', async () => {
  const schema = stringifyJson(schemaToJson(network.schema));
  const row = serverRow({ name: 'Network', model: 'clustered', leader: false, schema });
  const bench = open({ monitor_cond: () => row }, { leaderOnly: false });
  await bench.replica.whenSynced();
});
