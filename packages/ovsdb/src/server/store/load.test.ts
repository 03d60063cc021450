import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseJson, parseSchema } from '#ovsdb/notation';
import { testService } from '../testing-service.js';
import { CommitLog } from './commit-log.js';
import { createDatabaseFile, openDatabaseFile } from './database-file.js';
import { loadHistory } from './load.js';
import { RETENTION, type Retention } from './log-retention.js';
import { Sqlite } from './sqlite.js';
import { SqliteStore } from './sqlite-store.js';

const OTHER = '{"name":"Other","version":"1.0.0","tables":{"T":{"columns":{"n":{"type":"integer"}}}}}';
const SCHEMA = parseSchema(
  parseJson(`{"name":"D","version":"1.0.0","tables":{
    "Switch":{"isRoot":true,"columns":{"name":{"type":"string"},"passing":{"type":"string","ephemeral":true},
      "ports":{"type":{"key":{"type":"uuid","refTable":"Port"},"min":0,"max":"unlimited"}},
      "friends":{"type":{"key":{"type":"uuid","refTable":"Switch","refType":"weak"},"min":0,"max":"unlimited"}}},"indexes":[["name"]]},
    "Port":{"columns":{"tag":{"type":{"key":"integer","min":0,"max":1}}}}}}`),
);
const A = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa';
const B = 'bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb';
const P = 'cccccccc-cccc-cccc-cccc-cccccccccccc';
const BASE = 'eeeeeeee-eeee-eeee-eeee-eeeeeeeeeeee';

/** Serves the file in a fresh service, as after a start. */
function serve(path: string, recent: number, retention: Retention = RETENTION, bytes = 1e6) {
  const { service, client, clock } = testService(OTHER);
  // A slow disk's replies would come some turns later than the test client waits.
  const opened = openDatabaseFile(path);
  const file = { ...opened, log: new CommitLog(undefined) };
  const database = service.newDatabase(file.schema, file.baseId);
  const store = new SqliteStore(file, database, retention);
  loadHistory(file, database, { commits: recent, bytes });
  service.addDatabase(database, store);
  return { service, client: client(), store, clock };
}

