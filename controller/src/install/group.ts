import { equalDeep } from '#incremental';
import type { Bucket, GroupMod, GroupSelection } from '#openflow';

/** A select group of the switch. */
export interface Group {
  readonly id: number;
  readonly buckets: readonly Bucket[];
  readonly selection?: GroupSelection;
}

export function equalGroups(a: Group, b: Group): boolean {
  return equalDeep(a.buckets, b.buckets) && equalDeep(a.selection, b.selection);
}

export function groupMod(command: 'add' | 'modify' | 'delete', group: Group): GroupMod {
  const { id, buckets, selection } = group;
  if (command === 'delete') return { kind: 'group_mod', command, group: id, type: 'select', buckets: [] };
  return {
    kind: 'group_mod',
    command,
    group: id,
    type: 'select',
    buckets,
    ...(selection === undefined ? {} : { selection }),
  };
}
