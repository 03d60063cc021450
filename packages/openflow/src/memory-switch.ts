/**
 * A switch that keeps tables and forwards nothing: the smallest whole `SwitchHandler`. Behind `serveSwitch` it answers tools as a real one
 * does; tests of controllers and tools use it.
 */
import type { Action } from './action.js';
import type { ErrorName } from './errors.js';
import { equalMatch, isSelected, matchKey, usesGroup } from './flow-selection.js';
import type { FlowFilter, FlowMod, FlowStats } from './message/flow-mod.js';
import { type Bucket, bucketIds, type GroupDescription, type GroupMod, groups } from './message/group-mod.js';
import { type SwitchFeatures, switchCapabilities } from './message/message.js';
import { type MeterConfig, type MeterMod, meters } from './message/meter-mod.js';
import type { PacketOut, Resume } from './message/packet-in.js';
import { type PortDescription, type PortMod, UNKNOWN_COUNT } from './message/port-message.js';
import type { TlvMapping, TlvTable, TlvTableMod } from './message/tlv-table.js';
import type { Refusal, SwitchChange, SwitchHandler } from './switch-handler.js';
import { unmetPrerequisite } from './wire/prerequisite.js';

const TABLES = 254;

interface State {
  readonly flows: ReadonlyMap<string, FlowStats>;
  readonly groups: ReadonlyMap<number, GroupDescription>;
}

export interface MemorySwitch extends SwitchHandler {
  /** Packets that controllers sent out, oldest first. */
  readonly packetsOut: readonly PacketOut[];
  readonly resumed: readonly Resume[];
  readonly flushedZones: readonly number[];
}

/** A switch with these ports and no flows. */
export function createMemorySwitch(datapathId: bigint, portList: readonly PortDescription[]): MemorySwitch {
  let state: State = { flows: new Map(), groups: new Map() };
  const ports = new Map(portList.map((port) => [port.port, port]));
  const meterTable = new Map<number, MeterConfig>();
  const mappings = new Map<number, TlvMapping>();
  const packetsOut: PacketOut[] = [];
  const resumed: Resume[] = [];
  const flushedZones: number[] = [];
  let fragments = 0;

  const features: SwitchFeatures = {
    datapathId,
    buffers: 0,
    tables: TABLES,
    capabilities:
      switchCapabilities.flowStats |
      switchCapabilities.tableStats |
      switchCapabilities.portStats |
      switchCapabilities.groupStats |
      switchCapabilities.queueStats |
      switchCapabilities.bundles,
  };

  function apply(changes: readonly SwitchChange[]): Refusal | undefined {
    const flows = new Map(state.flows);
    const groupTable = new Map(state.groups);
    const portTable = new Map(ports);
    for (const [index, change] of changes.entries()) {
      const error = applyOne(flows, groupTable, portTable, change);
      if (error !== undefined) return { index, error };
    }
    state = { flows, groups: groupTable };
    for (const [number, port] of portTable) ports.set(number, port);
    return undefined;
  }

  function applyOne(
    flows: Map<string, FlowStats>,
    groupTable: Map<number, GroupDescription>,
    portTable: Map<number, PortDescription>,
    change: SwitchChange,
  ): ErrorName | undefined {
    switch (change.kind) {
      case 'flow_mod':
        return changeFlows(flows, groupTable, change);
      case 'group_mod':
        return changeGroups(flows, groupTable, change);
      case 'port_mod':
        return changePort(portTable, change);
      case 'packet_out':
        packetsOut.push(change);
        return undefined;
    }
  }

  return {
    packetsOut,
    resumed,
    flushedZones,
    features: () => features,
    description: () => ({
      manufacturer: 'Nicira, Inc.',
      hardware: 'Open vSwitch',
      software: '3.1.0',
      serial: 'None',
      datapath: 'None',
    }),
    fragments: () => fragments,
    setFragments: (flags) => {
      fragments = flags;
    },
    ports: () => ports.values(),
    portStats: () => [...ports.values()].map((port) => portStatsOf(port.port)),
    queueStats: () =>
      [...ports.keys()].map((port) => ({
        port,
        queue: 0,
        txBytes: UNKNOWN_COUNT,
        txPackets: UNKNOWN_COUNT,
        txErrors: UNKNOWN_COUNT,
        durationSeconds: 0xffffffff,
        durationNanoseconds: 0xffffffff,
      })),
    flows: (filter: FlowFilter) => [...state.flows.values()].filter((flow) => isSelected(flow, filter)),
    tables: () => {
      const active = new Map<number, number>();
      for (const flow of state.flows.values()) active.set(flow.table, (active.get(flow.table) ?? 0) + 1);
      return Array.from({ length: TABLES }, (_, table) => ({
        table,
        name: '',
        active: active.get(table) ?? 0,
        maxEntries: 1000000,
        lookups: 0n,
        matched: 0n,
      }));
    },
    groups: () => state.groups.values(),
    groupStats: () =>
      [...state.groups.values()].map(({ group, buckets }) => ({
        group,
        references: [...state.flows.values()].filter((flow) => usesGroup(flow.actions, group)).length,
        packets: 0n,
        bytes: 0n,
        durationSeconds: 0,
        durationNanoseconds: 0,
        buckets: buckets.map(() => ({ packets: 0n, bytes: 0n })),
      })),
    groupFeatures: () => ({
      types: 15,
      capabilities: 7,
      maxGroups: [groups.max, groups.max, groups.max, groups.max],
      actions: [0x3ff8001, 0x3ff8001, 0x3ff8001, 0x3ff8001],
    }),
    meters: () => meterTable.values(),
    meterStats: () =>
      [...meterTable.values()].map(({ meter, bands }) => ({
        meter,
        flowCount: 0,
        packetsIn: 0n,
        bytesIn: 0n,
        durationSeconds: 0,
        durationNanoseconds: 0,
        bands: bands.map(() => ({ packets: 0n, bytes: 0n })),
      })),
    meterFeatures: () => ({ maxMeters: 262144, bandTypes: 2, capabilities: 15, maxBands: 8, maxColors: 0 }),
    apply,
    modifyMeter: (mod) => changeMeter(meterTable, mod),
    packetOut: (message) => {
      packetsOut.push(message);
      return undefined;
    },
    resume: (message) => {
      resumed.push(message);
      return undefined;
    },
    tlvTable: (): TlvTable => ({ maxSpace: 256, maxFields: 64, mappings: [...mappings.values()] }),
    modifyTlvTable: (mod) => changeMappings(mappings, mod),
    flushZone: (zone) => {
      flushedZones.push(zone);
    },
    flushConnections: () => undefined,
  };
}

