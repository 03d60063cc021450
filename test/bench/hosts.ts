/** Hosts as ovn-controller is one to a southbound database: what each monitors, narrowed to its datapaths, on many at once. */
import { type Operation, OvsdbPeer } from './ovsdb-peer.js';
import { SB } from './site.js';

export const HOSTS = 20;
const DATAPATHS = 100;
/** Datapaths that a host has ports on. */
const LOCAL_DATAPATHS = 5;
const PORTS_A_DATAPATH = 10;
const FLOWS_A_DATAPATH = 100;
const GROUPED_FLOWS = 500;
/** Transactions of the central, as at changes of ports. */
const CHANGES = 300;

type Id = NonNullable<Operation['uuid']>;

export interface Datapaths {
  readonly ids: readonly Id[];
  readonly ports: readonly Id[];
}

/** Datapaths with ports and flows of their own, and flows of them all. */
export async function makeDatapaths(source: OvsdbPeer): Promise<Datapaths> {
  await source.transact(SB, { op: 'insert', table: 'SB_Global', row: { nb_cfg: 0 } });
  const idOf = ({ uuid }: { readonly uuid?: Operation['uuid'] }): Id => {
    if (uuid === undefined || uuid === null) throw new Error('an insert without uuid');
    return uuid;
  };
  const inserts = Array.from(
    { length: DATAPATHS },
    (_, i): Operation => ({ op: 'insert', table: 'Datapath_Binding', row: { tunnel_key: 1000 + i } }),
  );
  const ids = (await source.transact(SB, ...inserts)).map(idOf);
  const ports: Id[] = [];
  for (const [i, datapath] of ids.entries()) {
    const made = await source.transact(
      SB,
      ...Array.from(
        { length: PORTS_A_DATAPATH },
        (_, k): Operation => ({
          op: 'insert',
          table: 'Port_Binding',
          row: { logical_port: `h${i}-${k}`, datapath, tunnel_key: k + 1 },
        }),
      ),
      ...Array.from({ length: FLOWS_A_DATAPATH }, (_, k) => flow(k, { logical_datapath: datapath })),
    );
    ports.push(...made.slice(0, PORTS_A_DATAPATH).map(idOf));
  }
  const group: Operation = {
    op: 'insert',
    table: 'Logical_DP_Group',
    'uuid-name': 'g',
    row: { datapaths: ['set', ids] },
  };
  const grouped = Array.from({ length: GROUPED_FLOWS }, (_, k) => flow(k, { logical_dp_group: ['named-uuid', 'g'] }));
  await source.transact(SB, group, ...grouped);
  return { ids, ports };
}

function flow(k: number, of: Operation): Operation {
  const row = { ...of, pipeline: 'egress', table_id: k % 20, priority: 100 + k, match: `ip4.dst == 10.1.1.${k}` };
  return { op: 'insert', table: 'Logical_Flow', row: { ...row, actions: 'next;' } };
}

/** Until all hosts have what they need, from when they connect at once, in ms. */
export async function connectHosts(
  socket: string,
  { ids }: Datapaths,
): Promise<{ hosts: OvsdbPeer[]; readyMs: number }> {
  const started = performance.now();
  const hosts = await Promise.all(
    Array.from({ length: HOSTS }, async (_, i) => {
      const host = await OvsdbPeer.connect(socket);
      await host.call('set_db_change_aware', [true]);
      await host.call('monitor_cond_since', [SB, ID, firstRequests(), ZERO]);
      await host.call('monitor_cond_change', [ID, ID, ofChassis(`host${i}`)]);
      const local = Array.from({ length: LOCAL_DATAPATHS }, (_, k) => ids[(i * LOCAL_DATAPATHS + k) % ids.length]);
      await host.call('monitor_cond_change', [
        ID,
        ID,
        ofDatapaths(
          `host${i}`,
          local.map((id) => id ?? null),
        ),
      ]);
      return host;
    }),
  );
  return { hosts, readyMs: performance.now() - started };
}

