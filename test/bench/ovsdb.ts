import type { Daemon, Make } from '#testing';
import { type Figure, median } from './figure.js';
import { type Operation, OvsdbPeer } from './ovsdb-peer.js';
import { NB, residentMb, SB, Site } from './site.js';

export const ROWS = 200_000;
const SEQUENTIAL = 600;
const PIPELINED = 3000;
const WINDOW = 64;
const MONITORS = 30;
const UPDATES = 300;

interface OvsdbFigures {
  readonly loadRows: number;
  readonly sequentialMs: number;
  readonly sequentialDurableMs: number;
  readonly pipelined: number;
  readonly pipelinedDurable: number;
  readonly fanOut: number;
  readonly dumpMs: number;
  readonly residentMb: number;
  readonly restartMs: number;
}

const DURABLE: Operation = { op: 'commit', durable: true };

function flowRow(datapath: Operation['uuid'], i: number): Operation {
  const low = `${(i >> 8) & 255}.${i & 255}`;
  return {
    logical_datapath: datapath ?? null,
    pipeline: 'ingress',
    table_id: i % 30,
    priority: i % 60_000,
    match: `inport == "lp${i}" && eth.src == 0a:00:00:00:00:${(i & 255).toString(16).padStart(2, '0')} && ip4.src == 10.${i >> 16}.${low}`,
    actions: `next; /* ${i} */`,
    external_ids: [
      'map',
      [
        ['source', 'northd.c:1'],
        ['stage-name', 'ls_in_x'],
      ],
    ],
  };
}

async function measure(make: Make): Promise<OvsdbFigures> {
  const site = new Site();
  const socket = site.path('s.sock');
  const start = async (): Promise<Daemon> => {
    const databases = [
      ...(await site.databaseArguments(make, 'nb', 'nb.db')),
      ...(await site.databaseArguments(make, 'sb', 'sb.db')),
    ];
    const options = ['--no-chdir', `--remote=punix:${socket}`, `--unixctl=${site.path('s.ctl')}`];
    return site.start(make, 'ovsdb-server', [...databases, ...options], socket);
  };
  try {
    const daemon = await start();
    const peer = await OvsdbPeer.connect(socket);
    const [inserted] = await peer.transact(SB, { op: 'insert', table: 'Datapath_Binding', row: { tunnel_key: 1 } });
    const datapath = inserted?.uuid ?? null;
    const loadRows = await load(peer, datapath);
    const [ls] = await peer.transact(NB, { op: 'insert', table: 'Logical_Switch', row: { name: 'ls' } });
    const sequentialMs = await sequential(peer, ls?.uuid ?? null, 'q', []);
    const sequentialDurableMs = await sequential(peer, ls?.uuid ?? null, 'd', [DURABLE]);
    const bindings = await macBindings(peer, datapath);
    const pipelined = await pipeline(peer, bindings, []);
    const pipelinedDurable = await pipeline(peer, bindings, [DURABLE]);
    const fanOut = await fan(socket, peer, bindings);
    const dumpMs = await dump(socket);
    const memory = residentMb(daemon.pid ?? 0);
    peer.close();
    await daemon.stop();
    const before = performance.now();
    await start();
    const again = await OvsdbPeer.connect(socket);
    await again.call('list_dbs', []);
    const restartMs = performance.now() - before;
    const kept = (await again.select(SB, 'Logical_Flow', ['_uuid'])).length;
    if (kept !== ROWS) throw new Error(`${make}: ${kept} of ${ROWS} rows after a restart`);
    again.close();
    return {
      loadRows,
      sequentialMs,
      sequentialDurableMs,
      pipelined,
      pipelinedDurable,
      fanOut,
      dumpMs,
      residentMb: memory,
      restartMs,
    };
  } finally {
    await site.close();
  }
}

/** Inserts the flows; gives rows a second. */
export async function load(peer: OvsdbPeer, datapath: Operation['uuid']): Promise<number> {
  const started = performance.now();
  for (let first = 0; first < ROWS; first += 1000) {
    const inserts = Array.from(
      { length: 1000 },
      (_, k): Operation => ({ op: 'insert', table: 'Logical_Flow', row: flowRow(datapath, first + k) }),
    );
    await peer.transact(SB, ...inserts);
  }
  return ROWS / ((performance.now() - started) / 1000);
}

async function sequential(
  peer: OvsdbPeer,
  ls: Operation['uuid'],
  tag: string,
  end: readonly Operation[],
): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < SEQUENTIAL; i++) {
    const started = performance.now();
    await peer.transact(
      NB,
      {
        op: 'insert',
        table: 'Logical_Switch_Port',
        'uuid-name': 'x',
        row: { name: `${tag}${i}`, addresses: `00:00:00:00:${(i >> 8).toString(16)}:${(i & 255).toString(16)}` },
      },
      {
        op: 'mutate',
        table: 'Logical_Switch',
        where: [['_uuid', '==', ls ?? null]],
        mutations: [['ports', 'insert', ['named-uuid', 'x']]],
      },
      ...end,
    );
    times.push(performance.now() - started);
  }
  return median(times);
}

