/** The compiling half of the controllers: many logical flows at once, and one member more of a set that many flows name. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Make, run, until } from '#testing';
import { type Figure, median } from './figure.js';
import { siteTransactions } from './network.js';
import { ConfigWatch, type Operation, OvsdbPeer, type WireRow } from './ovsdb-peer.js';
import { NB, SB, Site } from './site.js';

const FLOWS = 25_000;
const MEMBERS = 10_000;
const USERS = [1, 50];
const CHANGES = 9;
const INSERTED_AT_ONCE = 2000;

const named = (name: string) => ['named-uuid', name] as const;
const address = (i: number) => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;

/** A host with one plugged-in port of a switch, and a southbound database that only the bench writes to. */
class Host {
  readonly site = new Site();
  readonly management = this.site.path('br-int.mgmt');
  #sb: OvsdbPeer | undefined;
  #watch: ConfigWatch | undefined;
  #config = 0;

  get sb(): OvsdbPeer {
    if (this.#sb === undefined) throw new Error('the host is not prepared');
    return this.#sb;
  }

  /** Starts the switch and the databases, the southbound one with a switch that has these ports besides vm1. */
  async prepare(ports: readonly string[]): Promise<void> {
    const { site } = this;
    const socket = await site.database('c', 'sb');
    const local = await site.database('c', 'local', 'db.sock');
    const vsctl = (...args: readonly string[]) =>
      run(['ovs-vsctl', `--db=unix:${local}`, '--no-wait', ...args], { env: site.env });
    await vsctl('init');
    const ids = { 'system-id': 'hv1', hostname: 'hv1', 'ovn-remote': `unix:${socket}`, 'ovn-encap-type': 'geneve' };
    const external = Object.entries({ ...ids, 'ovn-encap-ip': '127.0.0.1', 'ovn-monitor-all': 'true' });
    await vsctl('set', 'open', '.', ...external.map(([key, value]) => `external_ids:${key}=${value}`));
    await vsctl('add-br', 'br-int', '--', 'set', 'Bridge', 'br-int', 'fail-mode=secure', 'datapath_type=dummy');
    const plug = ['set', 'Interface', 'v1', 'external_ids:iface-id=vm1', 'type=dummy'];
    await vsctl('add-port', 'br-int', 'v1', '--', ...plug);
    const options = ['--no-chdir', '--enable-dummy=override', '--disable-system', `unix:${local}`];
    await site.start('c', 'ovs-vswitchd', options, this.management);
    this.#sb = await OvsdbPeer.connect(socket);
    const id = ['map', [['logical-switch', '00000000-0000-0000-0000-000000000001']]] as const;
    await this.sb.transact(
      SB,
      { op: 'insert', table: 'SB_Global', row: {} },
      { op: 'insert', table: 'Datapath_Binding', 'uuid-name': 'ls', row: { tunnel_key: 1, external_ids: id } },
      ...['vm1', ...ports].map((logical_port, i) => ({
        op: 'insert',
        table: 'Port_Binding',
        row: { logical_port, datapath: named('ls'), tunnel_key: i + 1 },
      })),
    );
    this.#watch = await ConfigWatch.start(await OvsdbPeer.connect(socket), SB, { Chassis_Private: ['nb_cfg'] });
  }

  /** Adds logical flows of the switch. */
  async addFlows(rows: readonly Operation[]): Promise<void> {
    const [datapath] = await this.sb.select(SB, 'Datapath_Binding', ['_uuid']);
    for (let at = 0; at < rows.length; at += INSERTED_AT_ONCE) {
      const some = rows.slice(at, at + INSERTED_AT_ONCE);
      const placed = some.map((row) => ({ ...row, logical_datapath: datapath?.['_uuid'] ?? null }));
      await this.sb.transact(SB, ...placed.map((row) => ({ op: 'insert', table: 'Logical_Flow', row })));
    }
  }

  async startController(make: Make): Promise<void> {
    await this.site.start(make, 'ovn-controller', ['--pidfile', `unix:${this.site.path('db.sock')}`], undefined);
    await until('the port is bound', async () => {
      const [port] = await this.sb.select(SB, 'Port_Binding', ['chassis'], [['logical_port', '==', 'vm1']]);
      return JSON.stringify(port?.['chassis']).includes('uuid');
    });
    await this.timed();
  }

  /** Changes rows; milliseconds until the controller says that the switch has them. */
  async timed(...operations: readonly Operation[]): Promise<number> {
    const nb_cfg = ++this.#config;
    const started = performance.now();
    await this.sb.transact(SB, ...operations, { op: 'update', table: 'SB_Global', where: [], row: { nb_cfg } });
    const watch = this.#watch;
    if (watch === undefined) throw new Error('the host is not prepared');
    return (await watch.reached('Chassis_Private.nb_cfg', nb_cfg)) - started;
  }

  async close(): Promise<void> {
    this.#sb?.close();
    this.#watch?.peer.close();
    await this.site.close();
  }
}

/** Milliseconds until one address more is in the switch, of a set that several logical flows name. */
async function measureMember(make: Make, users: number): Promise<number> {
  const host = new Host();
  try {
    await host.prepare([]);
    const addresses = Array.from({ length: MEMBERS }, (_, i) => address(i));
    await host.sb.transact(SB, {
      op: 'insert',
      table: 'Address_Set',
      row: { name: 'as', addresses: ['set', addresses] },
    });
    await host.addFlows(
      Array.from({ length: users }, (_, i) => ({
        pipeline: 'ingress',
        table_id: 8,
        priority: 1000 + i,
        match: `inport == "vm1" && ip4.src == $as && tcp.dst == ${80 + i}`,
        actions: 'next;',
      })),
    );
    await host.startController(make);
    const times: number[] = [];
    for (let i = 0; i < CHANGES; i++) {
      const mutations = [['addresses', 'insert', address(MEMBERS + i)]] as const;
      times.push(await host.timed({ op: 'mutate', table: 'Address_Set', where: [], mutations }));
    }
    return median(times);
  } finally {
    await host.close();
  }
}

/** Distinct logical flows as northd makes them. */
async function realFlows(): Promise<readonly WireRow[]> {
  const site = new Site();
  try {
    const nbSocket = await site.database('c', 'nb');
    const sbSocket = await site.database('c', 'sb');
    const nb = await OvsdbPeer.connect(nbSocket);
    await nb.transact(NB, { op: 'insert', table: 'NB_Global', row: { nb_cfg: 1 } });
    for (const operations of siteTransactions(100, 60)) await nb.transact(NB, ...operations);
    const watch = await ConfigWatch.start(await OvsdbPeer.connect(nbSocket), NB, { NB_Global: ['sb_cfg'] });
    const databases = [`--ovnnb-db=unix:${nbSocket}`, `--ovnsb-db=unix:${sbSocket}`];
    await site.start('c', 'ovn-northd', [`--unixctl=${site.path('northd.ctl')}`, ...databases], undefined);
    await watch.reached('NB_Global.sb_cfg', 1);
    const sb = await OvsdbPeer.connect(sbSocket);
    const rows = await sb.select(SB, 'Logical_Flow', ['pipeline', 'table_id', 'priority', 'match', 'actions']);
    for (const peer of [nb, sb, watch.peer]) peer.close();
    const distinct = new Map(rows.map((row) => [`${row['match']} ${row['actions']}`, row]));
    return [...distinct.values()].slice(0, FLOWS);
  } finally {
    await site.close();
  }
}

/** Both compile the same rows: ours alone in a fresh process, ovn-controller as it recomputes its flows. */
async function measureCompile(rows: readonly WireRow[]): Promise<{ readonly c: number; readonly ours: number }> {
  const host = new Host();
  try {
    const file = host.site.path('flows.json');
    writeFileSync(file, JSON.stringify(rows));
    const ours = Number(await run(['node', fileURLToPath(new URL('compile-flows.js', import.meta.url)), file]));
    const texts = rows.map((row) => `${row['match']} ${row['actions']}`).join(' ');
    const names = new Set(Array.from(texts.matchAll(/port == "([^"]+)"/g), ([, name = '']) => name));
    await host.prepare([...names]);
    await host.sb.transact(SB, { op: 'insert', table: 'Address_Set', row: { name: 'svc_monitor_mac' } });
    await host.addFlows(rows);
    await host.startController('c');
    const control = (...args: readonly string[]) => run(['ovn-appctl', '-t', 'ovn-controller', ...args], { env });
    const { env } = host.site;
    await control('stopwatch/reset');
    await control('inc-engine/recompute');
    await host.timed();
    const statistics = await control('stopwatch/show', 'flow-generation');
    return { c: Number(/Maximum: (\d+)/.exec(statistics)?.[1]), ours };
  } finally {
    await host.close();
  }
}

/** Logical flows to OpenFlow, ours against ovn-controller. */
export async function measureLflow(report: (figure: Figure) => void): Promise<void> {
  const suite = 'lflow';
  const rows = await realFlows();
  const name = `${rows.length} distinct flows compiled, cold`;
  report({ suite, name, unit: 'ms', ...(await measureCompile(rows)) });
  for (const users of USERS) {
    const [c, ours] = [await measureMember('c', users), await measureMember('heddle', users)];
    const what = `one more of ${MEMBERS} members, ${users} flow${users === 1 ? '' : 's'}`;
    report({ suite, name: what, unit: 'ms', c, ours, target: { atMost: 2 } });
  }
}
