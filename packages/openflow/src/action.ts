/**
 * Actions and instructions of a flow, bucket or packet-out, in the order in which they are carried out (ovs-actions(7)).
 * Before: the logical compiler, bytes, or text. After: wire codecs (action/), text, the switch's executor.
 * An empty list drops. Instructions stand among the actions, as `ovs-ofctl` shows them: `meter` first, `goto_table` last.
 */
import type { Field, FieldValue, Subfield } from './field.js';

/** To a port of ports.ts or a number. `maxLength`: bytes sent along when `port` is the controller. */
export interface Output {
  readonly kind: 'output';
  readonly port: number;
  readonly maxLength?: number;
}

/** Output cut down to `maxLength` bytes. */
export interface OutputTruncated {
  readonly kind: 'output_truncated';
  readonly port: number;
  readonly maxLength: number;
}

/** To the port whose number is in a field. */
export interface OutputRegister {
  readonly kind: 'output_reg';
  readonly source: Subfield;
  readonly maxLength: number;
}

/** OpenFlow 1.0: to a port, through one of its queues. */
export interface Enqueue {
  readonly kind: 'enqueue';
  readonly port: number;
  readonly queue: number;
}

export type ControllerReason = 'no_match' | 'action' | 'invalid_ttl' | 'action_set' | 'group' | 'packet_out';

/** A packet-in. With `pause` the pipeline's state goes along, and the controller resumes it. */
export interface ToController {
  readonly kind: 'controller';
  readonly reason: ControllerReason;
  readonly maxLength: number;
  readonly controllerId: number;
  readonly userdata?: Uint8Array;
  readonly pause: boolean;
  readonly meter?: number;
}

export interface ToGroup {
  readonly kind: 'group';
  readonly group: number;
}

/** Writes a field, or its bits under `mask`. */
export interface SetField {
  readonly kind: 'set_field';
  readonly field: Field;
  readonly value: FieldValue;
  readonly mask?: FieldValue;
}

/** The older Nicira form of `set_field`: a value into a subfield. Switches that got it from a 1.0 controller keep it. */
export interface Load {
  readonly kind: 'load';
  readonly destination: Subfield;
  readonly value: FieldValue;
}

export interface Move {
  readonly kind: 'move';
  readonly source: Subfield;
  readonly destination: Subfield;
}

export interface Push {
  readonly kind: 'push';
  readonly source: Subfield;
}

export interface Pop {
  readonly kind: 'pop';
  readonly destination: Subfield;
}

/** Looks the packet up again: as if from `port` (absent: its own), in `table` (absent: the current one). */
export interface Resubmit {
  readonly kind: 'resubmit';
  readonly port?: number;
  readonly table?: number;
  /** Look up by the connection's original direction. */
  readonly ct?: boolean;
}

export type NatAddresses =
  | { readonly family: 4; readonly first: number; readonly last: number }
  | { readonly family: 6; readonly first: bigint; readonly last: bigint };

/** Inside `ct`: translate. Without `target`: as the connection's entry says. Ranges include both ends. */
export interface Nat {
  readonly kind: 'nat';
  readonly target?: 'src' | 'dst';
  readonly addresses?: NatAddresses;
  readonly ports?: { readonly first: number; readonly last: number };
  readonly persistent?: boolean;
  readonly choice?: 'hash' | 'random';
}

/** To the connection tracker. `table`: where the packet goes on with its ct fields filled; the original goes on after the action. */
export interface Ct {
  readonly kind: 'ct';
  readonly commit: boolean;
  readonly force: boolean;
  readonly zone: number | Subfield;
  readonly table?: number;
  readonly alg?: 'ftp' | 'tftp';
  /** `nat`, and writes to ct_mark and ct_label. */
  readonly actions: readonly Action[];
}

export interface CtClear {
  readonly kind: 'ct_clear';
}

export interface SetQueue {
  readonly kind: 'set_queue';
  readonly queue: number;
}

export interface PopQueue {
  readonly kind: 'pop_queue';
}

export interface PushVlan {
  readonly kind: 'push_vlan';
  readonly ethertype: number;
}

export interface PopVlan {
  readonly kind: 'pop_vlan';
}

/** OpenFlow 1.0 to 1.1: set the VLAN id, pushing a tag if there is none. */
export interface SetVlanId {
  readonly kind: 'set_vlan_vid';
  readonly vid: number;
}

export interface SetVlanPriority {
  readonly kind: 'set_vlan_pcp';
  readonly pcp: number;
}

/** OpenFlow 1.0 to 1.1: the port of whatever transport the packet has. */
export interface SetTransportPort {
  readonly kind: 'set_tp';
  readonly side: 'src' | 'dst';
  readonly port: number;
}

/** Decrements; at zero a packet-in with reason invalid_ttl to each controller of `ids` (absent: 0), and the pipeline ends. */
export interface DecTtl {
  readonly kind: 'dec_ttl';
  readonly ids?: readonly number[];
}

export interface PushMpls {
  readonly kind: 'push_mpls';
  readonly ethertype: number;
}

