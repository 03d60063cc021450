import { integer, reference, string } from '../base.js';
import { map, one, optional } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a chassis has come this far (only that chassis writes it). See ovn-sb(5). */
export const Chassis_Private = table(
  'Chassis_Private',
  {
    name: one(string()),
    chassis: optional(reference('Chassis', 'weak')),
    nb_cfg: one(integer()),
    nb_cfg_timestamp: one(integer()),
    external_ids: map(string(), string()),
  },
  { isRoot: true, indexes: [['name']] },
);

export type ChassisPrivateRow = Row<typeof Chassis_Private>;
