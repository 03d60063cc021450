import { integer, string } from '../base.js';
import { one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: this MAC was learned behind this port. See ovn-sb(5). */
export const FDB = table(
  'FDB',
  {
    mac: one(string()),
    dp_key: one(integer(1, 16777215)),
    port_key: one(integer(1, 16777215)),
  },
  { isRoot: true, indexes: [['mac', 'dp_key']] },
);

export type FdbRow = Row<typeof FDB>;
