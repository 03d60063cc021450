import { integer, string } from '../base.js';
import { map, one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a router port may be bound on this chassis, with this priority. See ovn-nb(5). */
export const Gateway_Chassis = table(
  'Gateway_Chassis',
  {
    name: one(string()),
    chassis_name: one(string()),
    priority: one(integer(0, 32767)),
    external_ids: map(string(), string()),
    options: map(string(), string()),
  },
  { indexes: [['name']] },
);

export type GatewayChassisRow = Row<typeof Gateway_Chassis>;
