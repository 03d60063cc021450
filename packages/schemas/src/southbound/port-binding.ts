import { boolean, integer, reference, string } from '../base.js';
import { map, one, optional, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a logical port has this tunnel key and is bound here. See ovn-sb(5). */
export const Port_Binding = table(
  'Port_Binding',
  {
    logical_port: one(string()),
    type: one(string()),
    gateway_chassis: set(reference('Gateway_Chassis')),
    ha_chassis_group: optional(reference('HA_Chassis_Group')),
    options: map(string(), string()),
    datapath: one(reference('Datapath_Binding')),
    tunnel_key: one(integer(1, 32767)),
    parent_port: optional(string()),
    tag: optional(integer(1, 4095)),
    virtual_parent: optional(string()),
    chassis: optional(reference('Chassis', 'weak')),
    additional_chassis: set(reference('Chassis', 'weak')),
    encap: optional(reference('Encap', 'weak')),
    additional_encap: set(reference('Encap', 'weak')),
    mirror_rules: set(reference('Mirror', 'weak')),
    mac: set(string()),
    port_security: set(string()),
    nat_addresses: set(string()),
    up: optional(boolean()),
    external_ids: map(string(), string()),
    requested_chassis: optional(reference('Chassis', 'weak')),
    requested_additional_chassis: set(reference('Chassis', 'weak')),
  },
  { isRoot: true, indexes: [['datapath', 'tunnel_key'], ['logical_port']] },
);

export type PortBindingRow = Row<typeof Port_Binding>;
