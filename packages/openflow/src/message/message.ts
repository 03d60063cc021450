/**
 * Every message of OpenFlow 1.0, 1.3 and 1.5 and of Nicira's extensions that this package speaks, independent of version: the codec
 * (codec.ts) knows how each version writes it. Before: bytes, or controller and switch. After: the same.
 */

import type { FlushConnections, FlushZone } from './connection-flush.js';
import type { FlowFilter, FlowMod, FlowRemoved, FlowStats } from './flow-mod.js';
import type { GroupDescription, GroupFeatures, GroupMod, GroupStats } from './group-mod.js';
import type { MeterConfig, MeterFeatures, MeterMod, MeterStats } from './meter-mod.js';
import type { PacketIn, PacketOut, Resume } from './packet-in.js';
import type { PortDescription, PortMod, PortStats, PortStatus, QueueStats } from './port-message.js';
import type { AggregateStats, TableStats } from './table-stats.js';
import type { TlvTable, TlvTableMod } from './tlv-table.js';

/** Version number on the wire. */
export type OpenFlowVersion = 0x01 | 0x04 | 0x06;
export const versions = { openflow10: 0x01, openflow13: 0x04, openflow15: 0x06 } as const;

export interface Hello {
  readonly kind: 'hello';
  /** Bit N: version N is spoken. Absent: all up to the header's. */
  readonly versions?: number;
}

export interface ErrorMessage {
  readonly kind: 'error';
  readonly type: number;
  readonly code: number;
  /** Set for errors that an experimenter defines. */
  readonly experimenter?: number;
  /** The first bytes of the message that failed, or text. */
  readonly data: Uint8Array;
}

export interface Echo {
  readonly kind: 'echo_request' | 'echo_reply';
  readonly data: Uint8Array;
}

/** Messages that are a header alone. */
export interface Bare {
  readonly kind:
    | 'features_request'
    | 'get_config_request'
    | 'barrier_request'
    | 'barrier_reply'
    | 'tlv_table_request'
    | 'desc_request'
    | 'table_stats_request'
    | 'table_features_request'
    | 'group_features_request'
    | 'meter_features_request'
    | 'get_async_request';
}

export interface SwitchFeatures {
  readonly datapathId: bigint;
  readonly buffers: number;
  readonly tables: number;
  /** OpenFlow 1.1+ bits (switchCapabilities). */
  readonly capabilities: number;
}

export const switchCapabilities = {
  flowStats: 1,
  tableStats: 2,
  portStats: 4,
  groupStats: 8,
  ipReassembly: 32,
  queueStats: 64,
  /** OpenFlow 1.0 only: matches inside ARP. */
  arpMatchIp: 128,
  portBlocked: 256,
  bundles: 512,
  flowMonitoring: 1024,
} as const;

export interface FeaturesReply extends SwitchFeatures {
  readonly kind: 'features_reply';
  readonly auxiliary: number;
  /** OpenFlow 1.0 only: supported actions by bit, and the ports. */
  readonly actions?: number;
  readonly ports?: readonly PortDescription[];
}

export interface Config {
  readonly kind: 'get_config_reply' | 'set_config';
  /** 0 normal, 1 drop, 2 reassemble fragments, 3 nx-match. */
  readonly flags: number;
  readonly missSendLength: number;
}

export interface BundleControl {
  readonly kind: 'bundle_control';
  readonly bundle: number;
  readonly type:
    | 'open_request'
    | 'open_reply'
    | 'close_request'
    | 'close_reply'
    | 'commit_request'
    | 'commit_reply'
    | 'discard_request'
    | 'discard_reply'
    | 'unknown';
  readonly flags: number;
}

export const bundleFlags = { atomic: 1, ordered: 2 } as const;

export interface BundleAdd {
  readonly kind: 'bundle_add';
  readonly bundle: number;
  readonly flags: number;
  readonly message: FlowMod | GroupMod | PortMod | PacketOut;
}

export interface SetFlowFormat {
  readonly kind: 'set_flow_format';
  readonly format: 'openflow10' | 'nxm';
}

export interface SetPacketInFormat {
  readonly kind: 'set_packet_in_format';
  readonly format: 'standard' | 'nxt_packet_in' | 'nxt_packet_in2';
}

/** Nicira, OpenFlow 1.0: the table id rides in the command of flow_mod. */
export interface FlowModTableId {
  readonly kind: 'flow_mod_table_id';
  readonly isSet: boolean;
}

/** A part of a multipart request that is not the last one. */
export interface RequestPart {
  readonly kind: 'request_part';
}

/** Nicira: asks for ages with flow statistics. Nothing to do: they are always there. */
export interface FlowAge {
  readonly kind: 'flow_age';
}

/** Nicira: what a connection calls itself, for `controller(id=N)`. */
export interface SetControllerId {
  readonly kind: 'set_controller_id';
  readonly id: number;
}

