import { string } from '../base.js';
import { map, one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: the backends of a virtual address are probed. See ovn-nb(5). */
export const Load_Balancer_Health_Check = table('Load_Balancer_Health_Check', {
  vip: one(string()),
  options: map(string(), string()),
  external_ids: map(string(), string()),
});

export type LoadBalancerHealthCheckRow = Row<typeof Load_Balancer_Health_Check>;
