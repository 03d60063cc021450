import { reference, string } from '../base.js';
import { one, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: these load balancers are applied together. See ovn-nb(5). */
export const Load_Balancer_Group = table(
  'Load_Balancer_Group',
  {
    name: one(string()),
    load_balancer: set(reference('Load_Balancer', 'weak')),
  },
  { isRoot: true, indexes: [['name']] },
);

export type LoadBalancerGroupRow = Row<typeof Load_Balancer_Group>;
