import { boolean, integer, reference, string } from '../base.js';
import { map, one, optional, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a logical switch has a port, for a VM or for something else that `type` names. See ovn-nb(5). */
export const Logical_Switch_Port = table(
  'Logical_Switch_Port',
  {
    name: one(string()),
    type: one(string()),
    options: map(string(), string()),
    parent_name: optional(string()),
    tag_request: optional(integer(0, 4095)),
    tag: optional(integer(1, 4095)),
    addresses: set(string()),
    dynamic_addresses: optional(string()),
    port_security: set(string()),
    up: optional(boolean()),
    enabled: optional(boolean()),
    dhcpv4_options: optional(reference('DHCP_Options', 'weak')),
    dhcpv6_options: optional(reference('DHCP_Options', 'weak')),
    mirror_rules: set(reference('Mirror', 'weak')),
    ha_chassis_group: optional(reference('HA_Chassis_Group')),
    external_ids: map(string(), string()),
  },
  { indexes: [['name']] },
);

export type LogicalSwitchPortRow = Row<typeof Logical_Switch_Port>;
