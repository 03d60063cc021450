import { type Make, until } from '#testing';
import { type Figure, median } from './figure.js';
import { changeForHosts, connectHosts, type Datapaths, HOSTS, makeDatapaths } from './hosts.js';
import { dump, fan, load, macBindings, ROWS, updateOf } from './ovsdb.js';
import { OvsdbPeer } from './ovsdb-peer.js';
import { residentMb, SB, Site } from './site.js';

const SEQUENTIAL = 400;
/** What a client may have to wait while a relay takes in its first contents: no turn of a process may be longer. */
const TURN_LIMIT_MS = 100;

interface RelayFigures {
  readonly firstLoadMs: number;
  readonly longestWaitMs: number;
  readonly sequentialMs: number;
  readonly fanOut: number;
  readonly hostsReadyMs: number;
  readonly hostChanges: number;
  readonly dumpMs: number;
  readonly residentMb: number;
}

/** A relay of either make in front of the same C server. */
async function measure(
  make: Make,
  site: Site,
  source: OvsdbPeer,
  bindings: Awaited<ReturnType<typeof macBindings>>,
  datapaths: Datapaths,
) {
  const socket = site.path(`relay-${make}.sock`);
  const options = ['--no-chdir', `--remote=punix:${socket}`, `--unixctl=${site.path(`relay-${make}.ctl`)}`];
  const say = (what: string, figure: number) => {
    // The whole takes minutes.
    process.stderr.write(`bench: relay: ${make === 'c' ? 'ovsdb-server' : 'ours'}: ${what} ${figure.toFixed(0)}\n`);
  };
  const started = performance.now();
  const daemon = await site.start(
    make,
    'ovsdb-server',
    [...options, `relay:${SB}:unix:${site.path('sb.sock')}`],
    socket,
  );
  const longestWaitMs = await longestWait(socket);
  const firstLoadMs = performance.now() - started;
  say('start, ms:', firstLoadMs);
  const { hosts, readyMs } = await connectHosts(socket, datapaths);
  const hostChanges = await changeForHosts(hosts, source, datapaths, make === 'c' ? 1 : 1001);
  for (const host of hosts) host.close();
  say('hosts connected, ms:', readyMs);
  say('changes for them, txn/s:', hostChanges);
  const figures: RelayFigures = {
    hostsReadyMs: readyMs,
    hostChanges,
    firstLoadMs,
    longestWaitMs,
    sequentialMs: await sequential(socket, bindings),
    fanOut: await fan(socket, source, bindings),
    dumpMs: await dump(socket),
    residentMb: residentMb(daemon.pid ?? 0),
  };
  say('fan-out, upd/s:', figures.fanOut);
  await daemon.stop();
  return figures;
}

/** How long the slowest of a client's requests took until the relay had its contents. */
async function longestWait(socket: string): Promise<number> {
  const peer = await OvsdbPeer.connect(socket);
  await peer.call('set_db_change_aware', [true]);
  let longest = 0;
  await until(
    'the relay to have its contents',
    async () => {
      const asked = performance.now();
      const rows = await peer.select('_Server', 'Database', ['connected'], [['name', '==', SB]]);
      longest = Math.max(longest, performance.now() - asked);
      return rows.some((row) => row['connected'] === true);
    },
    { timeoutMs: 120_000, everyMs: 1 },
  );
  peer.close();
  return longest;
}

async function sequential(socket: string, bindings: Parameters<typeof updateOf>[0]): Promise<number> {
  const peer = await OvsdbPeer.connect(socket);
  const times: number[] = [];
  for (let i = 0; i < SEQUENTIAL; i++) {
    const asked = performance.now();
    await peer.transact(SB, updateOf(bindings, i));
    times.push(performance.now() - asked);
  }
  peer.close();
  return median(times);
}

/** Our relay against ovsdb-server's, both of the southbound database of one ovsdb-server. */
export async function measureRelay(report: (figure: Figure) => void): Promise<void> {
  const site = new Site();
  try {
    const source = await OvsdbPeer.connect(await site.database('c', 'sb'));
    const [inserted] = await source.transact(SB, { op: 'insert', table: 'Datapath_Binding', row: { tunnel_key: 1 } });
    const datapath = inserted?.uuid ?? null;
    process.stderr.write(`bench: relay: the source gets ${ROWS} flows\n`);
    await load(source, datapath);
    const bindings = await macBindings(source, datapath);
    const datapaths = await makeDatapaths(source);
    const c = await measure('c', site, source, bindings, datapaths);
    const ours = await measure('heddle', site, source, bindings, datapaths);
    const flows = `${ROWS / 1000}k flows`;
    const figure = (name: string, unit: string, key: keyof RelayFigures, more: Partial<Figure> = {}) =>
      report({ suite: 'relay', name, unit, c: c[key], ours: ours[key], ...more });
    figure('fan-out to 30 monitors', 'upd/s', 'fanOut', { target: { atLeast: 1 } });
    figure(`${HOSTS} hosts connect at once, until all have their rows`, 'ms', 'hostsReadyMs', {
      target: { atMost: 1 },
    });
    figure(`changes that reach ${HOSTS} hosts`, 'txn/s', 'hostChanges', { target: { atLeast: 1 } });
    figure('transaction by the relay', 'ms', 'sequentialMs');
    figure(`dump of ${flows}`, 'ms', 'dumpMs', { target: { atMost: 0.7 } });
    figure(`resident at ${flows}`, 'MiB', 'residentMb', { target: { atMost: 1 } });
    figure(`start with ${flows}`, 'ms', 'firstLoadMs');
    figure('longest wait of a client meanwhile', 'ms', 'longestWaitMs', { limit: TURN_LIMIT_MS });
  } finally {
    await site.close();
  }
}
