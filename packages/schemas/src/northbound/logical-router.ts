import { boolean, reference, string } from '../base.js';
import { map, one, optional, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: there is a logical L3 router. See ovn-nb(5). */
export const Logical_Router = table(
  'Logical_Router',
  {
    name: one(string()),
    ports: set(reference('Logical_Router_Port')),
    static_routes: set(reference('Logical_Router_Static_Route')),
    policies: set(reference('Logical_Router_Policy')),
    enabled: optional(boolean()),
    nat: set(reference('NAT')),
    load_balancer: set(reference('Load_Balancer', 'weak')),
    load_balancer_group: set(reference('Load_Balancer_Group')),
    copp: optional(reference('Copp', 'weak')),
    options: map(string(), string()),
    external_ids: map(string(), string()),
  },
  { isRoot: true },
);

export type LogicalRouterRow = Row<typeof Logical_Router>;
