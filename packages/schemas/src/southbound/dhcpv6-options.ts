import { integer, oneOf, string } from '../base.js';
import { one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: the built-in DHCPv6 server knows this option. See ovn-sb(5). */
export const DHCPv6_Options = table(
  'DHCPv6_Options',
  {
    name: one(string()),
    code: one(integer(0, 254)),
    type: one(oneOf('ipv6', 'str', 'mac')),
  },
  { isRoot: true },
);

export type Dhcpv6OptionsRow = Row<typeof DHCPv6_Options>;
