import { boolean, integer, oneOf, string } from '../base.js';
import { ephemeral, map, one, optional } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: the database server listens on or connects to this address. See ovs-vswitchd.conf.db(5). */
export const Manager = table(
  'Manager',
  {
    target: one(string()),
    max_backoff: optional(integer(1000)),
    inactivity_probe: optional(integer()),
    connection_mode: optional(oneOf('in-band', 'out-of-band')),
    other_config: map(string(), string()),
    external_ids: map(string(), string()),
    is_connected: ephemeral(one(boolean())),
    status: ephemeral(map(string(), string())),
  },
  { indexes: [['target']] },
);

export type ManagerRow = Row<typeof Manager>;
