import { reference, string } from '../base.js';
import { map, one, optional, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: there is a logical L2 switch. See ovn-nb(5). */
export const Logical_Switch = table(
  'Logical_Switch',
  {
    name: one(string()),
    ports: set(reference('Logical_Switch_Port')),
    acls: set(reference('ACL')),
    qos_rules: set(reference('QoS')),
    load_balancer: set(reference('Load_Balancer', 'weak')),
    load_balancer_group: set(reference('Load_Balancer_Group')),
    dns_records: set(reference('DNS', 'weak')),
    copp: optional(reference('Copp', 'weak')),
    other_config: map(string(), string()),
    external_ids: map(string(), string()),
    forwarding_groups: set(reference('Forwarding_Group')),
  },
  { isRoot: true },
);

export type LogicalSwitchRow = Row<typeof Logical_Switch>;
