import { integer, string } from '../base.js';
import { map, one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a group has this chassis, with this priority. See ovn-nb(5). */
export const HA_Chassis = table('HA_Chassis', {
  chassis_name: one(string()),
  priority: one(integer(0, 32767)),
  external_ids: map(string(), string()),
});

export type HaChassisRow = Row<typeof HA_Chassis>;
