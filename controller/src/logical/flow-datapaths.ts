import type { Uuid } from '#base';
import { equalDeep, query, type Read } from '#incremental';
import { Logical_DP_Group, type LogicalFlowRow } from '#schemas/southbound';
import { type DatapathFacts, localDatapath } from '../local/datapath.js';

/** The datapaths of a group that are on this host. */
export const localDatapathsOfGroup = query(
  'localDatapathsOfGroup',
  (read, id: Uuid<'Logical_DP_Group'>): readonly DatapathFacts[] => {
    const row = read.row(Logical_DP_Group, id);
    return (row?.datapaths ?? []).flatMap((datapath) => read(localDatapath, datapath) ?? []);
  },
  equalDeep,
);

/** The datapaths of this host that a logical flow is for. */
export function datapathsOf(read: Read, row: LogicalFlowRow): readonly DatapathFacts[] {
  const group = row.logical_dp_group;
  const ofGroup = group === undefined ? [] : read(localDatapathsOfGroup, group);
  const single = row.logical_datapath;
  const own = single === undefined ? undefined : read(localDatapath, single);
  if (own === undefined) return ofGroup;
  return ofGroup.length === 0 ? [own] : [...ofGroup.filter((other) => other.id !== own.id), own];
}
