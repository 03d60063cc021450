import { integer, reference, string } from '../base.js';
import { map, one, optional } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: sample actions of a bridge export to this set. See ovs-vswitchd.conf.db(5). */
export const Flow_Sample_Collector_Set = table(
  'Flow_Sample_Collector_Set',
  {
    id: one(integer(0, 4294967295)),
    bridge: one(reference('Bridge')),
    ipfix: optional(reference('IPFIX')),
    external_ids: map(string(), string()),
  },
  { isRoot: true, indexes: [['id', 'bridge']] },
);

export type FlowSampleCollectorSetRow = Row<typeof Flow_Sample_Collector_Set>;
