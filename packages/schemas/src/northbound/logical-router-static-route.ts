import { oneOf, reference, string } from '../base.js';
import { map, one, optional } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: this prefix is reached through this next hop. See ovn-nb(5). */
export const Logical_Router_Static_Route = table('Logical_Router_Static_Route', {
  route_table: one(string()),
  ip_prefix: one(string()),
  policy: optional(oneOf('src-ip', 'dst-ip')),
  nexthop: one(string()),
  output_port: optional(string()),
  bfd: optional(reference('BFD', 'weak')),
  options: map(string(), string()),
  external_ids: map(string(), string()),
});

export type LogicalRouterStaticRouteRow = Row<typeof Logical_Router_Static_Route>;
