import { boolean, integer, string } from '../base.js';
import { ephemeral, map, one, optional } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: the database server listens on or connects to this address. See ovn-sb(5). */
export const Connection = table(
  'Connection',
  {
    target: one(string()),
    max_backoff: optional(integer(1000)),
    inactivity_probe: optional(integer()),
    read_only: one(boolean()),
    role: one(string()),
    other_config: map(string(), string()),
    external_ids: map(string(), string()),
    is_connected: ephemeral(one(boolean())),
    status: ephemeral(map(string(), string())),
  },
  { indexes: [['target']] },
);

export type ConnectionRow = Row<typeof Connection>;
