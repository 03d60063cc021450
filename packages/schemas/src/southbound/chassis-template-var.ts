import { string } from '../base.js';
import { map, one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: on this chassis these template variables have these values. See ovn-sb(5). */
export const Chassis_Template_Var = table(
  'Chassis_Template_Var',
  {
    chassis: one(string()),
    variables: map(string(), string()),
  },
  { isRoot: true, indexes: [['chassis']] },
);

export type ChassisTemplateVarRow = Row<typeof Chassis_Template_Var>;
