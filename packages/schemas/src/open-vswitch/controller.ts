import { boolean, integer, oneOf, string } from '../base.js';
import { ephemeral, map, one, optional } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a bridge talks to this OpenFlow controller. See ovs-vswitchd.conf.db(5). */
export const Controller = table('Controller', {
  type: optional(oneOf('primary', 'service')),
  target: one(string()),
  max_backoff: optional(integer(1000)),
  inactivity_probe: optional(integer()),
  connection_mode: optional(oneOf('in-band', 'out-of-band')),
  local_ip: optional(string()),
  local_netmask: optional(string()),
  local_gateway: optional(string()),
  enable_async_messages: optional(boolean()),
  controller_queue_size: optional(integer(1, 512)),
  controller_rate_limit: optional(integer(100)),
  controller_burst_limit: optional(integer(25)),
  other_config: map(string(), string()),
  external_ids: map(string(), string()),
  is_connected: ephemeral(one(boolean())),
  role: ephemeral(optional(oneOf('other', 'master', 'slave'))),
  status: ephemeral(map(string(), string())),
});

export type ControllerRow = Row<typeof Controller>;
