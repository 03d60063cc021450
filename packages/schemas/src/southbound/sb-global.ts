import { boolean, integer, reference, string } from '../base.js';
import { map, one, optional, set } from '../column.js';
import { type Row, table } from '../table.js';

/** The one row of settings and of the sequence number that chassis report. See ovn-sb(5). */
export const SB_Global = table(
  'SB_Global',
  {
    nb_cfg: one(integer()),
    external_ids: map(string(), string()),
    connections: set(reference('Connection')),
    ssl: optional(reference('SSL')),
    options: map(string(), string()),
    ipsec: one(boolean()),
  },
  { isRoot: true, maxRows: 1 },
);

export type SbGlobalRow = Row<typeof SB_Global>;
