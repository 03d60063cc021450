import { existsSync } from 'node:fs';
import { unixctlCall } from '#daemon';
import { attempt, type Make, run, until } from '#testing';
import { type Figure, median } from './figure.js';
import { macOf, prefixOf, siteTransactions } from './network.js';
import { ConfigWatch, OvsdbPeer } from './ovsdb-peer.js';
import { NB, program, Site } from './site.js';

const SWITCHES = 100;
const PORTS = 50;
const MATRIX_PORTS = 200;
const RUNS = 5;
const TRIPS = 40;

/** Seconds that a matrix of `MATRIX_PORTS` ports may take. */
const MATRIX_SECONDS = 10;

/** A packet between ports of two switches, through the router. */
function question(serial: number): string {
  const [from, to] = [serial % SWITCHES, (serial + 1) % SWITCHES];
  return [
    `inport == "lp${from}-0"`,
    `eth.src == ${macOf(from, 2)}`,
    `eth.dst == ${macOf(from, 1)}`,
    `ip4.src == ${prefixOf(from)}.2`,
    `ip4.dst == ${prefixOf(to)}.3`,
    'ip.ttl == 64',
    'icmp4.type == 8',
  ].join(' && ');
}

/** trace against ovn-trace on a site of 5k ports: as a process, and as a daemon; and the matrix, which only ours has. */
export async function measureTrace(report: (figure: Figure) => void): Promise<void> {
  const suite = 'trace';
  const site = new Site();
  try {
    const nbSocket = await site.database('c', 'nb');
    const sbSocket = await site.database('c', 'sb');
    const nb = await OvsdbPeer.connect(nbSocket);
    await nb.transact(NB, { op: 'insert', table: 'NB_Global', row: { nb_cfg: 1 } });
    for (const operations of siteTransactions(SWITCHES, PORTS)) await nb.transact(NB, ...operations);
    const watch = await ConfigWatch.start(await OvsdbPeer.connect(nbSocket), NB, { NB_Global: ['sb_cfg'] });
    const databases = [`--ovnnb-db=unix:${nbSocket}`, `--ovnsb-db=unix:${sbSocket}`];
    const northd = await site.start('c', 'ovn-northd', [`--unixctl=${site.path('n.ctl')}`, ...databases], undefined);
    await watch.reached('NB_Global.sb_cfg', 1);
    await northd.stop();
    for (const peer of [nb, watch.peer]) peer.close();

    const db = `--db=unix:${sbSocket}`;
    const processes: Record<Make, number[]> = { c: [], heddle: [] };
    for (let serial = 0; serial < RUNS; serial++) {
      for (const make of ['c', 'heddle'] as const) {
        processes[make].push(await wallMs([program(make, 'ovn-trace'), db, question(serial)], site.env));
      }
    }
    report({
      suite,
      name: `a process on ${SWITCHES}x${PORTS}`,
      unit: 'ms',
      c: median(processes.c),
      ours: median(processes.heddle),
      target: { atMost: 3 },
    });

    const [c, ours] = [await roundTripsUs('c', site, db), await roundTripsUs('heddle', site, db)];
    report({ suite, name: 'daemon, a round trip', unit: 'us', c, ours, target: { atMost: 1 } });

    const ports = Array.from({ length: MATRIX_PORTS }, (_, i) => `lp${i % SWITCHES}-${Math.floor(i / SWITCHES)}`);
    const matrix = [program('heddle', 'ovn-trace'), db, '--matrix', `--ports=${ports.join(',')}`];
    const seconds = (await wallMs(matrix, site.env)) / 1000;
    const name = `matrix of ${MATRIX_PORTS} ports, of ${MATRIX_SECONDS} s`;
    report({ suite, name, unit: 's', c: MATRIX_SECONDS, ours: seconds, target: { atMost: 1 } });
  } finally {
    await site.close();
  }
}

async function wallMs(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const started = performance.now();
  const result = await attempt(argv, { env, timeoutMs: 120_000 });
  if (result.status !== 0) throw new Error(`${result.command}: ${result.stderr}`);
  return performance.now() - started;
}

/** The median time of one question to a daemon, its answer included. The first questions, which load the site, do not count. */
async function roundTripsUs(make: Make, site: Site, db: string): Promise<number> {
  const control = site.path(`${make}.ctl`);
  await run([program(make, 'ovn-trace'), '--detach', '--no-chdir', `--unixctl=${control}`, db], {
    env: site.env,
    timeoutMs: 120_000,
  });
  try {
    const times: number[] = [];
    for (let serial = 0; serial < 2 * TRIPS; serial++) {
      const started = performance.now();
      const { isError, text } = await unixctlCall(control, 'trace', [question(serial % TRIPS)]);
      if (isError || !text.includes('output to "lp')) throw new Error(`${make}: ${text}`);
      if (serial >= TRIPS) times.push((performance.now() - started) * 1000);
    }
    return median(times);
  } finally {
    await unixctlCall(control, 'exit', []);
    await until('the daemon is gone', () => !existsSync(control));
  }
}
