import { integer, oneOf, reference, string } from '../base.js';
import { map, one, optional } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: in this stage of these datapaths, packets that match get these actions. See ovn-sb(5). */
export const Logical_Flow = table(
  'Logical_Flow',
  {
    logical_datapath: optional(reference('Datapath_Binding')),
    logical_dp_group: optional(reference('Logical_DP_Group')),
    pipeline: one(oneOf('ingress', 'egress')),
    table_id: one(integer(0, 32)),
    priority: one(integer(0, 65535)),
    match: one(string()),
    actions: one(string()),
    tags: map(string(), string()),
    controller_meter: optional(string()),
    external_ids: map(string(), string()),
  },
  { isRoot: true },
);

export type LogicalFlowRow = Row<typeof Logical_Flow>;
