import { reference, string } from '../base.js';
import { map, one, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: one of these chassis is active at a time. See ovn-sb(5). */
export const HA_Chassis_Group = table(
  'HA_Chassis_Group',
  {
    name: one(string()),
    ha_chassis: set(reference('HA_Chassis')),
    ref_chassis: set(reference('Chassis', 'weak')),
    external_ids: map(string(), string()),
  },
  { isRoot: true, indexes: [['name']] },
);

export type HaChassisGroupRow = Row<typeof HA_Chassis_Group>;
