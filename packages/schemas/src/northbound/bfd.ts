import { integer, oneOf, string } from '../base.js';
import { map, one, optional } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: this next hop is watched by BFD. See ovn-nb(5). */
export const BFD = table(
  'BFD',
  {
    logical_port: one(string()),
    dst_ip: one(string()),
    min_tx: optional(integer(1)),
    min_rx: optional(integer()),
    detect_mult: optional(integer(1)),
    status: optional(oneOf('down', 'init', 'up', 'admin_down')),
    external_ids: map(string(), string()),
    options: map(string(), string()),
  },
  { isRoot: true, indexes: [['logical_port', 'dst_ip']] },
);

export type BfdRow = Row<typeof BFD>;
