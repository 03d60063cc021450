import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { unixctlCall } from '#daemon';
import { connect, openSession, request, type Session, systemClock } from '#ovsdb/jsonrpc';
import { isJsonArray, isJsonObject, type Json } from '#ovsdb/notation';

const MAIN = new URL('../main.js', import.meta.url).pathname;
const SCHEMA = `{"name":"D","version":"1.0.0","tables":{"Pair":{"isRoot":true,
  "columns":{"round":{"type":"integer"},"n":{"type":"integer"},"side":{"type":"string"}}}}}`;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'h'));
  cleanups.push(() => rmSync(path, { recursive: true }));
  writeFileSync(join(path, 's.ovsschema'), SCHEMA);
  return path;
}

interface Server {
  readonly child: ChildProcess;
  readonly exited: Promise<unknown>;
  readonly errors: () => string;
}

function start(path: string, ...options: string[]): Server {
  const argv = [
    MAIN,
    `--create=${path}/s.ovsschema=${path}/d.db`,
    `--remote=punix:${path}/d.sock`,
    `--unixctl=${path}/ctl`,
    ...options,
  ];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  cleanups.push(() => {
    child.kill('SIGKILL');
    return exited;
  });
  return { child, exited, errors: () => errors };
}

async function session(path: string, server: Server): Promise<Session> {
  for (;;) {
    if (server.child.exitCode !== null) throw new Error(`the server ended: ${server.errors()}`);
    try {
      const connection = await connect(`unix:${path}/d.sock`);
      const opened = openSession(connection, { clock: systemClock, handlers: {} });
      cleanups.push(() => opened.close('test ended'));
      return opened;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

function rowsOf(reply: Json): string[] {
  const [select] = isJsonArray(reply) ? reply : [];
  const rows = isJsonObject(select) ? select['rows'] : undefined;
  return (isJsonArray(rows) ? rows : []).map((row) =>
    isJsonObject(row) ? `${row['round']}.${row['n']}${row['side']}` : '',
  );
}

test('kill -9 under load: what was acknowledged is there, and no transaction half', async () => {
  const path = directory();
  const acknowledged = new Set<string>();
  for (let round = 0; round < 3; round++) {
    const server = start(path);
    const client = await session(path, server);
    for (let n = 0; n < 100_000 && client.isOpen; n++) {
      const insert = (side: string) => ({ op: 'insert', table: 'Pair', row: { round, n, side } });
      client.request('transact', ['D', insert('a'), insert('b')], (outcome) => {
        if (!('error' in outcome)) acknowledged.add(`${round}.${n}a`).add(`${round}.${n}b`);
      });
      if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
      if (acknowledged.size > 400 * (round + 1)) server.child.kill('SIGKILL');
    }
    await server.exited;
  }
  const server = start(path);
  const found = rowsOf(
    await request(await session(path, server), 'transact', ['D', { op: 'select', table: 'Pair', where: [] }]),
  );
  const there = new Set(found);
  expect(there.size).toBe(found.length);
  expect([...acknowledged].filter((each) => !there.has(each))).toEqual([]);
  const halves = found.filter((each) => !there.has(`${each.slice(0, -1)}${each.endsWith('a') ? 'b' : 'a'}`));
  expect(halves).toEqual([]);
  expect(acknowledged.size).toBeGreaterThan(1000);
}, 30_000);

test('what only the log has of a row survives a second crash, whatever else is written and trimmed meanwhile', async () => {
  const path = directory();
  const update = (n: number, side: string) => ({ op: 'update', table: 'Pair', where: [['n', '==', n]], row: { side } });
  const first = start(path);
  const writer = await session(path, first);
  const insert = (n: number) => ({ op: 'insert', table: 'Pair', row: { round: 0, n, side: 'x' } });
  await request(writer, 'transact', ['D', insert(1), insert(2)]);
  await request(writer, 'transact', ['D', update(1, 'a')]);
  first.child.kill('SIGKILL');
  await first.exited;
  const second = start(path, '--max-history-count=1');
  await request(await session(path, second), 'transact', ['D', update(2, 'b')]);
  // It comes with the work that was put off.
  expect(await unixctlCall(`${path}/ctl`, 'ovsdb-server/compact', [])).toEqual({ text: '', isError: false });
  second.child.kill('SIGKILL');
  await second.exited;
  const third = start(path);
  const reply = await request(await session(path, third), 'transact', [
    'D',
    { op: 'select', table: 'Pair', where: [] },
  ]);
  expect(rowsOf(reply).sort()).toEqual(['0.1a', '0.2b']);
}, 30_000);

test('file modes, and a second server on the same file', async () => {
  const path = directory();
  const first = start(path);
  await session(path, first);
  const modes = readdirSync(path).map((name) => `${name} ${(statSync(join(path, name)).mode & 0o777).toString(8)}`);
  expect(modes.filter((line) => /^d\.(db|db-wal|sock) /.test(line)).sort()).toEqual([
    'd.db 640',
    'd.db-wal 640',
    'd.sock 750',
  ]);
  const second = start(path);
  await second.exited;
  expect(second.child.exitCode).toBe(1);
  expect(second.errors()).toMatch(/^ovsdb: .*d\.db: another server has this database open$/m);
  expect(second.errors().trim().split('\n').length).toBe(1);
}, 30_000);
