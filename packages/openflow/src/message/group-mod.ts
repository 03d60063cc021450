/** Groups: which buckets of actions a packet gets. Before: the controller or `ofctl`. After: the wire codec, the switch's group table. */
import type { Action } from '../action.js';
import type { Match } from '../match.js';

export const groups = { max: 0xffffff00, all: 0xfffffffc, any: 0xffffffff } as const;

export type GroupType = 'all' | 'select' | 'indirect' | 'ff';
export type GroupCommand = 'add' | 'modify' | 'add_or_mod' | 'delete' | 'insert_bucket' | 'remove_bucket';

/** Bucket ids that stand for more than one, in insert and remove. */
export const bucketIds = { max: 0xffffff00, first: 0xfffffffd, last: 0xfffffffe, all: 0xffffffff } as const;

export interface Bucket {
  readonly id: number;
  /** Share of a select group; 0 for none. */
  readonly weight: number;
  readonly watchPort?: number;
  readonly watchGroup?: number;
  readonly actions: readonly Action[];
}

/** Nicira's property: how a select group chooses. `fields`: their masks say which bits are hashed. */
export interface GroupSelection {
  readonly method: string;
  readonly parameter: bigint;
  readonly fields: Match;
}

export interface GroupMod {
  readonly kind: 'group_mod';
  readonly command: GroupCommand;
  readonly group: number;
  readonly type: GroupType;
  readonly buckets: readonly Bucket[];
  /** For insert and remove: after which bucket, or which. */
  readonly commandBucket?: number;
  readonly selection?: GroupSelection;
}

export interface GroupDescription {
  readonly group: number;
  readonly type: GroupType;
  readonly buckets: readonly Bucket[];
  readonly selection?: GroupSelection;
}

export interface GroupStats {
  readonly group: number;
  readonly references: number;
  readonly packets: bigint;
  readonly bytes: bigint;
  readonly durationSeconds: number;
  readonly durationNanoseconds: number;
  readonly buckets: readonly { readonly packets: bigint; readonly bytes: bigint }[];
}

/** A word a type, in the order all, select, indirect, ff. */
export interface GroupFeatures {
  readonly types: number;
  readonly capabilities: number;
  readonly maxGroups: readonly number[];
  readonly actions: readonly number[];
}
