import { integer, string } from '../base.js';
import { map, nonEmptySet, optional } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a bridge exports sFlow. See ovs-vswitchd.conf.db(5). */
export const sFlow = table('sFlow', {
  targets: nonEmptySet(string()),
  sampling: optional(integer()),
  polling: optional(integer()),
  header: optional(integer()),
  agent: optional(string()),
  external_ids: map(string(), string()),
});

export type SflowRow = Row<typeof sFlow>;
