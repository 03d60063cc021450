import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { connect, listen, openSession, request, type Session, systemClock } from '#ovsdb/jsonrpc';
import { type Json, stringifyJson } from '#ovsdb/notation';
import { Relay } from './relay.js';
import { testService } from './testing-service.js';

const SCHEMA = `{"name":"D","version":"1.0.0","tables":{
  "Switch":{"isRoot":true,"columns":{"name":{"type":"string"},"tags":{"type":{"key":"integer","min":0,"max":"unlimited"}},
    "options":{"type":{"key":"string","value":"string","min":0,"max":"unlimited"}},
    "ports":{"type":{"key":{"type":"uuid","refTable":"Port"},"min":0,"max":"unlimited"}}}},
  "Port":{"columns":{"n":{"type":"integer"}}}}}`;
const A = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa';
const P = 'bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('a relay serves what its source has, hands on writes, and catches up after a cut', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'h'));
  cleanups.push(() => rmSync(directory, { recursive: true }));
  const source = testService(SCHEMA);
  const listenAt = () =>
    listen(`punix:${directory}/s`, (connection) =>
      source.service.accept(connection, { probeMs: 0, isReadOnly: false }),
    );
  let listener = await listenAt();
  cleanups.push(() => listener.close());
  const writer = source.client();
  await writer.ask('transact', [
    'D',
    { op: 'insert', table: 'Switch', uuid: A, row: { name: 'a', tags: ['set', [1, 2]] } },
  ]);

  const { service, log } = testService(
    '{"name":"Own","version":"1.0.0","tables":{"T":{"columns":{"n":{"type":"integer"}}}}}',
  );
  const relay = new Relay('D', [`unix:${directory}/s`], {
    service,
    clock: systemClock,
    log: { info: (text) => log.push(text), warn: (text) => log.push(text), error: (text) => log.push(text) },
    rundir: directory,
    tls: () => undefined,
  });
  cleanups.push(() => relay.close());
  const copy = await listen(`punix:${directory}/r`, (connection) =>
    service.accept(connection, { probeMs: 0, isReadOnly: false }),
  );
  cleanups.push(() => copy.close());
  await until(() => service.database('D') !== undefined);

  const heard: string[] = [];
  const client: Session = openSession(await connect(`unix:${directory}/r`), {
    clock: systemClock,
    handlers: { notification: (method, params) => heard.push(`${method} ${stringifyJson(params)}`) },
  });
  cleanups.push(() => client.close('test ended'));
  const transact = async (...operations: Json[]) =>
    stringifyJson(await request(client, 'transact', ['D', ...operations]), 'sorted');
  const rows = { op: 'select', table: 'Switch', where: [], columns: ['name', 'tags', 'options', 'ports'] };

  await request(client, 'monitor_cond', ['D', 'm', { Switch: [{ columns: ['name'] }] }]);
  expect(
    await transact(
      { op: 'insert', table: 'Port', uuid: P, row: { n: 1 } },
      {
        op: 'mutate',
        table: 'Switch',
        where: [],
        mutations: [
          ['tags', 'insert', ['set', [3]]],
          ['tags', 'delete', 1],
          ['ports', 'insert', ['uuid', P]],
        ],
      },
      { op: 'update', table: 'Switch', where: [], row: { name: 'b', options: ['map', [['k', 'v']]] } },
    ),
  ).toBe(`[{"uuid":["uuid","${P}"]},{"count":1},{"count":1}]`);
  expect(heard).toEqual([`update2 ["m",{"Switch":{"${A}":{"modify":{"name":"b"}}}}]`]);
  expect(await transact(rows)).toBe(
    `[{"rows":[{"name":"b","options":["map",[["k","v"]]],"ports":["uuid","${P}"],"tags":["set",[2,3]]}]}]`,
  );
  expect(await transact({ op: 'insert', table: 'Port', row: { n: 'x' } })).toMatch('expected integer');

  await listener.close();
  await until(() => log.some((line) => line.includes('connection closed')));
  await expect(transact({ op: 'delete', table: 'Switch', where: [] })).rejects.toThrow('not connected');
  await writer.ask('transact', [
    'D',
    { op: 'update', table: 'Switch', where: [], row: { name: 'c', options: ['map', []] } },
  ]);
  listener = await listenAt();
  await until(() => heard.length > 1);
  expect(heard[1]).toBe(`update2 ["m",{"Switch":{"${A}":{"modify":{"name":"c"}}}}]`);
  expect(await transact(rows)).toBe(
    `[{"rows":[{"name":"c","options":["map",[]],"ports":["uuid","${P}"],"tags":["set",[2,3]]}]}]`,
  );
}, 20_000);
