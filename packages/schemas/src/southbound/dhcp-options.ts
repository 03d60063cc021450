import { integer, oneOf, string } from '../base.js';
import { one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: the built-in DHCPv4 server knows this option. See ovn-sb(5). */
export const DHCP_Options = table(
  'DHCP_Options',
  {
    name: one(string()),
    code: one(integer(0, 254)),
    type: one(oneOf('bool', 'uint8', 'uint16', 'uint32', 'ipv4', 'static_routes', 'str', 'host_id', 'domains')),
  },
  { isRoot: true },
);

export type DhcpOptionsRow = Row<typeof DHCP_Options>;
