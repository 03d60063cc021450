/**
 * A command line whose transaction is carried out while its answer gets lost: it must not be carried out twice. One whose
 * database goes while it waits for daemons: it goes on when that is back.
 */
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { until } from '#testing';
import { Site } from './site.js';

let site: Site;
let server: Server | undefined;
beforeEach(() => {
  site = new Site();
});
afterEach(async () => {
  await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
  await site.close();
});

/** A way to the database that hands the first `transact` on and cuts the connection in the place of the answer. */
async function cuttingProxy(from: string, to: string): Promise<void> {
  let cuts = 1;
  const serve = (client: Socket) => {
    const upstream = dial(to);
    let isCut = false;
    client.on('data', (text) => {
      upstream.write(text);
      if (cuts > 0 && String(text).includes('"transact"')) {
        cuts--;
        isCut = true;
      }
    });
    upstream.on('data', (text) => (isCut ? upstream.destroy() : client.write(text)));
    client.on('close', () => upstream.destroy()).on('error', () => undefined);
    upstream.on('close', () => client.destroy()).on('error', () => undefined);
  };
  const made = createServer(serve);
  server = made;
  await new Promise<void>((resolve) => made.listen(from, resolve));
}

test.each([
  ['creates a row', ['create', 'Logical_Switch', 'name=s1'], /^[0-9a-f-]{36}\n$/],
  ['adds a switch that must not be there yet', ['ls-add', 's1'], /^$/],
])(
  'nbctl %s once',
  async (_, command, output) => {
    const socket = site.path('ovnnb_db.sock');
    await site.start('nb', 'ovsdb', `--create=OVN_Northbound=${site.path('nb.db')}`, `--remote=punix:${socket}`);
    await cuttingProxy(site.path('cut.sock'), socket);
    const remotes = `--db=unix:${site.path('cut.sock')},unix:${socket}`;
    const first = await site.run('nbctl', '--no-shuffle-remotes', remotes, ...command);
    expect([first.stderr, first.status]).toEqual(['', 0]);
    expect(first.stdout).toMatch(output);
    const { stdout } = await site.run('nbctl', '--bare', '--columns=name', 'list', 'Logical_Switch');
    expect(stdout).toBe('s1\n');
  },
  30_000,
);

test('nbctl --wait outlives a restart of its only server', async () => {
  const remote = `--db=unix:${site.path('ovnnb_db.sock')}`;
  const server = await site.start(
    'nb',
    'ovsdb',
    `--create=OVN_Northbound=${site.path('nb.db')}`,
    `--remote=punix:${site.path('ovnnb_db.sock')}`,
  );
  const nbctl = (...args: readonly string[]) => site.run('nbctl', remote, ...args);
  const waiting = nbctl('--timeout=50', '--wait=sb', 'ls-add', 's1');
  const nbCfg = async () => (await nbctl('--bare', '--columns=nb_cfg', 'list', 'NB_Global')).stdout.trim();
  await until('the transaction to be carried out', async () => (await nbCfg()) === '1');
  await server.restart('SIGKILL');
  // What northd would say.
  await nbctl('set', 'NB_Global', '.', 'sb_cfg=1');
  expect(await waiting).toMatchObject({ stderr: '', status: 0 });
}, 60_000);
