import { reference, string } from '../base.js';
import { one, optional, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a chassis has listeners to this multicast address on these ports. See ovn-sb(5). */
export const IGMP_Group = table(
  'IGMP_Group',
  {
    address: one(string()),
    datapath: optional(reference('Datapath_Binding', 'weak')),
    chassis: optional(reference('Chassis', 'weak')),
    ports: set(reference('Port_Binding', 'weak')),
  },
  { isRoot: true, indexes: [['address', 'datapath', 'chassis']] },
);

export type IgmpGroupRow = Row<typeof IGMP_Group>;
