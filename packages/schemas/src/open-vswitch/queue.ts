import { integer, string } from '../base.js';
import { map, optional } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: there is a queue of a QoS. See ovs-vswitchd.conf.db(5). */
export const Queue = table(
  'Queue',
  {
    dscp: optional(integer(0, 63)),
    other_config: map(string(), string()),
    external_ids: map(string(), string()),
  },
  { isRoot: true },
);

export type QueueRow = Row<typeof Queue>;