export interface Role {
  readonly kind: 'role_request' | 'role_reply';
  readonly role: 'nochange' | 'equal' | 'master' | 'slave';
  readonly generation?: bigint;
  /** Nicira's message, which knows no generations, in versions that have one of their own. */
  readonly form?: 'nicira';
}

/** What asynchronous messages are about, in the order of their numbers in OpenFlow 1.5. Before it there are the first three. */
export const asyncKinds = [
  'packetIn',
  'portStatus',
  'flowRemoved',
  'roleStatus',
  'tableStatus',
  'requestForward',
] as const;

/** Bits of the reasons that there are, for each of `asyncKinds`. */
export const asyncReasons = [0x3f, 0x07, 0x3f, 0x07, 0x18, 0x03] as const;

/**
 * Which asynchronous messages a connection wants: two words of reason bits for each of `asyncKinds`, first for a slave, then for master and
 * equal. undefined: as before.
 */
export interface AsyncConfig {
  readonly kind: 'set_async' | 'get_async_reply';
  readonly words: readonly (number | undefined)[];
}

export interface FlowStatsRequest {
  readonly kind: 'flow_stats_request' | 'aggregate_request';
  readonly filter: FlowFilter;
  /** OpenFlow 1.0: the standard message in place of Nicira's. The reply has the request's form. */
  readonly form?: 'standard';
}

export interface PortRequest {
  readonly kind: 'port_stats_request' | 'port_desc_request';
  /** Absent: all. */
  readonly port?: number;
}

export interface QueueRequest {
  readonly kind: 'queue_stats_request';
  readonly port?: number;
  readonly queue?: number;
}

export interface GroupRequest {
  readonly kind: 'group_stats_request' | 'group_desc_request';
  readonly group?: number;
}

export interface MeterRequest {
  readonly kind: 'meter_stats_request' | 'meter_config_request';
  readonly meter?: number;
}

/** A part of a multipart reply: `more` says that others follow. */
interface Part<Kind extends string, Item> {
  readonly kind: Kind;
  readonly more: boolean;
  readonly items: readonly Item[];
}

export interface SwitchDescription {
  readonly manufacturer: string;
  readonly hardware: string;
  readonly software: string;
  readonly serial: string;
  readonly datapath: string;
}

export interface DescReply extends SwitchDescription {
  readonly kind: 'desc_reply';
}

export interface FlowStatsReply extends Part<'flow_stats_reply', FlowStats> {
  readonly form?: 'standard';
}

export interface AggregateReply extends AggregateStats {
  readonly kind: 'aggregate_reply';
  readonly form?: 'standard';
}

export interface GroupFeaturesReply extends GroupFeatures {
  readonly kind: 'group_features_reply';
}

export interface MeterFeaturesReply extends MeterFeatures {
  readonly kind: 'meter_features_reply';
}

export interface TlvTableReply extends TlvTable {
  readonly kind: 'tlv_table_reply';
}

/** A well-formed message that this package does not know; a switch answers OFPBRC_BAD_TYPE and the like. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly type: number;
  readonly body: Uint8Array;
  /** The error of errors.ts that answers it. */
  readonly error: 'OFPBRC_BAD_TYPE' | 'OFPBRC_BAD_STAT' | 'OFPBRC_BAD_VENDOR' | 'OFPBRC_BAD_SUBTYPE';
}

export type Message =
  | Hello
  | ErrorMessage
  | Echo
  | Bare
  | FeaturesReply
  | Config
  | PacketIn
  | PacketOut
  | Resume
  | FlowMod
  | FlowRemoved
  | GroupMod
  | MeterMod
  | PortMod
  | PortStatus
  | BundleControl
  | BundleAdd
  | TlvTableMod
  | TlvTableReply
  | FlushZone
  | FlushConnections
  | SetFlowFormat
  | SetPacketInFormat
  | FlowModTableId
  | FlowAge
  | RequestPart
  | SetControllerId
  | Role
  | AsyncConfig
  | FlowStatsRequest
  | PortRequest
  | QueueRequest
  | GroupRequest
  | MeterRequest
  | DescReply
  | FlowStatsReply
  | AggregateReply
  | Part<'table_stats_reply', TableStats>
  | Part<'table_features_reply', TableStats>
  | Part<'port_stats_reply', PortStats>
  | Part<'port_desc_reply', PortDescription>
  | Part<'queue_stats_reply', QueueStats>
  | Part<'group_stats_reply', GroupStats>
  | Part<'group_desc_reply', GroupDescription>
  | GroupFeaturesReply
  | Part<'meter_stats_reply', MeterStats>
  | Part<'meter_config_reply', MeterConfig>
  | MeterFeaturesReply
  | Unknown;

export type MessageKind = Message['kind'];
export type MessageOf<K extends MessageKind> = Extract<Message, { readonly kind: K }>;

/** A message with what its header says. */
export interface Received {
  readonly version: number;
  readonly xid: number;
  readonly message: Message;
}
