import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attempt, Daemon, run, until } from '#testing';
import { normalFlows } from './normal-form.js';

/** Whose controller a host runs. */
export type Make = 'c' | 'heddle';

const SCHEMAS = {
  nb: '/usr/share/ovn/ovn-nb.ovsschema',
  sb: '/usr/share/ovn/ovn-sb.ovsschema',
  local: '/usr/share/openvswitch/vswitch.ovsschema',
};

const HEDDLE = ['node', fileURLToPath(new URL('../../../controller/src/main.js', import.meta.url))];

/** A C network (databases, northd, Open vSwitch with the dummy datapath, which needs no privilege) whose controllers can be swapped. */
export class ControllerLab {
  readonly #directory: string;
  readonly #daemons: Daemon[] = [];
  readonly #controllers = new Map<string, Daemon>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  path(...parts: readonly string[]): string {
    return join(this.#directory, ...parts);
  }

  #environment(host: string): NodeJS.ProcessEnv {
    const directory = this.path(host);
    return {
      ...process.env,
      OVN_RUNDIR: directory,
      OVS_RUNDIR: directory,
      OVN_LOGDIR: directory,
      OVS_LOGDIR: directory,
      OVS_DBDIR: directory,
    };
  }

  async #start(host: string, name: string, argv: readonly string[], ready: () => Promise<boolean>): Promise<Daemon> {
    const daemon = new Daemon({
      name: `${host}/${name}`,
      argv,
      env: this.#environment(host),
      logFile: this.path(host, `${name}.log`),
      ready,
    });
    this.#daemons.push(daemon);
    return daemon.start();
  }

  async #database(host: string, name: string, schema: string): Promise<string> {
    mkdirSync(this.path(host), { recursive: true });
    const file = this.path(host, `${name}.db`);
    const socket = this.path(host, `${name}.sock`);
    await run(['ovsdb-tool', 'create', file, schema]);
    const argv = ['ovsdb-server', '--no-chdir', `--remote=punix:${socket}`, `--unixctl=${socket}.ctl`, file];
    await this.#start(
      host,
      `ovsdb-${name}`,
      argv,
      async () => (await attempt(['ovsdb-client', 'list-dbs', `unix:${socket}`])).status === 0,
    );
    return `unix:${socket}`;
  }

  async startCentral(): Promise<void> {
    const nb = await this.#database('c', 'nb', SCHEMAS.nb);
    const sb = await this.#database('c', 'sb', SCHEMAS.sb);
    const argv = ['ovn-northd', `--unixctl=${this.path('c', 'northd.ctl')}`, `--ovnnb-db=${nb}`, `--ovnsb-db=${sb}`];
    await this.#start('c', 'northd', argv, async () => {
      const rows = await attempt(['ovn-sbctl', `--db=${sb}`, '--bare', '--columns=_uuid', 'list', 'SB_Global']);
      return rows.stdout.trim() !== '';
    });
  }

  async startHost(host: string, ip: string, settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const local = await this.#database(host, 'db', SCHEMAS.local);
    await this.vsctl(host, 'init');
    const ids: Readonly<Record<string, string>> = {
      'system-id': host,
      hostname: host,
      'ovn-remote': `unix:${this.path('c', 'sb.sock')}`,
      'ovn-encap-type': 'geneve',
      'ovn-encap-ip': ip,
      ...settings,
    };
    await this.vsctl(
      host,
      'set',
      'open',
      '.',
      ...Object.entries(ids).map(([key, value]) => `external_ids:${key}="${value}"`),
    );
    const argv = [
      'ovs-vswitchd',
      '--no-chdir',
      `--unixctl=${this.path(host, 'vswitchd.ctl')}`,
      '--enable-dummy=override',
      '--disable-system',
      local,
    ];
    await this.#start(host, 'vswitchd', argv, async () => true);
    await this.addBridge(host, 'br-int', 'fail_mode=secure');
  }

  async addBridge(host: string, name: string, ...columns: readonly string[]): Promise<void> {
    await this.vsctl(host, 'add-br', name, '--', 'set', 'bridge', name, 'datapath_type=dummy', ...columns);
    await until(`${name} on ${host}`, async () => (await attempt(this.#ofctl(host, 'dump-tables', name))).status === 0);
  }

  async plug(host: string, logicalPort: string): Promise<void> {
    const name = `i-${logicalPort}`.slice(0, 15);
    await this.vsctl(
      host,
      ...[
        '--may-exist',
        'add-port',
        'br-int',
        name,
        '--',
        'set',
        'interface',
        name,
        'type=dummy',
        `external_ids:iface-id=${logicalPort}`,
      ],
    );
  }

  async unplug(host: string, logicalPort: string): Promise<void> {
    await this.vsctl(host, '--if-exists', 'del-port', 'br-int', `i-${logicalPort}`.slice(0, 15));
  }

  async vsctl(host: string, ...args: readonly string[]): Promise<string> {
    return run(['ovs-vsctl', '--no-wait', `--db=unix:${this.path(host, 'db.sock')}`, ...args]);
  }

  async nbctl(...args: readonly string[]): Promise<string> {
    return run(['ovn-nbctl', `--db=unix:${this.path('c', 'nb.sock')}`, ...args]);
  }

  async sbctl(...args: readonly string[]): Promise<string> {
    return run(['ovn-sbctl', `--db=unix:${this.path('c', 'sb.sock')}`, ...args]);
  }

  /** Waits until every chassis has reported the newest configuration. */
  async sync(): Promise<void> {
    await this.nbctl('--wait=hv', '--timeout=20', 'sync');
  }

  async startController(host: string, make: Make): Promise<void> {
    const program = make === 'c' ? ['ovn-controller', '--pidfile'] : HEDDLE;
    const argv = [...program, `unix:${this.path(host, 'db.sock')}`];
    this.#controllers.set(host, await this.#start(host, `controller-${make}`, argv, async () => true));
  }

  /** Lets an interface of the dummy datapath receive a packet, written as a flow of ovs-dpctl(8). */
  async receive(host: string, name: string, packet: string): Promise<void> {
    const control = this.path(host, 'vswitchd.ctl');
    await run(['ovs-appctl', '-t', control, 'netdev-dummy/receive', name, `in_port(1),${packet}`]);
  }

  /** Lets an interface of the dummy datapath receive a frame. */
  async receiveFrame(host: string, name: string, frame: Uint8Array): Promise<void> {
    const control = this.path(host, 'vswitchd.ctl');
    await run(['ovs-appctl', '-t', control, 'netdev-dummy/receive', name, Buffer.from(frame).toString('hex')]);
  }

  /** Has a C ovn-controller compute everything anew. */
  async recompute(host: string): Promise<void> {
    await run(['ovn-appctl', '-t', 'ovn-controller', 'inc-engine/recompute'], { env: this.#environment(host) });
  }

  async stopController(host: string): Promise<void> {
    await this.#controllers.get(host)?.stop();
    this.#controllers.delete(host);
  }

  assertControllersAlive(): void {
    for (const daemon of this.#controllers.values()) daemon.assertAlive();
  }

  #ofctl(host: string, command: string, bridge: string): readonly string[] {
    return ['ovs-ofctl', '-O', 'OpenFlow15', '--no-names', command, `unix:${this.path(host, `${bridge}.mgmt`)}`];
  }

  /** Flows as text, without counters. */
  async flows(host: string): Promise<readonly string[]> {
    const [program = '', ...args] = this.#ofctl(host, 'dump-flows', 'br-int');
    const text = await run([program, '--no-stats', ...args]);
    return text.split('\n').filter((line) => line.includes('actions='));
  }

  /** Flows with their age in seconds, to tell those that were touched. */
  async flowAges(host: string): Promise<readonly { readonly age: number; readonly text: string }[]> {
    const text = await run(this.#ofctl(host, 'dump-flows', 'br-int'));
    return text.split('\n').flatMap((line) => {
      const match = /duration=([\d.]+)s, (.*)/.exec(line);
      return match === null ? [] : [{ age: Number(match[1]), text: match[2] ?? '' }];
    });
  }

  /** Names of conntrack zones by number, as the bridge remembers them. */
  async zones(host: string): Promise<ReadonlyMap<number, string>> {
    const text = await this.vsctl(host, 'get', 'bridge', 'br-int', 'external_ids');
    return new Map([...text.matchAll(/ct-zone-([^=,]+)="?(\d+)/g)].map(([, name = '', zone]) => [Number(zone), name]));
  }

  /** Flows and groups in a form that two controllers share. */
  async normalFlows(host: string): Promise<readonly string[]> {
    return normalFlows(await this.flows(host), await this.groups(host), await this.zones(host));
  }

  async groups(host: string): Promise<readonly string[]> {
    const text = await run(this.#ofctl(host, 'dump-groups', 'br-int'));
    return text.split('\n').filter((line) => line.includes('group_id='));
  }

  async deleteFlows(host: string): Promise<void> {
    await run(this.#ofctl(host, 'del-flows', 'br-int'));
    await run(this.#ofctl(host, 'del-groups', 'br-int'));
  }

  async stop(): Promise<void> {
    for (const daemon of this.#daemons.toReversed()) await daemon.stop();
  }
}
