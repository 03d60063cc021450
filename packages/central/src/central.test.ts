/** The whole program with its bundled children: up, one of them killed, down. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { SILENT_LOG } from '#base';
import { unixctlCall } from '#daemon';
import { openReplica, type Replica } from '#ovsdb/client';
import { connect, systemClock, systemRandom } from '#ovsdb/jsonrpc';
import { Logical_Switch, northbound } from '#schemas/northbound';
import { Datapath_Binding, southbound } from '#schemas/southbound';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
  const end = Date.now() + 15_000;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function central(
  directory: string,
  ...options: string[]
): { readonly process: ChildProcess; readonly log: () => string } {
  let log = '';
  const environment = { ...process.env, OVN_RUNDIR: directory, OVN_DBDIR: directory, OVS_RUNDIR: directory };
  const main = fileURLToPath(new URL('./main.js', import.meta.url));
  const child = spawn(process.execPath, [main, '--pidfile', '--no-chdir', ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: environment,
  });
  child.stderr?.on('data', (text) => {
    log += String(text);
  });
  cleanups.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  return { process: child, log: () => log };
}

function temporary(): string {
  const directory = mkdtempSync(join(tmpdir(), 'h'));
  cleanups.push(() => rmSync(directory, { recursive: true }));
  return directory;
}

function replica(options: Pick<Parameters<typeof openReplica>[0], 'database' | 'remotes' | 'tables'>): Replica {
  const opened = openReplica({ clock: systemClock, random: systemRandom, log: SILENT_LOG, connect, ...options });
  cleanups.push(() => opened.close());
  return opened;
}

test('databases and northd come up, survive a kill, and go together', async () => {
  const directory = temporary();
  const { process: running, log } = central(directory, '--nb-listen=none', '--sb-listen=ptcp:0:127.0.0.1');
  await until('the listener', () => log().includes('sb: listening on ptcp:0:127.0.0.1'));
  const order = ['nb started', 'sb started', 'northd started', 'sb: listening'].map((text) => log().indexOf(text));
  expect(order).toEqual([...order].sort((a, b) => a - b));

  const nb = replica({
    database: northbound,
    remotes: [`unix:${directory}/ovnnb_db.sock`],
    tables: [{ table: Logical_Switch }],
  });
  const sb = replica({
    database: southbound,
    remotes: [`unix:${directory}/ovnsb_db.sock`],
    tables: [{ table: Datapath_Binding }],
  });
  await Promise.all([nb.whenSynced(), sb.whenSynced()]);
  const first = nb.transaction();
  first.insert(Logical_Switch, { name: 'sw1' });
  expect((await first.commit()).status).toBe('success');
  await until('the first datapath', () => sb.size(Datapath_Binding) === 1);

  process.kill(Number(readFileSync(join(directory, 'ovnsb_db.pid'), 'utf8')), 'SIGKILL');
  await until('the restart', () => log().split('sb: listening on').length === 3);
  const second = nb.transaction();
  second.insert(Logical_Switch, { name: 'sw2' });
  expect((await second.commit()).status).toBe('success');
  await until('both datapaths', () => sb.state === 'synced' && sb.size(Datapath_Binding) === 2);
  const status = await unixctlCall(join(directory, `central.${running.pid}.ctl`), 'central/status', []);
  expect(status.text.replace(/pid \d+/g, 'pid N')).toBe(
    'nb: pid N, starts 1\nsb: pid N, starts 2\nnorthd: pid N, starts 1\n',
  );

  running.kill('SIGTERM');
  await once(running, 'exit');
  const left = readdirSync(directory).filter((name) => !name.endsWith('.~lock~'));
  expect(left.sort()).toEqual(['ovnnb_db.sqlite', 'ovnsb_db.sqlite']);
}, 60_000);

test('a child that cannot start is the end, with its own words', async () => {
  const directory = temporary();
  const { process: running, log } = central(directory, '--nb-file=/dev/null', '--sb-listen=none');
  await once(running, 'exit');
  expect(running.exitCode).toBe(1);
  expect(log()).toMatch(/\ncentral: nb: ovsdb-nb: I\/O error: \/dev\/null: /);
}, 60_000);

test('a listener that cannot be opened is the end', async () => {
  const directory = temporary();
  const { process: running, log } = central(directory, '--nb-listen=none', '--sb-listen=punix:/dev/null');
  await once(running, 'exit');
  expect(running.exitCode).toBe(1);
  expect(log()).toMatch(/\ncentral: sb: punix:\/dev\/null: listen failed \(Address already in use\)\n$/);
}, 60_000);

test('listeners are checked before anything is started', async () => {
  const directory = temporary();
  const { process: running, log } = central(directory, '--nb-listen=ptcp:99999');
  await once(running, 'exit');
  expect({ code: running.exitCode, log: log(), left: readdirSync(directory) }).toEqual({
    code: 1,
    log: 'central: ptcp:99999: bad port number "99999"\n',
    left: [],
  });
}, 60_000);
