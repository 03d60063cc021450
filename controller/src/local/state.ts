import type { TableRef } from '#incremental';

// Choices that depend on the past, and what only the process knows. They are input tables: the compiler reads them, the
// allocator (allocate.ts) writes them.

/** Each row means: this conntrack zone belongs to a local port (`_uuid` is its name) or `<datapath uuid>_dnat|_snat`. */
export interface ZoneRow {
  readonly _uuid: string;
  readonly zone: number;
}
export const Zone: TableRef<ZoneRow> = { name: 'state:Zone', columns: ['zone'] };

/** Each row means: a select group with this text (`_uuid`) has this number in the switch. */
export interface GroupIdRow {
  readonly _uuid: string;
  readonly group: number;
}
export const GroupId: TableRef<GroupIdRow> = { name: 'state:GroupId', columns: ['group'] };

/** Each row means: the meter of this name (`_uuid`) has this number in the switch. */
export interface MeterIdRow {
  readonly _uuid: string;
  readonly meter: number;
}
export const MeterId: TableRef<MeterIdRow> = { name: 'state:MeterId', columns: ['meter'] };

/** Each row means: conjunctions `first`, `first + 1`, ... belong to a logical flow on a datapath (`_uuid` is both uuids). */
export interface ConjunctionIdRow {
  readonly _uuid: string;
  readonly first: number;
  readonly count: number;
}
export const ConjunctionId: TableRef<ConjunctionIdRow> = {
  name: 'state:ConjunctionId',
  columns: ['first', 'count'],
};

/** Each row means: the flows of the logical port with this uuid are in the switch since then. */
export interface InstalledRow {
  readonly _uuid: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}
export const Installed: TableRef<InstalledRow> = { name: 'state:Installed', columns: ['at'] };

/** One row, `self`: how far the host has come. */
export interface ProgressRow {
  readonly _uuid: string;
  /** The southbound rows that matter here have all been seen: what is not wanted now is not wanted. */
  readonly isComplete: boolean;
  /** SB_Global.nb_cfg whose flows are in the switch, and since when (milliseconds since 1970). */
  readonly nbCfg: number;
  readonly nbCfgAt: number;
}
export const Progress: TableRef<ProgressRow> = { name: 'state:Progress', columns: ['isComplete', 'nbCfg', 'nbCfgAt'] };

/** One row, `self`: what the process was told when it started. */
export interface SelfRow {
  readonly _uuid: string;
  readonly hostname: string;
  /** Overrides Open_vSwitch external_ids:system-id (option -n). */
  readonly chassisName: string | undefined;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}
export const Self: TableRef<SelfRow> = { name: 'state:Self', columns: ['hostname', 'chassisName', 'startedAt'] };
