/** Logical flows in their tables. Before: the database's rows. After: network.ts; parsed they are in flow-cache.ts. */
import { Logical_DP_Group, Logical_Flow, type LogicalFlowRow } from '#schemas/southbound';
import type { RowSource, TraceDatapath } from './network.js';

/** One number for a pipeline's table. */
export function stageKey(pipeline: 'ingress' | 'egress', table: number): number {
  return pipeline === 'ingress' ? table : table + 64;
}

/** Gives each datapath its flows, and tells `common` which hold for all of a kind. */
export function sortFlows(
  source: RowSource,
  datapaths: ReadonlyMap<string, TraceDatapath>,
  common: Set<LogicalFlowRow>,
): void {
  const routers = [...datapaths.values()].filter(({ kind }) => kind === 'router').length;
  const whole = { router: routers, switch: datapaths.size - routers };
  const add = (id: string | undefined, row: LogicalFlowRow) => {
    const datapath = id === undefined ? undefined : datapaths.get(id);
    if (datapath === undefined) return;
    const key = stageKey(row.pipeline, row.table_id);
    const list = datapath.flows.get(key);
    if (list === undefined) datapath.flows.set(key, [row]);
    else list.push(row);
  };
  let count = 0;
  for (const row of source.rows(Logical_Flow)) {
    count++;
    add(row.logical_datapath, row);
    if (row.logical_dp_group === undefined) continue;
    const members = source.get(Logical_DP_Group, row.logical_dp_group)?.datapaths ?? [];
    for (const id of members) add(id, row);
    // What northd groups is of one kind.
    const kind = datapaths.get(members[0] ?? '')?.kind;
    if (kind !== undefined && members.length > 1 && members.length === whole[kind]) common.add(row);
  }
  const buckets = bucketMask(count);
  const bucket = (row: LogicalFlowRow) => Number.parseInt(row._uuid.slice(0, 8), 16) & buckets;
  for (const datapath of datapaths.values()) {
    for (const list of datapath.flows.values()) list.sort((a, b) => b.priority - a.priority || bucket(a) - bucket(b));
  }
}

/**
 * Which of several flows of one priority applies is open (ovn-sb(5), "priority"). ovn-trace takes the one that comes first
 * in its hash table, whose buckets go by the low bits of the uuid's first word, as many as `count` rows need; so does this.
 */
export function bucketMask(count: number): number {
  let mask = 0;
  while (mask * 2 + 1 < count) mask = mask * 2 + 1;
  return mask;
}