async function inDirectory(use: (path: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'h'));
  try {
    createDatabaseFile(join(directory, 'd.db'), SCHEMA, BASE);
    await use(join(directory, 'd.db'));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const contents = [
  'D',
  { op: 'select', table: 'Switch', where: [], columns: ['_uuid', 'name', 'passing', 'ports', 'friends'] },
  { op: 'select', table: 'Port', where: [], columns: ['_uuid', 'tag'] },
];

test('a start brings back rows, references and indexes; ephemeral columns are empty', () =>
  inDirectory(async (path) => {
    const before = serve(path, 10);
    await before.client.ask('transact', [
      'D',
      {
        op: 'insert',
        table: 'Switch',
        uuid: A,
        row: { name: 'a', passing: 'x', ports: ['uuid', P], friends: ['uuid', B] },
      },
      { op: 'insert', table: 'Switch', uuid: B, row: { name: 'b' } },
      { op: 'insert', table: 'Port', uuid: P, row: { tag: 1 } },
    ]);
    await before.client.ask('transact', ['D', { op: 'update', table: 'Port', where: [], row: { tag: 2 } }]);
    before.service.close();
    const after = serve(path, 10);
    expect(await after.client.ask('transact', contents)).toEqual([
      `{"id":1,"result":[{"rows":[{"_uuid":["uuid","${A}"],"name":"a","passing":"","ports":["uuid","${P}"],"friends":["uuid","${B}"]},` +
        `{"_uuid":["uuid","${B}"],"name":"b","passing":"","ports":["set",[]],"friends":["set",[]]}]},` +
        `{"rows":[{"_uuid":["uuid","${P}"],"tag":2}]}],"error":null}`,
    ]);
    const [refused = ''] = await after.client.ask('transact', ['D', { op: 'delete', table: 'Port', where: [] }]);
    expect(refused).toMatch('because of 1 remaining reference(s)');
    const [clash = ''] = await after.client.ask('transact', [
      'D',
      { op: 'insert', table: 'Switch', row: { name: 'a' } },
    ]);
    expect(clash).toMatch('identical values (a)');
    await after.client.ask('transact', ['D', { op: 'delete', table: 'Switch', where: [['name', '==', 'b']] }]);
    await after.client.ask('transact', [
      'D',
      { op: 'update', table: 'Switch', where: [], row: { ports: ['set', []] } },
    ]);
    expect(await after.client.ask('transact', contents)).toEqual([
      `{"id":1,"result":[{"rows":[{"_uuid":["uuid","${A}"],"name":"a","passing":"","ports":["set",[]],"friends":["set",[]]}]},{"rows":[]}],"error":null}`,
    ]);
    after.service.close();
  }));

test.each([
  // Two transactions of four are read back.
  { recent: 2, bytes: 1e6, resumed: ['after 2', 'after 3', 'after 4'] },
  // The newest alone is more than may be.
  { recent: 10, bytes: 10, resumed: ['after 4'] },
])('a client resumes after a start where $recent transactions and $bytes bytes reach, and nowhere else', (limits) =>
  inDirectory(async (path) => {
    const before = serve(path, 10);
    const watch = ['D', 'm', { Switch: { columns: ['name'] } }];
    await before.client.ask('monitor_cond_since', [...watch, '00000000-0000-0000-0000-000000000000']);
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      const [update = ''] = await before.client.ask('transact', [
        'D',
        { op: 'insert', table: 'Switch', row: { name } },
      ]);
      ids.push(/"m","([^"]+)"/.exec(update)?.[1] ?? '');
    }
    before.service.close();
    const after = serve(path, limits.recent, RETENTION, limits.bytes);
    const outcomes: [string, string, string[]][] = [];
    for (const [name, id] of [
      ['base', BASE],
      ...ids.map((id, i): [string, string] => [`after ${i + 1}`, id]),
    ] as const) {
      await after.client.ask('monitor_cancel', ['m']);
      const [reply = ''] = await after.client.ask('monitor_cond_since', [...watch, id]);
      const names = [...reply.matchAll(/"name":"(.)"/g)].map(([, letter = '']) => letter);
      outcomes.push([name, /"result":\[(true|false)/.exec(reply)?.[1] ?? '', names]);
    }
    const expected = (name: string, newer: string[]) =>
      limits.resumed.includes(name) ? [name, 'true', newer] : [name, 'false', ['a', 'b', 'c', 'd']];
    expect(outcomes).toEqual([
      expected('base', ['a', 'b', 'c', 'd']),
      expected('after 1', ['b', 'c', 'd']),
      expected('after 2', ['c', 'd']),
      expected('after 3', ['d']),
      expected('after 4', []),
    ]);
    after.service.close();
  }),
);

/** Renames the switch `A` many times; returns how many transactions the log then holds. */
async function logAfter(path: string, changes: number, retention: Retention, ageMs = 0): Promise<number> {
  const { service, client, store, clock } = serve(path, 10, retention);
  await client.ask('transact', ['D', { op: 'insert', table: 'Switch', uuid: A, row: { name: 'start' } }]);
  for (let i = 0; i < changes; i++) {
    client.send('transact', ['D', { op: 'update', table: 'Switch', where: [], row: { name: `name ${i}` } }]);
  }
  await client.next();
  clock.advance(ageMs);
  while (store.maintain() || store.tidy(clock.now()));
  const page = await client.askLong('heddle_transactions', ['D', { limit: 1000 }]);
  service.close();
  return page.match(/"time"/g)?.length ?? 0;
}

test('old entries of the log go, what is left of it still leads to now', () =>
  inDirectory(async (path) => {
    expect(await logAfter(path, 650, { ...RETENTION, transactions: 100 })).toBe(100);
    const after = serve(path, 1000);
    const [rows = ''] = await after.client.ask('transact', contents);
    expect(rows).toMatch('"name":"name 649"');
    after.service.close();
    // The sizes of a log that was there are found out piece by piece.
    const opened = serve(path, 10, { ...RETENTION, bytes: 2000 });
    while (opened.store.tidy(0));
    const page = await opened.client.askLong('heddle_transactions', ['D', { limit: 1000 }]);
    expect(page.match(/"time"/g)?.length).toBeLessThan(30);
    expect(page).toMatch('"name":"name 649"');
    opened.service.close();
  }));

