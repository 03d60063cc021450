import { oneOf, string } from '../base.js';
import { map, one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a chassis is reached by this kind of tunnel at this address. See ovn-sb(5). */
export const Encap = table(
  'Encap',
  {
    type: one(oneOf('geneve', 'stt', 'vxlan')),
    options: map(string(), string()),
    ip: one(string()),
    chassis_name: one(string()),
  },
  { indexes: [['type', 'ip']] },
);

export type EncapRow = Row<typeof Encap>;
