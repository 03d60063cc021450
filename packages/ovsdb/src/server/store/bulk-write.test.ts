import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { type Json, parseJson, parseSchema } from '#ovsdb/notation';
import { testService } from '../testing-service.js';
import { createDatabaseFile, openDatabaseFile } from './database-file.js';
import { RETENTION } from './log-retention.js';
import { SqliteStore } from './sqlite-store.js';

const OTHER = '{"name":"Other","version":"1.0.0","tables":{}}';
const SCHEMA = parseSchema(
  parseJson(`{"name":"D","version":"1.0.0","tables":{
    "T":{"isRoot":true,"columns":{"n":{"type":"integer"},"text":{"type":"string"}}}}}`),
);
const ROWS = 5000;

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

function newFile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'h'));
  cleanups.push(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'd.db');
  createDatabaseFile(path, SCHEMA, 'eeeeeeee-eeee-eeee-eeee-eeeeeeeeeeee');
  return path;
}

function serve(path: string) {
  const { service, client } = testService(OTHER, { maxBacklogBytes: 1e9 });
  const file = openDatabaseFile(path);
  const database = service.newDatabase(file.schema, file.baseId);
  const store = new SqliteStore(file, database, RETENTION);
  service.addDatabase(database, store);
  const transact = (...operations: Json[]) => client().askLong('transact', ['D', ...operations]);
  /** Which numbers the rows have, and how long their texts are in all. */
  const contents = async () => {
    const reply = await transact({ op: 'select', table: 'T', where: [], columns: ['_uuid', 'n', 'text'] });
    const numbers = [...reply.matchAll(/"n":(-?\d+)/g)].map(([, n]) => Number(n));
    return { rows: numbers.length, sum: numbers.reduce((sum, n) => sum + n, 0), z: reply.split('z').length - 1 };
  };
  return { service, file, store, client, transact, contents };
}

const insert = (n: number, text = ''): Json => ({ op: 'insert', table: 'T', row: { n, text } });
const inserts = (count: number, text = ''): Json[] => Array.from({ length: count }, (_, n) => insert(n, text));

test('a large batch is stored as others are: rows that came, changed and went, and their log', async () => {
  const path = newFile();
  const first = serve(path);
  await first.transact(insert(1_000_000));
  await first.transact(...inserts(ROWS, 'z'));
  await first.transact(
    { op: 'delete', table: 'T', where: [['n', '<', ROWS / 2]] },
    { op: 'update', table: 'T', where: [], row: { text: 'zz' } },
    ...inserts(10, 'z'),
  );
  await first.transact(insert(2_000_000));
  const contents = { rows: ROWS / 2 + 12, sum: 12_373_795, z: ROWS + 12 };
  expect(await first.contents()).toEqual(contents);
  first.service.close();
  const second = serve(path);
  cleanups.push(() => second.service.close());
  expect(await second.contents()).toEqual(contents);
  // The log leads back to where the file began, page by page.
  const sizes: number[] = [];
  for (let options: Json = {}; ; ) {
    const page = await second.client().askLong('heddle_transactions', ['D', options]);
    const ids = [...page.matchAll(/\{"id":"([^"]+)","time"/g)].map(([, id]) => id ?? '');
    if (ids.length === 0) break;
    sizes.push(
      ...page
        .split('"time"')
        .slice(1)
        .map((each) => each.match(/"_uuid":/g)?.length ?? 0),
    );
    options = { before: ids.at(-1) ?? '' };
  }
  expect(sizes).toEqual([1, 2500 + 2 * 2501 + 10, ROWS, 1]);
});

test('while it is written others are answered, and who writes is answered behind it', async () => {
  const { service, client, transact } = serve(newFile());
  cleanups.push(() => service.close());
  const [large, reader, writer] = [client(), client(), client()];
  large.send('transact', ['D', ...inserts(ROWS)]);
  const heard: string[] = [];
  while (service.isBusy(service.database('D')!)) await new Promise((resolve) => setImmediate(resolve));
  reader.send('echo', []);
  writer.send('transact', ['D', insert(-1)]);
  while (heard.length < 3) {
    await new Promise((resolve) => setImmediate(resolve));
    if (reader.heard.splice(0).length > 0) heard.push('reader');
    if (large.heard.splice(0).length > 0) heard.push('large');
    if (writer.heard.splice(0).length > 0) heard.push('writer');
  }
  expect(heard).toEqual(['reader', 'large', 'writer']);
  expect(
    await transact({
      op: 'wait',
      table: 'T',
      timeout: 0,
      columns: ['n'],
      where: [['n', '<', 0]],
      until: '==',
      rows: [{ n: -1 }],
    }),
  ).toBe('{"id":1,"result":[{}],"error":null}');
});

test('a disk that is full in the middle of it takes nothing of it', async () => {
  const path = newFile();
  const { service, file, transact, contents } = serve(path);
  await transact(insert(7));
  const pages = Number(file.sqlite.pragma('page_count', { simple: true }));
  file.sqlite.pragma(`max_page_count = ${pages + 20}`);
  const refused = await transact(...inserts(ROWS, 'z'.repeat(1000)));
  expect(refused.slice(-100)).toContain('"error":"I/O error"');
  expect(await contents()).toEqual({ rows: 1, sum: 7, z: 0 });
  file.sqlite.pragma('max_page_count = 1000000');
  expect(await transact(...inserts(ROWS))).not.toContain('I/O error');
  service.close();
  const again = serve(path);
  expect(await again.contents()).toEqual({ rows: ROWS + 1, sum: (ROWS * (ROWS - 1)) / 2 + 7, z: 0 });
  again.service.close();
});

test('what is not through when the store is closed is not there', async () => {
  const path = newFile();
  const first = serve(path);
  await first.transact(insert(7));
  const large = first.client();
  large.send('transact', ['D', ...inserts(ROWS)]);
  while (first.service.isBusy(first.service.database('D')!)) await new Promise((resolve) => setImmediate(resolve));
  first.store.close();
  const second = serve(path);
  expect(await second.contents()).toEqual({ rows: 1, sum: 7, z: 0 });
  second.service.close();
});

test('a file that a thread is at work on is whole once it is closed', async () => {
  const path = newFile();
  const first = serve(path);
  await first.transact(...inserts(ROWS, 'z'.repeat(2000)));
  first.service.close();
  expect(['-wal', '-shm', '-commits'].filter((rest) => existsSync(`${path}${rest}`))).toEqual([]);
  const second = serve(path);
  expect(await second.contents()).toEqual({ rows: ROWS, sum: (ROWS * (ROWS - 1)) / 2, z: 2000 * ROWS });
  second.service.close();
});
