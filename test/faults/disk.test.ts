/**
 * Disks that fail: full, read-only, gone. What cannot be stored is answered `I/O error` and leaves no trace; readers notice
 * nothing; once there is room again all goes on.
 */
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { messageOf } from '#base';
import { unixctlCall } from '#daemon';
import { connect, openSession, request, type Session, systemClock } from '#ovsdb/jsonrpc';
import { isJsonArray, isJsonObject, type Json } from '#ovsdb/notation';
import { type Daemon, until } from '#testing';
import { Site } from './site.js';
import { SmallDisk } from './small-disk.js';

let site: Site;
let disk: SmallDisk;
beforeEach(async () => {
  site = new Site();
  disk = await new SmallDisk(site.path('disk')).open();
});
afterEach(async () => {
  await site.close();
  await disk.close();
});

const TEXT = 'x'.repeat(100_000);
const FULL = /database or disk is full|disk I\/O error/;

function serve(...options: string[]): Promise<Daemon> {
  const create = `--create=OVN_Northbound=${disk.path('nb.db')}`;
  return site.startIn(disk.wrapper, 'nb', 'ovsdb', create, `--remote=punix:${site.path('nb.sock')}`, ...options);
}

/** A client; `updates` gets the notifications that it is sent. */
async function client(updates: string[] = []): Promise<Session> {
  const handlers = {
    notification: (method: string, params: Json) => {
      updates.push(JSON.stringify([method, params]));
    },
  };
  return openSession(await connect(`unix:${site.path('nb.sock')}`), { clock: systemClock, handlers });
}

/** Inserts an address set; returns what it was answered: 'stored', or the error. */
async function insert(session: Session, name: string, text = ''): Promise<string> {
  const row = { name, external_ids: ['map', [['text', text]]] };
  const reply = await request(session, 'transact', ['OVN_Northbound', { op: 'insert', table: 'Address_Set', row }]);
  const last = isJsonArray(reply) ? reply.at(-1) : undefined;
  return isJsonObject(last) && last['error'] !== undefined ? `${last['error']}: ${last['details']}` : 'stored';
}

async function names(session: Session): Promise<string[]> {
  const select = { op: 'select', table: 'Address_Set', where: [], columns: ['name'] };
  const reply = await request(session, 'transact', ['OVN_Northbound', select]);
  const [result] = isJsonArray(reply) ? reply : [];
  const rows = isJsonObject(result) ? result['rows'] : undefined;
  return (isJsonArray(rows) ? rows : []).map((row) => (isJsonObject(row) ? String(row['name']) : '')).sort();
}

/** Writes until a transaction is refused; returns the answer. */
async function writeUntilRefused(session: Session, tag: string, stored: string[]): Promise<string> {
  for (let n = 0; n < 1000; n++) {
    const answer = await insert(session, `${tag}${n}`, TEXT);
    if (answer !== 'stored') return answer;
    stored.push(`${tag}${n}`);
  }
  return 'never refused';
}

test('a disk that is full, and then is not', async () => {
  const daemon = await serve();
  const updates: string[] = [];
  const [writer, watcher] = [await client(), await client(updates)];
  await request(watcher, 'monitor_cond', ['OVN_Northbound', 'm', { Address_Set: [{ columns: ['name'] }] }]);
  const stored: string[] = [];
  for (const round of ['a', 'b']) {
    await disk.fill(daemon.pid);
    expect(await writeUntilRefused(writer, round, stored)).toMatch(/^I\/O error: /);
    // Those that read go on, and see nothing of what was refused.
    expect(await names(watcher)).toEqual([...stored].sort());
    expect(await insert(writer, 'refused', TEXT)).toMatch(FULL);
    await disk.free(daemon.pid);
    expect(await insert(writer, `after ${round}`)).toBe('stored');
    stored.push(`after ${round}`);
  }
  expect(await names(writer)).toEqual([...stored].sort());
  await until('the updates', () => updates.length >= stored.length);
  expect(updates.map((text) => /"name":"([^"]*)"/.exec(text)?.[1])).toEqual(stored);
  const said = site.warnings('nb');
  // Once a minute, not for each transaction.
  expect(said.filter((line) => line.includes('|ERR|')).length).toBe(1);
  for (const line of said.filter((each) => each.includes('|ERR|')))
    expect(line).toMatch(/^ovsdb\|ERR\|OVN_Northbound: .*could not be stored and were undone: /);
  await daemon.stop('SIGKILL');
  await daemon.start();
  const again = await client();
  expect(await names(again)).toEqual([...stored].sort());
  expect(await insert(again, 'restarted')).toBe('stored');
});

