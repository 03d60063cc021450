import { oneOf, reference, string } from '../base.js';
import { map, one, optional, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: connections to these virtual addresses go to these backends. See ovn-nb(5). */
export const Load_Balancer = table(
  'Load_Balancer',
  {
    name: one(string()),
    vips: map(string(), string()),
    protocol: optional(oneOf('tcp', 'udp', 'sctp')),
    health_check: set(reference('Load_Balancer_Health_Check')),
    ip_port_mappings: map(string(), string()),
    selection_fields: set(oneOf('eth_src', 'eth_dst', 'ip_src', 'ip_dst', 'tp_src', 'tp_dst')),
    options: map(string(), string()),
    external_ids: map(string(), string()),
  },
  { isRoot: true },
);

export type LoadBalancerRow = Row<typeof Load_Balancer>;
