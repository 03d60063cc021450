/** How rows of the northbound tables may be named on command lines, besides by uuid (ovn-nbctl --help). */
import type { RowNaming, RowNamings } from '#ctl';

const byName: readonly RowNaming[] = [{ by: 'name' }];

const dhcpOptionsVia = (reference: string): readonly RowNaming[] => [
  { via: reference, of: 'Logical_Switch_Port', matching: 'name' },
  { via: reference, of: 'Logical_Switch_Port', matching: 'external_ids', key: 'neutron:port_name' },
];

export const namings: RowNamings = {
  ACL: byName,
  Address_Set: byName,
  Chassis_Template_Var: [{ by: 'chassis' }],
  Connection: [{ by: 'target' }],
  DHCP_Options: [...dhcpOptionsVia('dhcpv4_options'), ...dhcpOptionsVia('dhcpv6_options')],
  Forwarding_Group: byName,
  HA_Chassis: [{ by: 'chassis_name' }],
  HA_Chassis_Group: byName,
  Load_Balancer: byName,
  Load_Balancer_Group: byName,
  Load_Balancer_Health_Check: [{ by: 'vip' }],
  Logical_Router: [{ by: 'name' }, { by: 'external_ids', key: 'neutron:router_name' }],
  Logical_Router_Port: byName,
  Logical_Switch: [{ by: 'name' }, { by: 'external_ids', key: 'neutron:network_name' }],
  Logical_Switch_Port: [{ by: 'name' }, { by: 'external_ids', key: 'neutron:port_name' }],
  Meter: byName,
  NAT: [{ by: 'external_ip' }],
  NB_Global: [{ by: '.' }],
  Port_Group: byName,
  SSL: [{ by: '.' }],
};