function keyOf(table: number, priority: number, match: FlowMod['match']): string {
  return `${table},${priority},${matchKey(match)}`;
}

function changeFlows(
  flows: Map<string, FlowStats>,
  groupTable: ReadonlyMap<number, GroupDescription>,
  mod: FlowMod,
): ErrorName | undefined {
  if (unmetPrerequisite(mod.match) !== undefined) return 'OFPBMC_BAD_PREREQ';
  if (mod.actions.some((action) => action.kind === 'group' && !groupTable.has(action.group)))
    return 'OFPBAC_BAD_OUT_GROUP';
  if (mod.command === 'add') {
    if (mod.table === 255) return 'OFPBRC_BAD_TABLE_ID';
    flows.set(keyOf(mod.table, mod.priority, mod.match), flowOf(mod));
    return undefined;
  }
  const isStrict = mod.command === 'modify_strict' || mod.command === 'delete_strict';
  const isDelete = mod.command === 'delete' || mod.command === 'delete_strict';
  let count = 0;
  for (const [key, flow] of flows) {
    if (!isSelected(flow, filterOf(mod, isDelete))) continue;
    if (isStrict && (flow.priority !== mod.priority || !equalMatch(flow.match, mod.match))) continue;
    count++;
    if (isDelete) flows.delete(key);
    else
      flows.set(key, {
        ...flow,
        actions: mod.actions,
        cookie: mod.cookieMask === undefined ? mod.cookie : flow.cookie,
      });
  }
  // A change that finds nothing adds, unless it looks for a cookie (ovs-ofctl(8), mod-flows).
  if (!isDelete && count === 0 && mod.cookieMask === undefined) {
    flows.set(keyOf(mod.table, mod.priority, mod.match), flowOf(mod));
  }
  return undefined;
}

/** Output filters count in deletions only. */
function filterOf(mod: FlowMod, isDelete: boolean): FlowFilter {
  return {
    table: mod.table,
    match: mod.match,
    ...(mod.cookieMask !== undefined && { cookie: mod.cookie, cookieMask: mod.cookieMask }),
    ...(isDelete && mod.outPort !== undefined && { outPort: mod.outPort }),
    ...(isDelete && mod.outGroup !== undefined && { outGroup: mod.outGroup }),
  };
}

function flowOf(mod: FlowMod): FlowStats {
  return {
    table: mod.table,
    priority: mod.priority,
    cookie: mod.cookie,
    match: mod.match,
    actions: mod.actions,
    idleTimeout: mod.idleTimeout ?? 0,
    hardTimeout: mod.hardTimeout ?? 0,
    flags: mod.flags ?? 0,
    importance: mod.importance ?? 0,
    durationSeconds: 0,
    durationNanoseconds: 0,
    packets: 0n,
    bytes: 0n,
    idleAge: 0,
  };
}

