import { integer, reference, string } from '../base.js';
import { one, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: output to this name sends to each of these ports. See ovn-sb(5). */
export const Multicast_Group = table(
  'Multicast_Group',
  {
    datapath: one(reference('Datapath_Binding')),
    name: one(string()),
    tunnel_key: one(integer(32768, 65535)),
    ports: set(reference('Port_Binding', 'weak')),
  },
  {
    isRoot: true,
    indexes: [
      ['datapath', 'tunnel_key'],
      ['datapath', 'name'],
    ],
  },
);

export type MulticastGroupRow = Row<typeof Multicast_Group>;
