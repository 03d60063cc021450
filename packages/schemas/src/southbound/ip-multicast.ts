import { boolean, integer, reference, string } from '../base.js';
import { one, optional } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a datapath snoops IP multicast this way. See ovn-sb(5). */
export const IP_Multicast = table(
  'IP_Multicast',
  {
    datapath: one(reference('Datapath_Binding', 'weak')),
    enabled: optional(boolean()),
    querier: optional(boolean()),
    eth_src: one(string()),
    ip4_src: one(string()),
    ip6_src: one(string()),
    table_size: optional(integer()),
    idle_timeout: optional(integer()),
    query_interval: optional(integer()),
    query_max_resp: optional(integer()),
    seq_no: one(integer()),
  },
  { isRoot: true, indexes: [['datapath']] },
);

export type IpMulticastRow = Row<typeof IP_Multicast>;