/** Rows to be updated, and their uuids. */
export async function macBindings(peer: OvsdbPeer, datapath: Operation['uuid']): Promise<readonly Operation['uuid'][]> {
  const inserts = Array.from(
    { length: 200 },
    (_, i): Operation => ({
      op: 'insert',
      table: 'MAC_Binding',
      row: { logical_port: `p${i}`, ip: '1.1.1.1', mac: '', datapath: datapath ?? null },
    }),
  );
  return (await peer.transact(SB, ...inserts)).map((result) => result.uuid ?? null);
}

export function updateOf(bindings: readonly Operation['uuid'][], i: number): Operation {
  const mac = `0a:00:00:${((i >> 16) & 255).toString(16)}:${((i >> 8) & 255).toString(16)}:${(i & 255).toString(16)}`;
  return {
    op: 'update',
    table: 'MAC_Binding',
    where: [['_uuid', '==', bindings[i % bindings.length] ?? null]],
    row: { mac },
  };
}

async function pipeline(
  peer: OvsdbPeer,
  bindings: readonly Operation['uuid'][],
  end: readonly Operation[],
): Promise<number> {
  const requests = Array.from({ length: PIPELINED }, (_, i) => {
    const id = 1_000_000 + i;
    return { id, text: JSON.stringify({ method: 'transact', id, params: [SB, updateOf(bindings, i), ...end] }) };
  });
  const started = performance.now();
  let sent = 0;
  let done = 0;
  await new Promise<void>((resolve) => {
    const next = () => {
      const request = requests[sent++];
      if (request === undefined) return;
      peer.sendRaw(request.id, request.text, () => {
        if (++done === PIPELINED) resolve();
        else next();
      });
    };
    for (let i = 0; i < WINDOW; i++) next();
  });
  return PIPELINED / ((performance.now() - started) / 1000);
}

/** Updates a second that all monitors at `socket` get of what `peer` writes. */
export async function fan(socket: string, peer: OvsdbPeer, bindings: readonly Operation['uuid'][]): Promise<number> {
  const last = JSON.stringify(updateOf(bindings, 500_000 + UPDATES - 1)['row']).slice(1, -1);
  const watchers: OvsdbPeer[] = [];
  const arrivals: Promise<void>[] = [];
  for (let i = 0; i < MONITORS; i++) {
    const watcher = await OvsdbPeer.connect(socket);
    await watcher.call('monitor', [SB, ['m', i], { MAC_Binding: { columns: ['mac', 'ip', 'logical_port'] } }]);
    arrivals.push(watcher.comes(last));
    watchers.push(watcher);
  }
  const started = performance.now();
  for (let i = 0; i < UPDATES; i++) void peer.call('transact', [SB, updateOf(bindings, 500_000 + i)]);
  await Promise.all(arrivals);
  const rate = (UPDATES * MONITORS) / ((performance.now() - started) / 1000);
  for (const watcher of watchers) watcher.close();
  return rate;
}

export async function dump(socket: string): Promise<number> {
  const columns = [
    'logical_datapath',
    'logical_dp_group',
    'pipeline',
    'table_id',
    'priority',
    'match',
    'actions',
    'external_ids',
  ];
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const peer = await OvsdbPeer.connect(socket);
    const started = performance.now();
    await peer.call('monitor_cond_since', [
      SB,
      'm',
      { Logical_Flow: [{ columns }] },
      '00000000-0000-0000-0000-000000000000',
    ]);
    times.push(performance.now() - started);
    peer.close();
  }
  return Math.min(...times);
}

/** The database service against ovsdb-server. Ours are durable by default and C's are not. */
export async function measureOvsdb(report: (figure: Figure) => void): Promise<void> {
  const [c, ours] = [await measure('c'), await measure('heddle')];
  const figure = (
    name: string,
    unit: string,
    key: keyof OvsdbFigures,
    target: NonNullable<Figure['target']>,
    cKey = key,
  ) => report({ suite: 'ovsdb', name, unit, c: c[cKey], ours: ours[key], target });
  figure('pipelined, default', 'txn/s', 'pipelined', { atLeast: 1 });
  figure('pipelined, both durable', 'txn/s', 'pipelinedDurable', { atLeast: 2 });
  figure('sequential, default', 'ms', 'sequentialMs', { atMost: 2 });
  figure('sequential, both durable', 'ms', 'sequentialDurableMs', { atMost: 0.7 });
  figure('bulk load', 'rows/s', 'loadRows', { atLeast: 1 });
  figure(`fan-out to ${MONITORS} monitors`, 'upd/s', 'fanOut', { atLeast: 1 });
  figure('dump of 200k flows', 'ms', 'dumpMs', { atMost: 0.7 });
  figure('resident at 200k flows', 'MiB', 'residentMb', { atMost: 1 });
  figure('restart with 200k flows', 'ms', 'restartMs', { atMost: 1 });
}
