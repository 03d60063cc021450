/**
 * The southbound database as a trace needs it: datapaths with their ports, groups and flows, names resolved. Before: the
 * replica's rows. After: tracer.ts. Flows are sorted into their tables at once, but parsed only when a packet gets there.
 */
import type { OptionDefinition } from '#logical';
import type { AnyTable, Row, UuidOf } from '#schemas';
import {
  Address_Set,
  Datapath_Binding,
  type DatapathBindingRow,
  DHCP_Options,
  DHCPv6_Options,
  FDB,
  Load_Balancer,
  Logical_DP_Group,
  Logical_Flow,
  type LogicalFlowRow,
  MAC_Binding,
  Multicast_Group,
  Port_Binding,
  Port_Group,
  type PortBindingRow,
  Static_MAC_Binding,
} from '#schemas/southbound';

import type { Addresses } from './addresses.js';
import { sortFlows } from './flow-tables.js';
import { Vips } from './hairpin.js';
import { readBindings } from './learnt-bindings.js';
import { type LoadBalancers, readLoadBalancers } from './load-balancers.js';
import type { AllowedAddresses } from './port-security.js';

/** Where rows come from: a replica, or a test's list. */
export interface RowSource {
  rows<T extends AnyTable>(table: T): Iterable<Row<T>>;
  get<T extends AnyTable>(table: T, id: UuidOf<T>): Row<T> | undefined;
}

/** The tables a trace reads. */
export const tracedTables: readonly AnyTable[] = [
  Address_Set,
  Datapath_Binding,
  DHCP_Options,
  DHCPv6_Options,
  FDB,
  Load_Balancer,
  Logical_DP_Group,
  Logical_Flow,
  MAC_Binding,
  Multicast_Group,
  Port_Binding,
  Port_Group,
  Static_MAC_Binding,
];

export interface TracePort {
  readonly row: PortBindingRow;
  readonly datapath: TraceDatapath;
  readonly name: string;
  /** external_ids:name, or the name shortened if it is a uuid. */
  readonly friendlyName: string;
  readonly type: string;
  readonly key: number;
  /** The other end of a patch port. */
  peer: TracePort | undefined;
  /** The port that a chassisredirect port stands for. */
  distributed: TracePort | undefined;
  /** As `addressesOf` read them. */
  addresses?: Addresses | 'none';
  /** As port-security.ts read them. */
  security?: readonly AllowedAddresses[];
}

export interface TraceGroup {
  readonly name: string;
  readonly key: number;
  readonly ports: readonly TracePort[];
}

export interface TraceDatapath {
  readonly row: DatapathBindingRow;
  /** Uuid of the northbound switch or router. */
  readonly name: string;
  readonly friendlyName: string;
  readonly key: number;
  readonly kind: 'switch' | 'router';
  readonly ports: Map<string, TracePort>;
  readonly portsByKey: Map<number, TracePort>;
  readonly groups: Map<string, TraceGroup>;
  readonly groupsByKey: Map<number, TraceGroup>;
  /** Rows of a logical table, the highest priority first, by `stageKey`. */
  readonly flows: Map<number, LogicalFlowRow[]>;
  /** Those that every datapath of the kind has, when there are several; the same set for all datapaths. */
  readonly common: Set<LogicalFlowRow>;
  /** MAC by `port key/address`. */
  readonly macBindings: Map<string, string>;
  /** Port key by MAC. */
  readonly fdb: Map<string, number>;
  hasGatewayPort: boolean;
}

export interface TraceNetwork {
  readonly datapaths: ReadonlyMap<string, TraceDatapath>;
  readonly ports: ReadonlyMap<string, TracePort>;
  readonly addressSets: ReadonlyMap<string, readonly string[]>;
  readonly portGroups: ReadonlyMap<string, readonly string[]>;
  readonly dhcpOptions: ReadonlyMap<string, OptionDefinition>;
  readonly dhcpv6Options: ReadonlyMap<string, OptionDefinition>;
  /** Long names to the short ones that output shows. */
  readonly friendlyNames: ReadonlyMap<string, string>;
  readonly vips: Vips;
  readonly loadBalancers: LoadBalancers;
}

