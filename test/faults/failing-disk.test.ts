/**
 * A disk that fails (EIO for writes or syncs, injected with strace): what is not stored is answered `I/O error`, reads go
 * on, the log says it once, and after a start all that was acknowledged is there.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { connect, openSession, request, type Session, systemClock } from '#ovsdb/jsonrpc';
import { isJsonArray, isJsonObject, type Json } from '#ovsdb/notation';
import { until } from '#testing';
import { Site } from './site.js';

let site: Site;
const tracers: ChildProcess[] = [];
beforeEach(() => {
  site = new Site();
});
afterEach(async () => {
  for (const tracer of tracers.splice(0)) await detach(tracer);
  await site.close();
});

async function detach(tracer: ChildProcess): Promise<void> {
  if (tracer.exitCode !== null || tracer.signalCode !== null) return;
  const gone = once(tracer, 'exit');
  tracer.kill();
  await gone;
}

/** Makes calls of a running server on its database fail. `inject`: as strace takes it. */
async function failing(pid: number | undefined, inject: string): Promise<void> {
  const files = ['', '-wal', '-commits'].flatMap((rest) => ['-P', site.path(`nb.db${rest}`)]);
  const what = ['-e', 'trace=pwrite64,fdatasync,fsync', '-e', `inject=${inject}`];
  const tracer = spawn('strace', ['-f', '-o', '/dev/null', '-p', String(pid), ...files, ...what]);
  tracers.push(tracer);
  let said = '';
  tracer.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await until('strace', () => said.includes('attached'));
}

async function client(): Promise<Session> {
  return openSession(await connect(`unix:${site.path('nb.sock')}`), { clock: systemClock, handlers: {} });
}

async function results(session: Session, operation: Json): Promise<Json[]> {
  const reply = await request(session, 'transact', ['OVN_Northbound', operation]);
  return isJsonArray(reply) ? [...reply] : [];
}

/** What an insert was answered: 'stored', or the error. */
async function insert(session: Session, name: string, text = ''): Promise<string> {
  const row = { name, external_ids: ['map', [['text', text]]] };
  const last = (await results(session, { op: 'insert', table: 'Address_Set', row })).at(-1);
  return isJsonObject(last) && last['error'] !== undefined ? `${last['error']}: ${last['details']}` : 'stored';
}

async function names(session: Session): Promise<string[]> {
  const [select] = await results(session, { op: 'select', table: 'Address_Set', where: [], columns: ['name'] });
  const rows = isJsonObject(select) ? select['rows'] : undefined;
  return (isJsonArray(rows) ? rows : []).map((row) => (isJsonObject(row) ? String(row['name']) : '')).sort();
}

test.each([
  ['the commit log', 'pwrite64:error=EIO', 0, /^I\/O error: EIO: i\/o error, write$/],
  ["SQLite's log, for a large transaction", 'pwrite64:error=EIO', 600_000, /^I\/O error: disk I\/O error$/],
  ['a sync', 'fdatasync:error=EIO', 600_000, /^I\/O error: EIO: i\/o error, fdatasync$/],
])('writes that fail: %s', async (_, inject, length, answer) => {
  const create = [`--create=OVN_Northbound=${site.path('nb.db')}`, `--remote=punix:${site.path('nb.sock')}`];
  const daemon = await site.start('nb', 'ovsdb', ...create);
  const [writer, reader] = [await client(), await client()];
  expect(await insert(writer, 'before')).toBe('stored');
  await failing(daemon.pid, inject);
  expect(await insert(writer, 'lost', 'x'.repeat(length))).toMatch(answer);
  expect(await names(reader)).toEqual(['before']);
  expect(await insert(writer, 'next', 'x'.repeat(length))).toMatch(/^I\/O error: /);
  expect(await names(reader)).toEqual(['before']);
  for (const tracer of tracers.splice(0)) await detach(tracer);
  // Once a sync failed nobody knows what the disk holds; SQLite can take back what it could not write.
  const isOver = (await insert(writer, 'after')) === 'stored';
  expect(isOver).toBe(inject.startsWith('pwrite64') && length > 0);
  const [first] = site.warnings('nb').filter((line) => line.includes('|ERR|'));
  expect(first).toMatch(/^ovsdb\|ERR\|OVN_Northbound: transactions could not be stored and were undone: /);
  await daemon.stop();
  await daemon.start();
  const again = await client();
  const there = await names(again);
  // What was answered with the failure of its own sync may have reached the disk all the same.
  expect(there.filter((name) => name !== 'lost')).toEqual(isOver ? ['after', 'before'] : ['before']);
  if (!inject.startsWith('fdatasync')) expect(there).not.toContain('lost');
  expect(await insert(again, 'restarted')).toBe('stored');
});
