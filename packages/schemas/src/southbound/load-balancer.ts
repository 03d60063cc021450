import { oneOf, reference, string } from '../base.js';
import { map, one, optional, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: these datapaths translate connections to these virtual addresses. See ovn-sb(5). */
export const Load_Balancer = table(
  'Load_Balancer',
  {
    name: one(string()),
    vips: map(string(), string()),
    protocol: optional(oneOf('tcp', 'udp', 'sctp')),
    datapaths: set(reference('Datapath_Binding')),
    datapath_group: optional(reference('Logical_DP_Group')),
    options: map(string(), string()),
    external_ids: map(string(), string()),
  },
  { isRoot: true },
);

export type LoadBalancerRow = Row<typeof Load_Balancer>;
