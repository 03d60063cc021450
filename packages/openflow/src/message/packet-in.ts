/**
 * Packets between switch and controller. Before: the switch's `controller` action or a miss; the controller's answer. After: the
 * wire codec.
 */
import type { Action, ControllerReason } from '../action.js';
import type { Match } from '../match.js';

/** All forms of a packet-in: OpenFlow's own, and Nicira's NXT_PACKET_IN2 (`userdata`, `continuation` are its only). */
export interface PacketIn {
  readonly kind: 'packet_in';
  /** The frame, maybe cut to what the connection asked for. */
  readonly packet: Uint8Array;
  /** Length of the whole frame. */
  readonly totalLength: number;
  readonly buffer?: number;
  readonly table: number;
  /** 0 in the forms that do not carry it (OpenFlow 1.0). */
  readonly cookie: bigint;
  readonly reason: ControllerReason;
  /** Ports, registers, tunnel and conntrack state of the packet; at least in_port. */
  readonly metadata: Match;
  readonly userdata?: Uint8Array;
  /** Opaque: goes back unchanged in a `Resume`. */
  readonly continuation?: Uint8Array;
}

/** NXT_RESUME: goes on with a paused packet, whose frame and metadata the controller may have changed. */
export interface Resume {
  readonly kind: 'resume';
  readonly packet: Uint8Array;
  readonly table: number;
  readonly cookie: bigint;
  readonly reason: ControllerReason;
  readonly metadata: Match;
  readonly userdata?: Uint8Array;
  readonly continuation: Uint8Array;
}

export interface PacketOut {
  readonly kind: 'packet_out';
  readonly buffer?: number;
  /** in_port, and in OpenFlow 1.5 other pipeline fields. */
  readonly metadata: Match;
  readonly actions: readonly Action[];
  readonly packet: Uint8Array;
}
