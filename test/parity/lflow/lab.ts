import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attempt, Daemon, run, until } from '#testing';
import { withNestedActions } from './userdata.js';

/** A logical flow to be compiled: what stands in Logical_Flow, less its place. */
export interface FlowCase {
  readonly match: string;
  readonly actions: string;
  /** Tag in_out_port. */
  readonly onlyPort?: string;
}

/** Where a batch of flows stands. */
export interface FlowPlace {
  readonly datapath: 'ls' | 'lr';
  readonly pipeline: 'ingress' | 'egress';
  readonly table: number;
}

const SCHEMAS = ['/usr/share/ovn/ovn-sb.ovsschema', '/usr/share/openvswitch/vswitch.ovsschema'];

type Json = unknown;

/** No case compares reg9 with so large a number: a flow that does, the last of a batch, tells that the batch is there. */
const MARK = 0x40000000;

/** Ports of the switch `ls`, in the order of their keys from 1; vm1 and vm2 are bound here. */
export const SWITCH_PORTS = ['vm1', 'vm2', 'vm3', 'eth0', 'eth1', 'LOCAL'];

export const ADDRESS_SETS: Readonly<Record<string, readonly string[]>> = {
  as1: ['10.0.0.1', '10.0.0.2', '10.0.0.3'],
  as_empty: [],
  as_net: ['10.1.0.0/16', '10.2.0.1'],
  as_mac: ['00:00:00:00:00:01', '00:00:00:00:00:02'],
  as6: ['fd00::1', 'fd01::/64'],
};

export const PORT_GROUPS: Readonly<Record<string, readonly string[]>> = {
  pg1: ['vm1', 'vm2'],
  pg2: ['vm3'],
  pg_empty: [],
};

/** Meters by name, with their one band. */
export const METERS: Readonly<
  Record<string, { readonly unit: 'kbps' | 'pktps'; readonly rate: number; readonly burst: number }>
> = {
  m1: { unit: 'pktps', rate: 10, burst: 0 },
  m2: { unit: 'kbps', rate: 1000, burst: 500 },
};

/** Code, name and type of the DHCP options that ovn-northd knows. */
export const DHCP_OPTIONS: readonly (readonly [number, string, string])[] = [
  [0, 'offerip', 'ipv4'],
  [1, 'netmask', 'ipv4'],
  [3, 'router', 'ipv4'],
  [6, 'dns_server', 'ipv4'],
  [12, 'hostname', 'str'],
  [15, 'domain_name', 'str'],
  [19, 'ip_forward_enable', 'bool'],
  [23, 'default_ttl', 'uint8'],
  [26, 'mtu', 'uint16'],
  [51, 'lease_time', 'uint32'],
  [54, 'server_id', 'ipv4'],
  [58, 'T1', 'uint32'],
  [66, 'tftp_server', 'host_id'],
  [67, 'bootfile_name', 'str'],
  [119, 'domain_search_list', 'domains'],
  [121, 'classless_static_route', 'static_routes'],
  [150, 'tftp_server_address', 'ipv4'],
  [249, 'ms_classless_static_route', 'static_routes'],
  [252, 'wpad', 'str'],
  [253, 'next_server', 'ipv4'],
  [254, 'bootfile_name_alt', 'str'],
];

export const DHCPV6_OPTIONS: readonly (readonly [number, string, string])[] = [
  [2, 'server_id', 'mac'],
  [5, 'ia_addr', 'ipv6'],
  [23, 'dns_server', 'ipv6'],
  [24, 'domain_search', 'str'],
];

/** Flows of Open vSwitch as text; or what ovn-controller says is wrong. */
export type FlowOutcome = readonly string[] | string;

/** Whose controller runs. */
export type Make = 'c' | 'heddle';

const HEDDLE = ['node', fileURLToPath(new URL('../../../controller/src/main.js', import.meta.url))];

/** Thrown when the switch does not take what ovn-controller makes of a batch. */
export class RefusedBatch extends Error {}

/** ovn-controller on Open vSwitch with the dummy datapath, fed with logical flows of our own; no northd. */
export class LflowLab {
  readonly #directory: string;
  readonly #daemons: Daemon[] = [];
  #controller: Daemon | undefined;
  #round = 0;
  /** Of the controller that runs. */
  #log = '';

