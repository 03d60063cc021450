/** The replica from its owner's side: what it asks of a server, delivers and survives. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ZERO_UUID } from '#base';
import { type Json, OvsdbError, parseJson, schemaToJson, stringifyJson } from '#ovsdb/notation';
import { database, one, optional, string, table } from '#schemas';
import { settled } from './testing/fake-clock.js';
import { type Answers, healthyAnswers, serverRow, UNKNOWN_METHOD } from './testing/fake-server.js';
import { contents, idOf, network, open, P1, Port, S1, S2, Switch, T1, T2 } from './testing/replica-bench.js';

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
  expect(bench.log.at(-1)).toBe(`warn unix:/db: connection dropped (Switch row ${S2} modified but not there)`);
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