test('the log keeps to its size, and to its age', async () => {
  await inDirectory(async (path) => expect(await logAfter(path, 650, { ...RETENTION, bytes: 9000 })).toBeLessThan(120));
  await inDirectory(async (path) => {
    expect(await logAfter(path, 50, { ...RETENTION, ageMs: 1000 }, 1000)).toBe(51);
    const { service, client, store, clock } = serve(path, 10, { ...RETENTION, ageMs: 1000 });
    clock.advance(1001);
    while (store.tidy(clock.now()));
    expect(await client.askLong('heddle_transactions', ['D', {}])).toBe('{"id":1,"result":[],"error":null}');
    await client.ask('transact', ['D', { op: 'update', table: 'Switch', where: [], row: { name: 'last' } }]);
    service.close();
    // Numbers go on behind those that are gone, and so does the row.
    const after = serve(path, 10);
    const [rows = ''] = await after.client.ask('transact', contents);
    expect(rows).toMatch('"name":"last"');
    after.service.close();
  });
});

test('a compacted file is small, and serves on', () =>
  inDirectory(async (path) => {
    const filling = serve(path, 10);
    const rows = Array.from({ length: 5000 }, () => ({ op: 'insert', table: 'Switch', row: { name: randomUUID() } }));
    await filling.client.askLong('transact', ['D', ...rows]);
    filling.service.close();
    const before = statSync(path).size;
    const { service, client, store } = serve(path, 10, { ...RETENTION, transactions: 1 });
    await client.askLong('transact', ['D', { op: 'delete', table: 'Switch', where: [['name', '!=', 'x']] }]);
    await client.ask('transact', ['D', { op: 'insert', table: 'Switch', uuid: A, row: { name: 'left' } }]);
    while (store.tidy(0));
    let outcome: Error | string = 'under way';
    store.compact((error) => {
      outcome = error ?? 'done';
    });
    let pieces = 1;
    while (store.tidy(0)) pieces++;
    expect(outcome).toBe('done');
    expect(pieces).toBeGreaterThan(2);
    expect(before).toBeGreaterThan(500_000);
    expect(statSync(path).size).toBeLessThan(100_000);
    const [left = ''] = await client.ask('transact', contents);
    expect(left).toMatch('"name":"left"');
    service.close();
  }));

test('a file from before files could shrink is made anew when it is opened', () =>
  inDirectory(async (path) => {
    const old = new Sqlite(path);
    old.pragma('journal_mode = DELETE');
    old.pragma('auto_vacuum = NONE');
    old.exec('VACUUM');
    old.close();
    const { service, client } = serve(path, 10);
    await client.ask('transact', ['D', { op: 'insert', table: 'Switch', uuid: A, row: { name: 'a' } }]);
    service.close();
    const made = new Sqlite(path);
    expect(made.pragma('auto_vacuum', { simple: true })).toBe(2);
    made.close();
  }));

test('integers that JavaScript cannot count, reals, and those within bounds come back as they were', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'h'));
  const path = join(directory, 'd.db');
  const bounded = '{"n":{"type":{"key":{"type":"integer","minInteger":0,"maxInteger":4095}}}}';
  const schema = `{"name":"D","version":"1.0.0","tables":{
    "Any":{"columns":{"n":{"type":"integer"},"x":{"type":"real"}}},"Bounded":{"columns":${bounded}},"Text":{"columns":{"t":{"type":"string"}}}}}`;
  try {
    createDatabaseFile(path, parseSchema(parseJson(schema)), BASE);
    const before = serve(path, 10);
    const rows = [
      { op: 'insert', table: 'Any', row: { n: 9223372036854775807n, x: 1e-7 } },
      { op: 'insert', table: 'Bounded', row: { n: 4095 } },
      { op: 'insert', table: 'Text', row: { t: '1234567890123456789' } },
    ];
    // Rows of one table are read together where nothing else stands between.
    for (const row of rows) await before.client.ask('transact', ['D', ...Array.from({ length: 300 }, () => row)]);
    before.service.close();
    const after = serve(path, 10);
    const selects = ['Any', 'Bounded', 'Text'].map((table) => ({ op: 'select', table, where: [] }));
    const text = await after.client.askLong('transact', ['D', ...selects]);
    after.service.close();
    const counted = new Map<string, number>();
    for (const [value] of text.matchAll(/"[ntx]":[^,}]*/g)) counted.set(value, (counted.get(value) ?? 0) + 1);
    expect([...counted]).toEqual([
      ['"n":9223372036854775807', 300],
      ['"x":1e-07', 300],
      ['"n":4095', 300],
      ['"t":"1234567890123456789"', 300],
    ]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
