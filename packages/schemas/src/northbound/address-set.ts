import { string } from '../base.js';
import { map, one, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: `$name` in matches stands for these addresses. See ovn-nb(5). */
export const Address_Set = table(
  'Address_Set',
  {
    name: one(string()),
    addresses: set(string()),
    external_ids: map(string(), string()),
  },
  { isRoot: true, indexes: [['name']] },
);

export type AddressSetRow = Row<typeof Address_Set>;
