import { integer, oneOf, string } from '../base.js';
import { boundedSet, map, optional, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: an OpenFlow table is limited in this way. See ovs-vswitchd.conf.db(5). */
export const Flow_Table = table('Flow_Table', {
  name: optional(string()),
  flow_limit: optional(integer(0)),
  overflow_policy: optional(oneOf('refuse', 'evict')),
  groups: set(string()),
  prefixes: boundedSet(string(), 3),
  external_ids: map(string(), string()),
});

export type FlowTableRow = Row<typeof Flow_Table>;
