import { string } from '../base.js';
import { map, one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: ports that name it get these options from the built-in DHCP server. See ovn-nb(5). */
export const DHCP_Options = table(
  'DHCP_Options',
  {
    cidr: one(string()),
    options: map(string(), string()),
    external_ids: map(string(), string()),
  },
  { isRoot: true },
);

export type DhcpOptionsRow = Row<typeof DHCP_Options>;
