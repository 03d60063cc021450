/**
 * What the Open_vSwitch database asks of the switch, read once per change. Before: the replica's rows. After: reconfigure.ts
 * compares it with what is there.
 */
import type { Uuid } from '#base';
import type { Replica } from '#ovsdb/client';
import {
  Bridge,
  type BridgeRow,
  Interface,
  type InterfaceRow,
  Mirror,
  type MirrorRow,
  Open_vSwitch,
  Port,
  type PortRow,
} from '#schemas/open-vswitch';
import type { VlanConfig } from '../translate/translation-bridge.js';

export interface WantedInterface {
  readonly id: Uuid<'Interface'>;
  readonly name: string;
  /** `system` where the row has none. */
  readonly type: string;
  readonly options: ReadonlyMap<string, string>;
  readonly mac: string | undefined;
  readonly mtu: number | undefined;
  readonly requestedNumber: number | undefined;
  /** The number it had, which it gets again if it is free. */
  readonly formerNumber: number | undefined;
  readonly vlan: VlanConfig;
}

/** A mirror, by names of ports. */
export interface WantedMirror {
  readonly name: string;
  readonly sources: readonly string[] | 'all';
  readonly destinations: readonly string[] | 'all';
  readonly output: string;
}

export interface WantedBridge {
  readonly id: Uuid<'Bridge'>;
  readonly name: string;
  readonly datapathType: string;
  /** `other_config:hwaddr`. */
  readonly hardwareAddress: string | undefined;
  /** `other_config:datapath-id`, 16 hex digits. */
  readonly datapathId: string | undefined;
  readonly isSecure: boolean;
  readonly hasController: boolean;
  readonly forwardsBpdu: boolean;
  readonly interfaces: readonly WantedInterface[];
  readonly mirrors: readonly WantedMirror[];
}

/** The bridges that the database asks for, in the order of their names; with them the configuration number to confirm. */
export function readWanted(replica: Replica): { readonly bridges: readonly WantedBridge[]; readonly nextCfg: number } {
  const bridges: WantedBridge[] = [];
  let nextCfg = 0;
  for (const root of replica.rows(Open_vSwitch)) {
    nextCfg = root.next_cfg;
    for (const id of root.bridges) {
      const row = replica.get(Bridge, id);
      if (row !== undefined) bridges.push(readBridge(replica, row));
    }
  }
  bridges.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { bridges, nextCfg };
}

function readBridge(replica: Replica, row: BridgeRow): WantedBridge {
  const interfaces: WantedInterface[] = [];
  const ports = row.ports.flatMap((id) => replica.get(Port, id) ?? []).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const port of ports) {
    for (const id of port.interfaces) {
      const item = replica.get(Interface, id);
      if (item !== undefined) interfaces.push(readInterface(item, port));
    }
  }
  return {
    id: row._uuid,
    name: row.name,
    datapathType: row.datapath_type === '' ? 'system' : row.datapath_type,
    hardwareAddress: row.other_config.get('hwaddr'),
    datapathId: row.other_config.get('datapath-id'),
    isSecure: row.fail_mode === 'secure',
    hasController: row.controller.length > 0,
    forwardsBpdu: row.other_config.get('forward-bpdu') === 'true',
    interfaces,
    mirrors: row.mirrors.flatMap((id) => readMirror(replica, replica.get(Mirror, id))),
  };
}

/** Mirrors to a VLAN instead of a port are not made. */
function readMirror(replica: Replica, row: MirrorRow | undefined): readonly WantedMirror[] {
  const output = row?.output_port === undefined ? undefined : replica.get(Port, row.output_port)?.name;
  if (row === undefined || output === undefined) return [];
  const names = (ids: readonly Uuid<'Port'>[]) => ids.flatMap((id) => replica.get(Port, id)?.name ?? []);
  return [
    {
      name: row.name,
      sources: row.select_all ? 'all' : names(row.select_src_port),
      destinations: row.select_all ? 'all' : names(row.select_dst_port),
      output,
    },
  ];
}

function readInterface(row: InterfaceRow, port: PortRow): WantedInterface {
  return {
    id: row._uuid,
    name: row.name,
    type: row.type === '' ? 'system' : row.type,
    options: row.options,
    mac: row.mac ?? port.mac,
    mtu: row.mtu_request,
    requestedNumber: row.ofport_request,
    formerNumber: row.ofport !== undefined && row.ofport > 0 ? row.ofport : undefined,
    vlan: readVlan(port),
  };
}

/** Without `vlan_mode`: access where there is a tag, else trunk. */
function readVlan(port: PortRow): VlanConfig {
  const mode = port.vlan_mode === 'dot1q-tunnel' ? undefined : port.vlan_mode;
  const isAccess = port.tag !== undefined && port.trunks.length === 0;
  return {
    mode: mode ?? (isAccess ? 'access' : 'trunk'),
    tag: port.tag ?? 0,
    trunks: new Set(port.trunks),
  };
}
