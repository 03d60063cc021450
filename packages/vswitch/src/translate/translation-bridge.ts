/** What a translation asks of a bridge, and of its ports. Before: bridge/ implements it. */
import type { ControllerReason, FlowMod, GroupDescription, Match } from '#openflow';
import type { DatapathPort } from '../datapath/port.js';
import type { TunnelOptions } from '../key/slot.js';
import type { FlowTables } from '../table/flow-tables.js';
import type { Frozen } from './frozen.js';

/** Something whose change makes translations stale that looked at it. */
export interface Versioned {
  readonly version: number;
}

/** How a port takes part in VLANs (ovs-vswitchd.conf.db(5), Port.vlan_mode). */
export interface VlanConfig {
  readonly mode: 'trunk' | 'access' | 'native-tagged' | 'native-untagged';
  readonly tag: number;
  /** Empty: all. */
  readonly trunks: ReadonlySet<number>;
}

export interface TunnelConfig {
  readonly kind: 'geneve' | 'vxlan' | 'gre';
  /** Text address, or from the flow's tun_dst. */
  readonly remote: string | 'flow';
  readonly local: string | undefined;
  readonly outKey: bigint | 'flow' | undefined;
  readonly inKey: bigint | 'flow' | undefined;
}

export interface BridgePort {
  readonly number: number;
  readonly name: string;
  readonly kind: 'plain' | 'patch' | 'tunnel';
  readonly datapathPort: DatapathPort;
  readonly peer: { readonly bridge: TranslationBridge; readonly port: BridgePort } | undefined;
  readonly tunnel: TunnelConfig | undefined;
  readonly vlan: VlanConfig;
  readonly isUp: boolean;
  readonly noFlood: boolean;
  readonly noForward: boolean;
  readonly noReceive: boolean;
  readonly noPacketIn: boolean;
  countPatch(direction: 'rx' | 'tx', bytes: number): void;
}

export interface PacketInDraft {
  readonly bytes: Uint8Array;
  readonly maxLength: number;
  readonly table: number;
  readonly cookie: bigint;
  readonly reason: ControllerReason;
  readonly metadata: Match;
  readonly userdata: Uint8Array | undefined;
  readonly controllerId: number;
  /** Set for a paused packet: where it goes on. */
  readonly frozen: Frozen | undefined;
}

/** A mirror (ovs-vswitchd.conf.db(5), Mirror), by numbers of ports. */
export interface Mirror {
  readonly name: string;
  /** Packets that come in here, or go out there, are copied; `'all'`: any. */
  readonly sources: ReadonlySet<number> | 'all';
  readonly destinations: ReadonlySet<number> | 'all';
  readonly output: number;
}

export interface TranslationBridge {
  readonly id: number;
  readonly name: string;
  readonly tables: FlowTables;
  readonly options: TunnelOptions;
  readonly portSet: Versioned & { get(number: number): BridgePort | undefined; all(): Iterable<BridgePort> };
  readonly groups: Versioned & { get(group: number): GroupDescription | undefined };
  readonly macs: Versioned & {
    lookup(vlan: number, mac: number): number | undefined;
    learn(vlan: number, mac: number, port: number, isGratuitousArp: boolean): void;
  };
  /** Part of what `portSet.version` counts. */
  readonly mirrors: readonly Mirror[];
  readonly forwardsBpdu: boolean;
  countGroup(group: number, bucket: number, bytes: number): void;
  /** False when the meter says that a packet of so many bytes is one too many. */
  meterAllows(meter: number, bytes: number): boolean;
  packetIn(draft: PacketInDraft): void;
  /** True when there is room under `limit` for what `mod` adds, or it is there already. */
  mayLearn(mod: FlowMod, limit: number): boolean;
  learn(mod: FlowMod): void;
}
