/**
 * Changes of the flow table. Before: the controller's installer, or `ofctl`. After: the wire codec, the switch's flow table.
 */
import type { Action } from '../action.js';
import type { Match } from '../match.js';

export type FlowCommand = 'add' | 'modify' | 'modify_strict' | 'delete' | 'delete_strict';

/** Bits of `FlowMod.flags` and `FlowStats.flags` (OFPFF_*). */
export const flowFlags = {
  sendFlowRemoved: 1,
  checkOverlap: 2,
  resetCounts: 4,
  noPacketCounts: 8,
  noByteCounts: 16,
} as const;

export interface FlowMod {
  readonly kind: 'flow_mod';
  readonly command: FlowCommand;
  /** 0-254; 255: all tables (delete). */
  readonly table: number;
  readonly priority: number;
  /** The new flow's cookie; with a `cookieMask`, which flows to change or delete. */
  readonly cookie: bigint;
  /** Absent: any cookie. Not with `add`. */
  readonly cookieMask?: bigint;
  readonly match: Match;
  readonly actions: readonly Action[];
  /** As OpenFlow 1.0 means it: a `modify` that finds no flow adds this one, and what an action needs of the packet need not be in the match. */
  readonly form?: 'openflow10';
  /** Seconds; 0 or absent: none. */
  readonly idleTimeout?: number;
  readonly hardTimeout?: number;
  readonly flags?: number;
  readonly importance?: number;
  /** Delete only flows that output here. */
  readonly outPort?: number;
  readonly outGroup?: number;
  /** A packet of the switch's buffers to send through the new flow; absent: none. */
  readonly buffer?: number;
}

/** A flow as switches list it. */
export interface FlowStats {
  readonly table: number;
  readonly priority: number;
  readonly cookie: bigint;
  readonly match: Match;
  readonly actions: readonly Action[];
  readonly idleTimeout: number;
  readonly hardTimeout: number;
  readonly flags: number;
  readonly importance: number;
  /** Age in whole seconds and nanoseconds. */
  readonly durationSeconds: number;
  readonly durationNanoseconds: number;
  readonly packets: bigint;
  readonly bytes: bigint;
  /** Seconds since the last packet, and since the flow was last changed; absent where the version does not say. */
  readonly idleAge?: number;
  readonly hardAge?: number;
}

/** Which flows a statistics request asks for. */
export interface FlowFilter {
  /** Absent: all tables. */
  readonly table?: number;
  readonly outPort?: number;
  readonly outGroup?: number;
  readonly cookie?: bigint;
  readonly cookieMask?: bigint;
  readonly match: Match;
}

export interface FlowRemoved {
  readonly kind: 'flow_removed';
  readonly reason: 'idle_timeout' | 'hard_timeout' | 'delete' | 'group_delete' | 'meter_delete' | 'eviction';
  readonly table: number;
  readonly priority: number;
  readonly cookie: bigint;
  readonly match: Match;
  readonly idleTimeout: number;
  readonly hardTimeout: number;
  readonly durationSeconds: number;
  readonly durationNanoseconds: number;
  readonly packets: bigint;
  readonly bytes: bigint;
}
