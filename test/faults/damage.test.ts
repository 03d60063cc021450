/** Files that are damaged: refused in one line that says what to do, and left as they are; or read, when nothing is lost. */
import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { connect, openSession, request, systemClock } from '#ovsdb/jsonrpc';
import { Site } from './site.js';

let site: Site;
beforeEach(() => {
  site = new Site();
});
afterEach(() => site.close());

const ROWS = 3000;

/** Bytes that look like nothing, the same each time. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let i = 0; i < length; i++) {
    state = (state * 1103515245 + 12345) % 2147483648;
    bytes[i] = state >> 16;
  }
  return bytes;
}

function overwrite(path: string, from: number, length: number): void {
  const bytes = readFileSync(path);
  noise(length).copy(bytes, Math.floor(from));
  writeFileSync(path, bytes);
}

/** `nb.db` with rows in it, closed. */
async function makeDatabase(): Promise<string> {
  const path = site.path('nb.db');
  const socket = site.path('nb.sock');
  const daemon = await site.start('nb', 'ovsdb', `--create=OVN_Northbound=${path}`, `--remote=punix:${socket}`);
  const session = await openSession(await connect(`unix:${socket}`), { clock: systemClock, handlers: {} });
  const insert = (n: number) => ({
    op: 'insert',
    table: 'Address_Set',
    row: { name: `set${n}`, addresses: `10.0.0.${n % 250}` },
  });
  await request(session, 'transact', ['OVN_Northbound', ...Array.from({ length: ROWS }, (_, n) => insert(n))]);
  await daemon.stop();
  return path;
}

test('damaged files', async () => {
  const good = await makeDatabase();
  const size = readFileSync(good).length;
  const DAMAGES: readonly (readonly [name: string, damage: (path: string) => void, said: RegExp])[] = [
    ['empty', (path) => truncateSync(path, 0), /^is empty: remove it, or put a backup in its place$/],
    ['short', (path) => truncateSync(path, 50), /^cannot be read as a database \(.*\): put a backup in its place$/],
    [
      'halved',
      (path) => truncateSync(path, Math.floor(size / 2)),
      /^cannot be read as a database \(database disk image is malformed\): put a backup/,
    ],
    [
      'header',
      (path) => overwrite(path, 0, 100),
      /^cannot be read as a database \(file is not a database\): put a backup/,
    ],
    [
      'schema',
      (path) => overwrite(path, 100, 3996),
      /^cannot be read as a database \(.*\): put a backup in its place$/,
    ],
    [
      'middle',
      (path) => overwrite(path, size / 3, 65536),
      /^cannot be read as a database \(.*\): put a backup in its place$/,
    ],
  ];
  const outcomes = await Promise.all(
    DAMAGES.map(async ([name, damage]) => {
      const path = site.path(`${name}.db`);
      copyFileSync(good, path);
      damage(path);
      const before = readFileSync(path);
      const served = await site.run('ovsdb', path, `--unixctl=${site.path(`${name}.ctl`)}`);
      const read = await site.run('ovsdb-tool', 'show-log', path);
      expect(readFileSync(path).equals(before)).toBe(true);
      return { name, path, served, read };
    }),
  );
  for (const [i, { name, path, served, read }] of outcomes.entries()) {
    expect({ name, served: served.status, read: read.status }).toEqual({ name, served: 1, read: 1 });
    for (const { stderr } of [served, read]) {
      expect(stderr.split('\n').length).toBe(2);
      expect(stderr.slice(stderr.indexOf(`${path}: `) + path.length + 2, -1)).toMatch(DAMAGES[i]?.[2] ?? /^$/);
    }
  }
});

test('garbage in the place of a write-ahead log is passed over', async () => {
  const good = await makeDatabase();
  writeFileSync(`${good}-wal`, noise(200_000));
  const socket = site.path('nb.sock');
  await site.start('again', 'ovsdb', good, `--remote=punix:${socket}`);
  const listed = await site.run('nbctl', `--db=unix:${socket}`, '--bare', '--columns=name', 'list', 'Address_Set');
  expect(listed.stdout.split('\n').filter((line) => line.startsWith('set')).length).toBe(ROWS);
});
