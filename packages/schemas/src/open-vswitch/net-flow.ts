import { boolean, integer, string } from '../base.js';
import { map, nonEmptySet, one, optional } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a bridge exports NetFlow. See ovs-vswitchd.conf.db(5). */
export const NetFlow = table('NetFlow', {
  targets: nonEmptySet(string()),
  engine_type: optional(integer(0, 255)),
  engine_id: optional(integer(0, 255)),
  add_id_to_interface: one(boolean()),
  active_timeout: one(integer(-1)),
  external_ids: map(string(), string()),
});

export type NetFlowRow = Row<typeof NetFlow>;
