import { string } from '../base.js';
import { one, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: `@name` in matches stands for these ports. See ovn-sb(5). */
export const Port_Group = table(
  'Port_Group',
  {
    name: one(string()),
    ports: set(string()),
  },
  { isRoot: true, indexes: [['name']] },
);

export type PortGroupRow = Row<typeof Port_Group>;
