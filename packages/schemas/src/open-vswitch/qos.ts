import { integer, reference, string } from '../base.js';
import { map, one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: ports that name it shape their traffic this way. See ovs-vswitchd.conf.db(5). */
export const QoS = table(
  'QoS',
  {
    type: one(string()),
    queues: map(integer(0, 4294967295), reference('Queue')),
    other_config: map(string(), string()),
    external_ids: map(string(), string()),
  },
  { isRoot: true },
);

export type QosRow = Row<typeof QoS>;
