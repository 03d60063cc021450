/** Conditions of a replica's tables: when they are asked for, and when they hold. */
import { expect, test } from '@jest/globals';
import type { Json } from '#ovsdb/notation';
import { settled } from './testing/fake-clock.js';
import { UNKNOWN_METHOD } from './testing/fake-server.js';
import { open, P1, Port, S1, S2, Switch, T1, T2 } from './testing/replica-bench.js';

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
