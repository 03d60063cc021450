import { integer, string, uuid } from '../base.js';
import { map, one, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a logical switch or router has this tunnel key. See ovn-sb(5). */
export const Datapath_Binding = table(
  'Datapath_Binding',
  {
    tunnel_key: one(integer(1, 16777215)),
    load_balancers: set(uuid()),
    external_ids: map(string(), string()),
  },
  { isRoot: true, indexes: [['tunnel_key']] },
);

export type DatapathBindingRow = Row<typeof Datapath_Binding>;