export interface PopMpls {
  readonly kind: 'pop_mpls';
  readonly ethertype: number;
}

export interface DecMplsTtl {
  readonly kind: 'dec_mpls_ttl';
}

export interface SetMplsTtl {
  readonly kind: 'set_mpls_ttl';
  readonly ttl: number;
}

/** Nicira's set_tunnel (32 bits) and set_tunnel64 (`isWide`). */
export interface SetTunnel {
  readonly kind: 'set_tunnel';
  readonly id: bigint;
  readonly isWide: boolean;
}

export interface Learn {
  readonly kind: 'learn';
  readonly table: number;
  readonly priority: number;
  readonly idleTimeout: number;
  readonly hardTimeout: number;
  readonly cookie: bigint;
  readonly finIdleTimeout: number;
  readonly finHardTimeout: number;
  readonly sendFlowRemoved: boolean;
  /** When this flow goes, what it learned goes too. */
  readonly deleteLearned: boolean;
  /** At most this many learned flows; 0: no limit. */
  readonly limit?: number;
  /** One bit that says whether there was room. */
  readonly result?: Subfield;
  readonly specs: readonly LearnSpec[];
}

/** A part of the flow to learn: a match, a write, or an output. */
export type LearnSpec =
  | { readonly kind: 'match' | 'load'; readonly source: Subfield | FieldValue; readonly destination: Subfield }
  | { readonly kind: 'output'; readonly source: Subfield };

/** Carries out `actions` on a copy. */
export interface Clone {
  readonly kind: 'clone';
  readonly actions: readonly Action[];
}

export interface MeterAction {
  readonly kind: 'meter';
  readonly meter: number;
}

/** One bit: is the packet longer than `length` bytes? */
export interface CheckPacketLarger {
  readonly kind: 'check_pkt_larger';
  readonly length: number;
  readonly destination: Subfield;
}

/** Clause `clause` (0-based here; text shows it 1-based) of `clauses` of conjunction `id`. */
export interface Conjunction {
  readonly kind: 'conjunction';
  readonly id: number;
  readonly clause: number;
  readonly clauses: number;
}

export interface Note {
  readonly kind: 'note';
  readonly data: Uint8Array;
}

export interface Exit {
  readonly kind: 'exit';
}

export interface DeleteField {
  readonly kind: 'delete_field';
  readonly field: Field;
}

export interface FinTimeout {
  readonly kind: 'fin_timeout';
  readonly idleTimeout: number;
  readonly hardTimeout: number;
}

export interface Sample {
  readonly kind: 'sample';
  readonly probability: number;
  readonly collectorSet: number;
  readonly observationDomain: number;
  readonly observationPoint: number;
  readonly samplingPort?: number;
  readonly direction?: 'ingress' | 'egress';
}

/** Chooses a link by hash and writes its number. */
export interface Multipath {
  readonly kind: 'multipath';
  readonly hashFields: HashFields;
  readonly basis: number;
  readonly algorithm: 'modulo_n' | 'hash_threshold' | 'hrw' | 'iter_hash';
  readonly links: number;
  readonly argument: number;
  readonly destination: Subfield;
}

export type HashFields =
  | 'eth_src'
  | 'symmetric_l4'
  | 'symmetric_l3l4'
  | 'symmetric_l3l4+udp'
  | 'nw_src'
  | 'nw_dst'
  | 'symmetric_l3';

/** Chooses a port among `members`; with `destination` writes its number instead of sending. */
export interface BundlePorts {
  readonly kind: 'bundle';
  readonly hashFields: HashFields;
  readonly basis: number;
  readonly algorithm: 'active_backup' | 'hrw';
  readonly members: readonly number[];
  readonly destination?: Subfield;
}

export interface WriteMetadata {
  readonly kind: 'write_metadata';
  readonly value: bigint;
  readonly mask?: bigint;
}

export interface GotoTable {
  readonly kind: 'goto_table';
  readonly table: number;
}

export interface ClearActions {
  readonly kind: 'clear_actions';
}

export interface WriteActions {
  readonly kind: 'write_actions';
  readonly actions: readonly Action[];
}

export type Action =
  | Output
  | OutputTruncated
  | OutputRegister
  | Enqueue
  | ToController
  | ToGroup
  | SetField
  | Load
  | Move
  | Push
  | Pop
  | Resubmit
  | Nat
  | Ct
  | CtClear
  | SetQueue
  | PopQueue
  | PushVlan
  | PopVlan
  | SetVlanId
  | SetVlanPriority
  | SetTransportPort
  | DecTtl
  | PushMpls
  | PopMpls
  | DecMplsTtl
  | SetMplsTtl
  | SetTunnel
  | Learn
  | Clone
  | MeterAction
  | CheckPacketLarger
  | Conjunction
  | Note
  | Exit
  | DeleteField
  | FinTimeout
  | Sample
  | Multipath
  | BundlePorts
  | WriteMetadata
  | GotoTable
  | ClearActions
  | WriteActions;

export type ActionKind = Action['kind'];
