import { boolean, string } from '../base.js';
import { map, nonEmptySet, one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: traffic to a virtual IP is spread over these switch ports. See ovn-nb(5). */
export const Forwarding_Group = table('Forwarding_Group', {
  name: one(string()),
  vip: one(string()),
  vmac: one(string()),
  liveness: one(boolean()),
  external_ids: map(string(), string()),
  child_port: nonEmptySet(string()),
});

export type ForwardingGroupRow = Row<typeof Forwarding_Group>;