/** Transactions a second of which all hosts have got what concerns them: ports and flows of one datapath after the other. */
export async function changeForHosts(
  hosts: readonly OvsdbPeer[],
  source: OvsdbPeer,
  { ids, ports }: Datapaths,
  first: number,
) {
  const last = first + CHANGES - 1;
  const arrivals = hosts.map(
    (host) =>
      new Promise<void>((resolve) => {
        host.onConditional = (tables) => {
          for (const row of Object.values(tables['SB_Global'] ?? {})) if (row.modify?.['nb_cfg'] === last) resolve();
        };
      }),
  );
  const started = performance.now();
  for (let i = first; i <= last; i++) {
    const datapath = ids[i % ids.length] ?? null;
    const port = [['_uuid', '==', ports[(i * 7) % ports.length] ?? null]];
    void source.call('transact', [
      SB,
      { op: 'update', table: 'SB_Global', where: [], row: { nb_cfg: i } },
      {
        op: 'update',
        table: 'Port_Binding',
        where: port,
        row: { up: i % 2 === 0, external_ids: ['map', [['n', `${i}`]]] },
      },
      { op: 'insert', table: 'MAC_Binding', row: { logical_port: `h${i}`, ip: `10.2.0.${i}`, mac: '', datapath } },
      ...Array.from({ length: 5 }, (_, k) =>
        flow(i * 10 + k, { logical_datapath: datapath, external_ids: ['map', []] }),
      ),
    ]);
  }
  await Promise.all(arrivals);
  return CHANGES / ((performance.now() - started) / 1000);
}

const ID = ['monid', SB];
const ZERO = '00000000-0000-0000-0000-000000000000';

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  SB_Global: ['nb_cfg', 'options', 'ipsec'],
  Chassis: ['name', 'hostname', 'encaps', 'external_ids', 'other_config', 'vtep_logical_switches'],
  Encap: ['type', 'ip', 'chassis_name', 'options'],
  Datapath_Binding: ['tunnel_key', 'external_ids', 'load_balancers'],
  Logical_DP_Group: ['datapaths'],
  Address_Set: ['name', 'addresses'],
  Port_Group: ['name', 'ports'],
  Chassis_Private: ['name', 'nb_cfg', 'chassis'],
  Logical_Flow: [
    'actions',
    'controller_meter',
    'logical_datapath',
    'logical_dp_group',
    'match',
    'pipeline',
    'priority',
    'table_id',
    'tags',
  ],
  MAC_Binding: ['datapath', 'ip', 'logical_port', 'mac', 'timestamp'],
  Multicast_Group: ['datapath', 'name', 'ports', 'tunnel_key'],
  Port_Binding: [
    'chassis',
    'datapath',
    'logical_port',
    'mac',
    'options',
    'parent_port',
    'requested_chassis',
    'tag',
    'tunnel_key',
    'type',
    'up',
    'external_ids',
  ],
};
const TYPES = ['chassisredirect', 'l3gateway', 'l2gateway', 'external', 'patch'];
const types = (names: readonly string[]) => names.map((name) => ['type', '==', name]);

function firstRequests(): Operation {
  const where: Readonly<Record<string, Operation['where']>> = {
    Chassis_Private: [true],
    Logical_DP_Group: [true],
    Logical_Flow: [false],
    MAC_Binding: [false],
    Multicast_Group: [false],
    Port_Binding: types(TYPES),
  };
  return Object.fromEntries(
    Object.entries(COLUMNS).map(([table, columns]) => {
      const clauses = where[table];
      return [table, [clauses === undefined ? { columns } : { columns, where: clauses }]];
    }),
  );
}

const GROUPED = ['logical_dp_group', '!=', ['set', []]];
const portsOf = (host: string) => [
  ...types(['chassisredirect', 'external', 'patch']),
  ['options', 'includes', ['map', [['l3gateway-chassis', host]]]],
  ['options', 'includes', ['map', [['l2gateway-chassis', host]]]],
  ['logical_port', '==', `${host}-vm`],
  ['parent_port', '==', `${host}-vm`],
];

function ofChassis(host: string): Operation {
  return {
    Chassis_Private: [{ where: [['name', '==', host]] }],
    Logical_Flow: [{ where: [GROUPED] }],
    Port_Binding: [{ where: portsOf(host) }],
  };
}

function ofDatapaths(host: string, ids: readonly Operation['uuid'][]): Operation {
  const datapaths = ids.map((id) => ['datapath', '==', id ?? null]);
  return {
    Port_Binding: [{ where: [...portsOf(host), ...datapaths] }],
    Logical_Flow: [{ where: [GROUPED, ...ids.map((id) => ['logical_datapath', '==', id ?? null])] }],
    MAC_Binding: [{ where: datapaths }],
    Multicast_Group: [{ where: datapaths }],
  };
}