/** The key of a port or multicast group. */
export function keyIn(datapath: TraceDatapath, name: string): number | undefined {
  return datapath.ports.get(name)?.key ?? datapath.groups.get(name)?.key;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** `666666` for a uuid, other names whole. */
export function shortName(name: string): string {
  return UUID.test(name) ? name.slice(0, 6) : name;
}

/** Reads the whole network. */
export function readNetwork(source: RowSource): TraceNetwork {
  const friendlyNames = new Map<string, string>();
  const befriend = (name: string, friendly: string) => {
    if (friendly !== name) friendlyNames.set(name, friendly);
  };
  const datapaths = new Map<string, TraceDatapath>();
  const common = new Set<LogicalFlowRow>();
  for (const row of source.rows(Datapath_Binding)) {
    const datapath = newDatapath(row, common);
    datapaths.set(row._uuid, datapath);
    befriend(datapath.name, datapath.friendlyName);
  }
  const ports = new Map<string, TracePort>();
  for (const row of source.rows(Port_Binding)) {
    const datapath = datapaths.get(row.datapath);
    if (datapath === undefined) continue;
    const name = row.logical_port;
    const friendlyName = row.external_ids.get('name') || shortName(name);
    const port: TracePort = {
      row,
      datapath,
      name,
      friendlyName,
      type: row.type,
      key: row.tunnel_key,
      peer: undefined,
      distributed: undefined,
    };
    ports.set(name, port);
    datapath.ports.set(name, port);
    datapath.portsByKey.set(port.key, port);
    if (row.type === 'l3gateway') datapath.hasGatewayPort = true;
    befriend(name, friendlyName);
  }
  linkPorts(ports);
  for (const row of source.rows(Multicast_Group)) {
    const datapath = datapaths.get(row.datapath);
    if (datapath === undefined) continue;
    const members = row.ports.flatMap((id) => ports.get(source.get(Port_Binding, id)?.logical_port ?? '') ?? []);
    members.sort((a, b) => (a.name < b.name ? -1 : 1));
    const group = { name: row.name, key: row.tunnel_key, ports: members };
    datapath.groups.set(row.name, group);
    datapath.groupsByKey.set(row.tunnel_key, group);
  }
  sortFlows(source, datapaths, common);
  readBindings(source, datapaths, ports);
  return {
    datapaths,
    ports,
    addressSets: new Map(Array.from(source.rows(Address_Set), (row) => [row.name, row.addresses])),
    portGroups: new Map(Array.from(source.rows(Port_Group), (row) => [row.name, row.ports])),
    dhcpOptions: optionTable(source.rows(DHCP_Options)),
    dhcpv6Options: optionTable(source.rows(DHCPv6_Options)),
    friendlyNames,
    vips: new Vips(source.rows(Load_Balancer)),
    loadBalancers: readLoadBalancers(source.rows(Load_Balancer)),
  };
}

function newDatapath(row: DatapathBindingRow, common: Set<LogicalFlowRow>): TraceDatapath {
  const ids = row.external_ids;
  const router = ids.get('logical-router');
  const name = ids.get('logical-switch') ?? router ?? row._uuid;
  return {
    row,
    name,
    friendlyName: ids.get('name2') || ids.get('name') || shortName(name),
    key: row.tunnel_key,
    kind: router === undefined ? 'switch' : 'router',
    ports: new Map(),
    portsByKey: new Map(),
    groups: new Map(),
    groupsByKey: new Map(),
    flows: new Map(),
    common,
    macBindings: new Map(),
    fdb: new Map(),
    hasGatewayPort: false,
  };
}

function linkPorts(ports: ReadonlyMap<string, TracePort>): void {
  for (const port of ports.values()) {
    const { options } = port.row;
    if (port.type === 'patch' || port.type === 'l3gateway') port.peer = ports.get(options.get('peer') ?? '');
    if (port.type === 'chassisredirect') port.distributed = ports.get(options.get('distributed-port') ?? '');
  }
}

function optionTable(
  rows: Iterable<{ readonly name: string; readonly code: number; readonly type: string }>,
): ReadonlyMap<string, OptionDefinition> {
  return new Map(Array.from(rows, ({ name, code, type }) => [name, { name, code, type }]));
}
