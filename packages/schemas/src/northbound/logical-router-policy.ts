import { integer, oneOf, string } from '../base.js';
import { map, one, optional, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: packets that match are routed another way, or dropped. See ovn-nb(5). */
export const Logical_Router_Policy = table('Logical_Router_Policy', {
  priority: one(integer(0, 32767)),
  match: one(string()),
  action: one(oneOf('allow', 'drop', 'reroute')),
  nexthop: optional(string()),
  nexthops: set(string()),
  options: map(string(), string()),
  external_ids: map(string(), string()),
});

export type LogicalRouterPolicyRow = Row<typeof Logical_Router_Policy>;
