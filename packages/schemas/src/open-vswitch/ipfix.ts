import { integer, string } from '../base.js';
import { map, optional, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a bridge exports IPFIX. See ovs-vswitchd.conf.db(5). */
export const IPFIX = table('IPFIX', {
  targets: set(string()),
  sampling: optional(integer(1, 4294967295)),
  obs_domain_id: optional(integer(0, 4294967295)),
  obs_point_id: optional(integer(0, 4294967295)),
  cache_active_timeout: optional(integer(0, 4200)),
  cache_max_flows: optional(integer(0, 4294967295)),
  other_config: map(string(), string()),
  external_ids: map(string(), string()),
});

export type IpfixRow = Row<typeof IPFIX>;
