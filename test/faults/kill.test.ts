/**
 * kill -9 under write load, again and again: what was acknowledged is there afterwards, and no transaction half. Once for the
 * database service alone, with all that has to agree with the rows, once for `central` and all its children.
 */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { unixctlCall } from '#daemon';
import { request, type Session } from '#ovsdb/jsonrpc';
import { isJsonArray, isJsonObject, type Json } from '#ovsdb/notation';
import { until } from '#testing';
import { contentsAfter, contentsOf, Ledger, openAt, refusals } from './ledger.js';
import { Site } from './site.js';

let site: Site;
beforeEach(() => {
  site = new Site();
});
afterEach(() => site.close());

const SOCKET = 'ovnnb_db.sock';

function open(): Promise<Session> {
  return until('the database', () => openAt(site.path(SOCKET)), { everyMs: 5 });
}

/** Writes pairs of rows, a transaction each, until the server is gone. `acknowledged` gets their names. */
async function write(session: Session, round: number, acknowledged: Set<string>): Promise<void> {
  const insert = (name: string) => ({ op: 'insert', table: 'Address_Set', row: { name } });
  for (let n = 0; session.isOpen; n++) {
    const names = [`r${round}n${n}a`, `r${round}n${n}b`];
    session.request('transact', ['OVN_Northbound', ...names.map(insert)], (outcome) => {
      if (!('error' in outcome)) for (const name of names) acknowledged.add(name);
    });
    if (n % 20 === 19) await new Promise((resolve) => setImmediate(resolve));
  }
}

async function rowsThere(session: Session): Promise<string[]> {
  const reply: Json = await request(session, 'transact', [
    'OVN_Northbound',
    { op: 'select', table: 'Address_Set', where: [], columns: ['name'] },
  ]);
  const [select] = isJsonArray(reply) ? reply : [];
  const rows = isJsonObject(select) ? select['rows'] : undefined;
  return (isJsonArray(rows) ? rows : []).map((row) => (isJsonObject(row) ? String(row['name']) : ''));
}

async function checkRows(acknowledged: ReadonlySet<string>): Promise<void> {
  const session = await open();
  const found = await rowsThere(session);
  session.close('seen');
  const there = new Set(found);
  expect(there.size).toBe(found.length);
  expect([...acknowledged].filter((name) => !there.has(name))).toEqual([]);
  const other = (name: string) => `${name.slice(0, -1)}${name.endsWith('a') ? 'b' : 'a'}`;
  expect(found.filter((name) => !there.has(other(name)))).toEqual([]);
}

/** The comments of the log, as `ovsdb-tool` finds them. */
async function shownLog(): Promise<(string | undefined)[]> {
  const { stdout } = await site.run('ovsdb-tool', 'show-log', site.path('nb.db'));
  return [...stdout.matchAll(/^record \d+: .* "(\d+)"$/gm)].map(([, comment]) => comment);
}

const database = () => [`--create=OVN_Northbound=${site.path('nb.db')}`, `--remote=punix:${site.path(SOCKET)}`];

test('the database service, twenty times: rows, references, indexes and the log', async () => {
  const ledger = new Ledger();
  const daemon = await site.start('nb', 'ovsdb', ...database());
  for (let round = 0; round < 20; round++) {
    const session = await open();
    const before = ledger.acknowledged.size;
    const writing = ledger.write(session);
    // Another moment of the server's work each time.
    await until('the answers', () => ledger.acknowledged.size > before + round * 6, { everyMs: 1 });
    await daemon.stop('SIGKILL');
    await writing;
    // What the file says before a server has mended it.
    const shown = round % 5 === 4 ? await shownLog() : undefined;
    await daemon.start();
    const survivor = await open();
    const contents = await contentsOf(survivor);
    const done = contents.log.map(Number);
    const last = done.at(-1) ?? 0;
    expect({ contents, lost: ledger.lost(done), refusals: await refusals(survivor, last) }).toEqual({
      contents: contentsAfter(done),
      lost: [],
      refusals: ['constraint violation', 'referential integrity violation', 'referential integrity violation'],
    });
    expect(shown ?? contents.log).toEqual(contents.log);
    survivor.close('seen');
  }
  expect(ledger.acknowledged.size).toBeGreaterThan(1000);
}, 180_000);

test('central with its databases and northd, and central alone', async () => {
  const acknowledged = new Set<string>();
  const listen = ['--nb-listen=none', '--sb-listen=none'];
  const daemon = await site.start('central', 'central', ...listen);
  const pids = async () => {
    const { text } = await unixctlCall(site.path('central.ctl'), 'central/status', []);
    return [...text.matchAll(/pid (\d+)/g)].map(([, pid]) => Number(pid));
  };
  for (const victims of ['all', 'central'] as const) {
    const session = await open();
    const before = acknowledged.size;
    const writing = write(session, before, acknowledged);
    await until('the first answers', () => acknowledged.size > before + 500, { everyMs: 1 });
    const children = await pids();
    expect(children.length).toBe(3);
    const killed = daemon.stop('SIGKILL');
    if (victims === 'all') for (const pid of children) process.kill(pid, 'SIGKILL');
    await killed;
    await writing;
    // Children end with central, so that it can be started again.
    await until('the children to be gone', () => !children.some(isAlive));
    await daemon.start();
  }
  await checkRows(acknowledged);
}, 90_000);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
