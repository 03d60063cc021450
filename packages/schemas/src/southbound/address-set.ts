import { string } from '../base.js';
import { one, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: `$name` in matches stands for these addresses. See ovn-sb(5). */
export const Address_Set = table(
  'Address_Set',
  {
    name: one(string()),
    addresses: set(string()),
  },
  { isRoot: true, indexes: [['name']] },
);

export type AddressSetRow = Row<typeof Address_Set>;
