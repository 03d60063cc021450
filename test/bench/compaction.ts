import { stat } from 'node:fs/promises';
import { type Make, run } from '#testing';
import type { Figure } from './figure.js';
import { type Operation, OvsdbPeer } from './ovsdb-peer.js';
import { SB, Site } from './site.js';

const ROWS = 200_000;
/** As many come and go before, so that half of the file is to be given back. */
const GONE = 200_000;
const BATCH = 1000;
/** Rows that are deleted together. */
const GROUP = 20_000;
/** Transactions under way all the time. */
const WRITERS = 8;
const SETTLE_MS = 1000;

interface Compacted {
  /** Milliseconds that the longest of the `echo` requests waited, sent one after the other meanwhile. */
  readonly longestMs: number;
  /** The same for the transactions of the write load. */
  readonly longestWriteMs: number;
  readonly tookMs: number;
  readonly shrunkTo: number;
}

/** What clients notice of `ovsdb-server/compact` on 200,000 rows while others write. */
async function measure(make: Make): Promise<Compacted> {
  const site = new Site();
  const socket = site.path('s.sock');
  const control = site.path('s.ctl');
  try {
    const database = await site.databaseArguments(make, 'sb', 'sb.db');
    const options = make === 'c' ? [] : ['--max-history=1'];
    await site.start(
      make,
      'ovsdb-server',
      [...database, ...options, '--no-chdir', `--remote=punix:${socket}`, `--unixctl=${control}`],
      socket,
    );
    const peer = await OvsdbPeer.connect(socket);
    await fill(peer, ROWS + GONE);
    for (let group = 0; group < GONE / GROUP; group++) {
      const where = [['mac', '==', `group ${group}`]];
      await peer.transact(SB, { op: 'delete', table: 'MAC_Binding', where });
    }
    // Files are looked at once their server has nothing left to do.
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const before = (await stat(site.path('sb.db'))).size;
    const load = new Load(socket);
    await load.start();
    const started = performance.now();
    await run(['ovs-appctl', '-t', control, 'ovsdb-server/compact', SB], { env: site.env });
    const tookMs = performance.now() - started;
    const { longestMs, longestWriteMs } = await load.stop();
    peer.close();
    return { longestMs, longestWriteMs, tookMs, shrunkTo: (await stat(site.path('sb.db'))).size / before };
  } finally {
    await site.close();
  }
}

async function fill(peer: OvsdbPeer, rows: number): Promise<void> {
  const [datapath] = await peer.transact(SB, { op: 'insert', table: 'Datapath_Binding', row: { tunnel_key: 1 } });
  for (let first = 0; first < rows; first += BATCH) {
    const inserts = Array.from({ length: BATCH }, (_, i): Operation => {
      const row = {
        logical_port: `p${first + i}`,
        ip: 'x'.repeat(200),
        mac: `group ${Math.floor(first / GROUP)}`,
        datapath: datapath?.uuid ?? null,
      };
      return { op: 'insert', table: 'MAC_Binding', row };
    });
    await peer.transact(SB, ...inserts);
  }
}

/** Writers, and one who asks for an `echo` again and again and notes how long it took. */
class Load {
  readonly #socket: string;
  readonly #running: Promise<void>[] = [];
  #isOver = false;
  #longestMs = 0;
  #longestWriteMs = 0;

  constructor(socket: string) {
    this.#socket = socket;
  }

  async start(): Promise<void> {
    for (let writer = 0; writer < WRITERS; writer++) {
      const peer = await OvsdbPeer.connect(this.#socket);
      this.#running.push(this.#write(peer, writer));
    }
    this.#running.push(this.#probe(await OvsdbPeer.connect(this.#socket)));
  }

  async stop(): Promise<{ longestMs: number; longestWriteMs: number }> {
    this.#isOver = true;
    await Promise.all(this.#running);
    return { longestMs: this.#longestMs, longestWriteMs: this.#longestWriteMs };
  }

  async #write(peer: OvsdbPeer, writer: number): Promise<void> {
    for (let n = 0; !this.#isOver; n++) {
      const started = performance.now();
      const row = { name: `writer ${writer} ${n}`, addresses: ['set', [`10.0.${writer}.${n & 255}`]] };
      await peer.transact(SB, { op: 'insert', table: 'Address_Set', row });
      this.#longestWriteMs = Math.max(this.#longestWriteMs, performance.now() - started);
    }
    peer.close();
  }

  async #probe(peer: OvsdbPeer): Promise<void> {
    while (!this.#isOver) {
      const started = performance.now();
      await peer.call('echo', []);
      this.#longestMs = Math.max(this.#longestMs, performance.now() - started);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    peer.close();
  }
}

export async function measureCompaction(report: (figure: Figure) => void): Promise<void> {
  const [c, ours] = [await measure('c'), await measure('heddle')];
  const figure = (name: string, unit: string, key: keyof Compacted, limit?: number) =>
    report({ suite: 'compaction', name, unit, c: c[key], ours: ours[key], ...(limit === undefined ? {} : { limit }) });
  figure('longest wait while compacting 200k rows', 'ms', 'longestMs', 50);
  figure('longest transaction meanwhile', 'ms', 'longestWriteMs', 50);
  figure('compaction under write load', 'ms', 'tookMs');
  figure('file afterwards', 'of it', 'shrunkTo');
}