test('compaction on a full disk says so and harms nothing', async () => {
  const daemon = await serve();
  const writer = await client();
  const stored: string[] = [];
  for (let n = 0; n < 40; n++) expect(await insert(writer, `s${n}`, TEXT)).toBe('stored');
  await request(writer, 'transact', [
    'OVN_Northbound',
    { op: 'delete', table: 'Address_Set', where: [['name', '!=', 's0']] },
  ]);
  await disk.fill(daemon.pid);
  expect(await writeUntilRefused(writer, 'f', stored)).toMatch(FULL);
  const { text, isError } = await unixctlCall(site.path('nb.ctl'), 'ovsdb-server/compact', []);
  if (isError) expect(text).toMatch(FULL);
  await disk.free(daemon.pid);
  expect((await unixctlCall(site.path('nb.ctl'), 'ovsdb-server/compact', [])).text).toBe('');
  expect(await names(writer)).toEqual(['s0', ...stored].sort());
});

test('a full disk at the start: one line, and nothing half made', async () => {
  await disk.fill();
  const { status, stdout, stderr } = await site.runIn(
    disk.wrapper,
    'ovsdb',
    `--create=OVN_Northbound=${disk.path('nb.db')}`,
    `--unixctl=${site.path('ctl')}`,
  );
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^ovsdb: I\/O error: .*\/disk\/nb\.db: create failed \(.*\)\n$/);
  expect(stderr).toMatch(FULL);
  expect(readdirSync(disk.outside('.')).filter((name) => name.includes('nb.db'))).toEqual([]);
  await disk.free();
  const daemon = await serve();
  expect(await insert(await client(), 'a')).toBe('stored');
  await daemon.stop();
  // A database that is there is served for reading, or refused in one line.
  await disk.fill();
  const outcome = await serve().then(
    async () => names(await client()),
    (error: unknown) =>
      messageOf(error)
        .split('\n')
        .filter((line) => line.startsWith('ovsdb: ')),
  );
  expect(outcome.length).toBe(1);
  expect(outcome[0]).toMatch(/^a$|nb\.db: .*(database or disk is full|disk I\/O error)/);
});

test('a disk that is read-only, and one that is not there', async () => {
  const daemon = await serve();
  expect(await insert(await client(), 'a')).toBe('stored');
  await daemon.stop();
  const file = disk.outside('nb.db');
  const before = readFileSync(file);
  const mounted = ['sh', '-c', 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"', disk.path('.')];
  const isMounted = disk.wrapper[0] === 'nsenter';
  // Without a mount of our own modes have to do, and be heeded by root, too.
  const heeding = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--'] : [];
  const wrapper = isMounted ? [...disk.wrapper, 'unshare', '-m', ...mounted] : [...heeding, ...disk.wrapper];
  const modes = [statSync(file).mode, statSync(disk.outside('.')).mode];
  if (!isMounted) {
    chmodSync(file, 0o440);
    chmodSync(disk.outside('.'), 0o550);
  }
  const options = [disk.path('nb.db'), `--unixctl=${site.path('ctl')}`];
  const served = await site.runIn(wrapper, 'ovsdb', ...options);
  const read = await site.runIn(wrapper, 'ovsdb-tool', 'show-log', disk.path('nb.db'));
  const compacted = await site.runIn(wrapper, 'ovsdb-tool', 'compact', disk.path('nb.db'));
  if (!isMounted) {
    chmodSync(disk.outside('.'), modes[1] ?? 0);
    chmodSync(file, modes[0] ?? 0);
  }
  for (const { status, stderr } of [served, compacted]) {
    expect(status).toBe(1);
    expect(stderr).toMatch(/^ovsdb(-tool)?: .*nb\.db.*(Read-only file system|Permission denied).*\n$/);
  }
  expect(read.status).toBe(0);
  expect(read.stdout).toMatch(/^record 1: /m);
  expect(readFileSync(file).equals(before)).toBe(true);

  const gone = await site.run(
    'ovsdb',
    `--create=OVN_Northbound=${site.path('gone/nb.db')}`,
    `--unixctl=${site.path('ctl')}`,
  );
  expect(gone.stderr).toMatch(/^ovsdb: I\/O error: .*gone\/nb\.db: create failed \(No such file or directory\)\n$/);
  mkdirSync(site.path('gone'));
  const missing = await site.run('ovsdb', site.path('gone/nb.db'), `--unixctl=${site.path('ctl')}`);
  expect(missing.stderr).toMatch(/^ovsdb: I\/O error: .*gone\/nb\.db: open failed \(No such file or directory\)\n$/);
});