function changeGroups(
  flows: Map<string, FlowStats>,
  table: Map<number, GroupDescription>,
  mod: GroupMod,
): ErrorName | undefined {
  const { group, type, buckets, selection } = mod;
  const old = table.get(group);
  const made: GroupDescription = { group, type, buckets, ...(selection !== undefined && { selection }) };
  switch (mod.command) {
    case 'add':
      if (old !== undefined) return 'OFPGMFC_GROUP_EXISTS';
      table.set(group, made);
      return undefined;
    case 'modify':
      if (old === undefined) return 'OFPGMFC_UNKNOWN_GROUP';
      table.set(group, made);
      return undefined;
    case 'add_or_mod':
      table.set(group, made);
      return undefined;
    case 'delete': {
      const isGone = (number: number) => group === groups.all || number === group;
      for (const number of [...table.keys()]) if (isGone(number)) table.delete(number);
      const usesGone = (action: Action) => action.kind === 'group' && isGone(action.group);
      for (const [key, flow] of flows) if (flow.actions.some(usesGone)) flows.delete(key);
      return undefined;
    }
    case 'insert_bucket':
    case 'remove_bucket': {
      if (old === undefined) return 'OFPGMFC_UNKNOWN_GROUP';
      const next = mod.command === 'insert_bucket' ? insert(old.buckets, mod) : remove(old.buckets, mod);
      if (next === undefined) return 'OFPGMFC_UNKNOWN_BUCKET';
      table.set(group, { ...old, buckets: next });
      return undefined;
    }
  }
}

function insert(old: readonly Bucket[], mod: GroupMod): readonly Bucket[] | undefined {
  const place = mod.commandBucket ?? bucketIds.all;
  if (place === bucketIds.first) return [...mod.buckets, ...old];
  if (place === bucketIds.last) return [...old, ...mod.buckets];
  const at = old.findIndex((bucket) => bucket.id === place);
  return at < 0 ? undefined : [...old.slice(0, at + 1), ...mod.buckets, ...old.slice(at + 1)];
}

function remove(old: readonly Bucket[], mod: GroupMod): readonly Bucket[] | undefined {
  const place = mod.commandBucket ?? bucketIds.all;
  if (place === bucketIds.all) return [];
  if (place === bucketIds.first) return old.slice(1);
  if (place === bucketIds.last) return old.slice(0, -1);
  const left = old.filter((bucket) => bucket.id !== place);
  return left.length === old.length ? undefined : left;
}

function changePort(table: Map<number, PortDescription>, mod: PortMod): ErrorName | undefined {
  const port = table.get(mod.port);
  if (port === undefined) return 'OFPPMFC_BAD_PORT';
  if (port.mac !== mod.mac) return 'OFPPMFC_BAD_HW_ADDR';
  table.set(mod.port, { ...port, config: (port.config & ~mod.mask) | (mod.config & mod.mask) });
  return undefined;
}

function changeMeter(table: Map<number, MeterConfig>, mod: MeterMod): ErrorName | undefined {
  const { meter, flags, bands } = mod;
  switch (mod.command) {
    case 'add':
      if (table.has(meter)) return 'OFPMMFC_METER_EXISTS';
      table.set(meter, { meter, flags, bands });
      return undefined;
    case 'modify':
      if (!table.has(meter)) return 'OFPMMFC_UNKNOWN_METER';
      table.set(meter, { meter, flags, bands });
      return undefined;
    case 'delete':
      if (meter === meters.all) table.clear();
      else table.delete(meter);
      return undefined;
  }
}

function changeMappings(table: Map<number, TlvMapping>, mod: TlvTableMod): ErrorName | undefined {
  if (mod.command === 'clear') {
    table.clear();
    return undefined;
  }
  for (const item of mod.mappings) {
    if (mod.command === 'delete') {
      table.delete(item.index);
      continue;
    }
    if (item.optionLength === 0 || item.optionLength % 4 !== 0 || item.optionLength > 124) return 'NXTTMFC_BAD_OPT_LEN';
    if (item.index >= 64) return 'NXTTMFC_BAD_FIELD_IDX';
    const isTaken = [...table.values()].some(
      (other) =>
        other.index === item.index || (other.optionClass === item.optionClass && other.optionType === item.optionType),
    );
    if (isTaken) return 'NXTTMFC_ALREADY_MAPPED';
    table.set(item.index, item);
  }
  return undefined;
}

function portStatsOf(port: number) {
  return {
    port,
    rxPackets: 0n,
    txPackets: 0n,
    rxBytes: 0n,
    txBytes: 0n,
    rxDropped: UNKNOWN_COUNT,
    txDropped: UNKNOWN_COUNT,
    rxErrors: UNKNOWN_COUNT,
    txErrors: UNKNOWN_COUNT,
    rxFrameErrors: UNKNOWN_COUNT,
    rxOverruns: UNKNOWN_COUNT,
    rxCrcErrors: UNKNOWN_COUNT,
    collisions: UNKNOWN_COUNT,
    durationSeconds: 0,
    durationNanoseconds: 0,
  };
}
