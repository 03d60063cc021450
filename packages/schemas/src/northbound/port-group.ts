import { reference, string } from '../base.js';
import { map, one, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: `@name` in matches stands for these ports, and these ACLs apply to them. See ovn-nb(5). */
export const Port_Group = table(
  'Port_Group',
  {
    name: one(string()),
    ports: set(reference('Logical_Switch_Port', 'weak')),
    acls: set(reference('ACL')),
    external_ids: map(string(), string()),
  },
  { isRoot: true, indexes: [['name']] },
);

export type PortGroupRow = Row<typeof Port_Group>;
