import { string } from '../base.js';
import { map, one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: control-plane packets of these protocols are limited by these meters. See ovn-nb(5). */
export const Copp = table(
  'Copp',
  {
    name: one(string()),
    meters: map(string(), string()),
    external_ids: map(string(), string()),
  },
  { isRoot: true, indexes: [['name']] },
);

export type CoppRow = Row<typeof Copp>;
