import { boolean, integer, reference, string } from '../base.js';
import { map, one, optional, set } from '../column.js';
import { type Row, table } from '../table.js';

/** The one row of settings and of the sequence numbers that `--wait` uses. See ovn-nb(5). */
export const NB_Global = table(
  'NB_Global',
  {
    name: one(string()),
    nb_cfg: one(integer()),
    nb_cfg_timestamp: one(integer()),
    sb_cfg: one(integer()),
    sb_cfg_timestamp: one(integer()),
    hv_cfg: one(integer()),
    hv_cfg_timestamp: one(integer()),
    external_ids: map(string(), string()),
    connections: set(reference('Connection')),
    ssl: optional(reference('SSL')),
    options: map(string(), string()),
    ipsec: one(boolean()),
  },
  { isRoot: true, maxRows: 1 },
);

export type NbGlobalRow = Row<typeof NB_Global>;
