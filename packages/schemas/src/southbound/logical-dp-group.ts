import { reference } from '../base.js';
import { set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: logical flows that name it are on each of these datapaths. See ovn-sb(5). */
export const Logical_DP_Group = table('Logical_DP_Group', {
  datapaths: set(reference('Datapath_Binding', 'weak')),
});

export type LogicalDpGroupRow = Row<typeof Logical_DP_Group>;