  constructor(directory: string) {
    this.#directory = directory;
  }

  get southbound(): string {
    return `unix:${join(this.#directory, 'sb.sock')}`;
  }

  #path(name: string): string {
    return join(this.#directory, name);
  }

  #environment(): NodeJS.ProcessEnv {
    const directory = this.#directory;
    return {
      ...process.env,
      OVN_RUNDIR: directory,
      OVS_RUNDIR: directory,
      OVS_LOGDIR: directory,
      OVS_DBDIR: directory,
    };
  }

  async #start(name: string, argv: readonly string[], ready: () => Promise<boolean>): Promise<Daemon> {
    const logFile = this.#path(`${name}.log`);
    const daemon = new Daemon({ name, argv, env: this.#environment(), logFile, ready });
    this.#daemons.push(daemon);
    return daemon.start();
  }

  async start(): Promise<void> {
    const files = ['sb.db', 'conf.db'].map((name) => this.#path(name));
    for (const [i, file] of files.entries()) await run(['ovsdb-tool', 'create', file, SCHEMAS[i] ?? '']);
    const local = `unix:${this.#path('db.sock')}`;
    const remotes = [`--remote=p${local}`, `--remote=p${this.southbound}`];
    await this.#start(
      'ovsdb',
      ['ovsdb-server', '--no-chdir', `--unixctl=${this.#path('db.ctl')}`, ...remotes, ...files],
      async () => (await attempt(['ovsdb-client', 'list-dbs', local])).status === 0,
    );
    const vsctl = (...args: readonly string[]) => run(['ovs-vsctl', '--no-wait', `--db=${local}`, ...args]);
    await vsctl('init');
    const vswitchd = ['ovs-vswitchd', '--no-chdir', '--enable-dummy=override', '--disable-system', local];
    await this.#start('vswitchd', vswitchd, async () => true);
    const ids = {
      'system-id': 'hv1',
      'ovn-remote': this.southbound,
      'ovn-encap-type': 'geneve',
      'ovn-encap-ip': '127.0.0.1',
    };
    await vsctl('set', 'open', '.', ...Object.entries(ids).map(([key, value]) => `external_ids:${key}="${value}"`));
    await vsctl('add-br', 'br-int', '--', 'set', 'bridge', 'br-int', 'datapath_type=dummy', 'fail_mode=secure');
    await this.#fill();
    await this.startController('c');
    for (const port of ['vm1', 'vm2']) await this.plug(port);
    await until('the ports are bound', async () => {
      const rows = await this.select('Port_Binding', [['chassis', '!=', ['set', []]]], ['logical_port']);
      return rows.length >= 2;
    });
    for (const { spec, pid } of this.#daemons.slice(1)) {
      const control = this.#path(`${spec.argv[0]}.${pid}.ctl`);
      await run(['ovs-appctl', '-t', control, 'vlog/disable-rate-limit']);
    }
  }

  /** Puts a controller in the place of the one that runs; the switch and the databases stay as they are. */
  async startController(make: Make): Promise<void> {
    await this.#controller?.stop();
    const local = `unix:${this.#path('db.sock')}`;
    const program = make === 'c' ? ['ovn-controller', '-vsyslog:off', '--pidfile'] : HEDDLE;
    this.#log = `controller-${make}.log`;
    this.#controller = await this.#start(`controller-${make}`, [...program, local], async () => true);
  }

  /** Gives a logical port an interface. */
  async plug(port: string): Promise<void> {
    const ids = `external_ids:iface-id=${port}`;
    const local = `--db=unix:${this.#path('db.sock')}`;
    const interfaces = ['add-port', 'br-int', port, '--', 'set', 'interface', port, 'type=dummy', ids];
    await run(['ovs-vsctl', '--no-wait', local, ...interfaces]);
  }

  async stop(): Promise<void> {
    for (const daemon of this.#daemons.toReversed()) await daemon.stop();
  }

  async transact(...operations: readonly Json[]): Promise<readonly Json[]> {
    const text = await run([
      'ovsdb-client',
      'transact',
      this.southbound,
      JSON.stringify(['OVN_Southbound', ...operations]),
    ]);
    const result: unknown = JSON.parse(text);
    if (!Array.isArray(result) || result.some((part) => part !== null && 'error' in part)) throw new Error(text);
    return result;
  }

  async select(table: string, where: Json, columns: readonly string[]): Promise<readonly Record<string, Json>[]> {
    const [result] = await this.transact({ op: 'select', table, where, columns });
    const { rows } = result as { rows: readonly Record<string, Json>[] };
    return rows;
  }

  async #fill(): Promise<void> {
    const insert = (table: string, row: Json, name?: string) => ({
      op: 'insert',
      table,
      row,
      ...(name === undefined ? {} : { 'uuid-name': name }),
    });
    const map = (entries: Readonly<Record<string, string>>) => ['map', Object.entries(entries)];
    const id = (last: number) => `00000000-0000-0000-0000-00000000000${last}`;
    const datapath = (name: string) => ['named-uuid', name];
    const option =
      (table: string) =>
      ([code, name, type]: readonly [number, string, string]) =>
        insert(table, { code, name, type });
    await this.transact(
      insert('SB_Global', {}),
      insert('Datapath_Binding', { tunnel_key: 1, external_ids: map({ 'logical-switch': id(1), name: 'ls' }) }, 'ls'),
      insert('Datapath_Binding', { tunnel_key: 2, external_ids: map({ 'logical-router': id(2), name: 'lr' }) }, 'lr'),
      ...SWITCH_PORTS.map((logical_port, i) =>
        insert('Port_Binding', { logical_port, datapath: datapath('ls'), tunnel_key: i + 1 }),
      ),
      insert('Port_Binding', {
        logical_port: 'ls-lr',
        type: 'patch',
        datapath: datapath('ls'),
        tunnel_key: 10,
        options: map({ peer: 'lr-ls' }),
      }),
      insert('Port_Binding', {
        logical_port: 'lr-ls',
        type: 'patch',
        datapath: datapath('lr'),
        tunnel_key: 11,
        options: map({ peer: 'ls-lr' }),
      }),
      ...Object.entries(ADDRESS_SETS).map(([name, addresses]) =>
        insert('Address_Set', { name, addresses: ['set', addresses] }),
      ),
      // Flows refer to the group of their datapath, whose key is in its name; microflows to what they say.
      ...Object.entries(PORT_GROUPS).flatMap(([name, ports]) =>
        [name, `1_${name}`].map((each) => insert('Port_Group', { name: each, ports: ['set', ports] })),
      ),
      ...Object.entries(METERS).flatMap(([name, { unit, rate, burst }]) => [
        insert('Meter_Band', { action: 'drop', rate, burst_size: burst }, `band_${name}`),
        insert('Meter', { name, unit, bands: ['set', [['named-uuid', `band_${name}`]]] }),
      ]),
      ...DHCP_OPTIONS.map(option('DHCP_Options')),
      ...DHCPV6_OPTIONS.map(option('DHCPv6_Options')),
    );
  }

  /** Puts the flows of a batch in place of those that were there, each with a priority of its own, from 1 up. */
  async setFlows(cases: readonly FlowCase[], place: FlowPlace): Promise<void> {
    const [row] = await this.select(
      'Datapath_Binding',
      [['tunnel_key', '==', place.datapath === 'ls' ? 1 : 2]],
      ['_uuid'],
    );
    await this.transact(
      { op: 'delete', table: 'Logical_Flow', where: [] },
      ...cases.map(({ match, actions, onlyPort }, i) => ({
        op: 'insert',
        table: 'Logical_Flow',
        row: {
          logical_datapath: row?.['_uuid'],
          pipeline: place.pipeline,
          table_id: place.table,
          priority: i + 1,
          match,
          actions,
          tags: ['map', onlyPort === undefined ? [] : [['in_out_port', onlyPort]]],
        },
      })),
    );
  }

  /** What ovn-controller makes of a batch: for each case its flows, groups and meters named by their contents. */
  async compile(cases: readonly FlowCase[], place: FlowPlace, timeoutMs = 60_000): Promise<readonly FlowOutcome[]> {
    const before = await Promise.all([this.#log, 'vswitchd.log'].map((name) => this.#sizeOf(name)));
    const [size = 0, sizeOfSwitch = 0] = before;
    await this.setFlows(cases, place);
    const round = ++this.#round;
    await this.setFlows([...cases, { match: `reg9 == ${MARK + round}`, actions: 'drop;' }], place);
    await this.transact({ op: 'update', table: 'SB_Global', where: [], row: { nb_cfg: round } });
    // ovn-controller may report a configuration whose flows the switch has not got yet.
    const mark = `reg9=0x${(MARK + round).toString(16)},`;
    const outcome = await until(
      `batch ${round} is installed`,
      async () => {
        const said = await this.#logFrom('vswitchd.log', sizeOfSwitch);
        // A group that is dealt anew is missing for a moment: ovn-controller sends its flows again.
        const refusal = /sending (OFP(?!BAC_BAD_OUT_GROUP)\w+ error reply to OFPT_BUNDLE_ADD_MESSAGE)/.exec(said);
        if (refusal?.[1] !== undefined) return refusal[1];
        const rows = await this.select('Chassis_Private', [], ['nb_cfg']);
        if (rows[0]?.['nb_cfg'] !== round) return false;
        return (await this.#ofctl('dump-flows', '--no-stats')).includes(mark) && 'installed';
      },
      { timeoutMs },
    );
    if (outcome !== 'installed') throw new RefusedBatch(`the switch refuses a flow of the batch: ${outcome}`);
    const problems = problemsIn(await this.#logFrom(this.#log, size));
    const groups = new Map<string, string>();
    for (const line of (await this.#ofctl('dump-groups')).split('\n')) {
      const [, id = '', contents = ''] = /group_id=(\d+),(.*)/.exec(line) ?? [];
      groups.set(id, contents);
    }
    const meters = new Map<string, string>();
    const bands = (await this.#ofctl('dump-meters')).replaceAll(/\n(?=type=)/g, ' ');
    for (const [, id = '', contents = ''] of bands.matchAll(/^meter=(\d+) (.*?)\s*$/gm)) meters.set(id, contents);
    const table = (place.pipeline === 'ingress' ? 8 : 42) + place.table;
    const result: string[][] = cases.map(() => []);
    for (const line of (await this.#ofctl('dump-flows', '--no-stats')).split('\n')) {
      const [, inTable, priority, rule = ''] =
        /^ (?:cookie=0x[0-9a-f]+, )?table=(\d+), priority=(\d+),?(.*)/.exec(line) ?? [];
      if (Number(inTable) !== table) continue;
      result[Number(priority) - 1]?.push(
        withNestedActions(rule)
          .replaceAll(/group:(\d+)/g, (_, id: string) => `group:{${groups.get(id)}}`)
          .replaceAll(/meter(:|_id=)(\d+)/g, (_, how: string, id: string) => `meter${how}{${meters.get(id)}}`),
      );
    }
    return cases.map(
      ({ match, actions }, i) =>
        problems.get(`error parsing actions "${actions}"`) ??
        problems.get(`error parsing match "${match}"`) ??
        result[i] ??
        [],
    );
  }

  async #sizeOf(name: string): Promise<number> {
    return (await stat(this.#path(name))).size;
  }

  /** What stands behind the first bytes of a log. */
  async #logFrom(name: string, position: number): Promise<string> {
    const log = await open(this.#path(name));
    try {
      const { size } = await log.stat();
      const { buffer } = await log.read({ position, buffer: Buffer.alloc(size - position) });
      return buffer.toString('utf8');
    } finally {
      await log.close();
    }
  }

  async #ofctl(command: string, ...options: readonly string[]): Promise<string> {
    const bridge = `unix:${this.#path('br-int.mgmt')}`;
    return run(['ovs-ofctl', '-O', 'OpenFlow15', '--no-names', ...options, command, bridge]);
  }
}

/** Messages of a controller's log about flows, by the words of ovn-controller's up to the colon behind the flow's text. */
function problemsIn(log: string): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  for (const record of log.split(/\n(?=\d{4}-\d\d-\d\dT)/)) {
    const [, theirs] = /\|lflow\|WARN\|(error parsing .*)$/s.exec(record) ?? [];
    const [, ours] = /\|WARN\|logical flow [0-9a-f-]{36}: (.*)$/s.exec(record) ?? [];
    const text = theirs ?? (ours === undefined ? undefined : `error parsing ${ours}`);
    const at = text?.lastIndexOf('": ') ?? -1;
    if (text !== undefined && at >= 0) problems.set(text.slice(0, at + 1), text.slice(at + 3).trimEnd());
  }
  return problems;
}
