import { integer, oneOf, string } from '../base.js';
import { map, one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: this next hop is watched by BFD. See ovn-sb(5). */
export const BFD = table(
  'BFD',
  {
    src_port: one(integer(49152, 65535)),
    disc: one(integer()),
    logical_port: one(string()),
    dst_ip: one(string()),
    min_tx: one(integer()),
    min_rx: one(integer()),
    detect_mult: one(integer()),
    status: one(oneOf('down', 'init', 'up', 'admin_down')),
    external_ids: map(string(), string()),
    options: map(string(), string()),
  },
  { isRoot: true, indexes: [['logical_port', 'dst_ip', 'src_port', 'disc']] },
);

export type BfdRow = Row<typeof BFD>;
