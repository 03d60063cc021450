import { boolean, reference, string } from '../base.js';
import { map, nonEmptySet, one, optional, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a logical router has a port with these addresses. See ovn-nb(5). */
export const Logical_Router_Port = table(
  'Logical_Router_Port',
  {
    name: one(string()),
    gateway_chassis: set(reference('Gateway_Chassis')),
    ha_chassis_group: optional(reference('HA_Chassis_Group')),
    options: map(string(), string()),
    networks: nonEmptySet(string()),
    mac: one(string()),
    peer: optional(string()),
    enabled: optional(boolean()),
    ipv6_ra_configs: map(string(), string()),
    ipv6_prefix: set(string()),
    external_ids: map(string(), string()),
  },
  { indexes: [['name']] },
);

export type LogicalRouterPortRow = Row<typeof Logical_Router_Port>;
