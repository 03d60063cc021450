/** The OVN_Southbound database, one file a table. */
import { database } from '../database.js';
import { Address_Set } from './address-set.js';
import { BFD } from './bfd.js';
import { Chassis } from './chassis.js';
import { Chassis_Private } from './chassis-private.js';
import { Chassis_Template_Var } from './chassis-template-var.js';
import { Connection } from './connection.js';
import { Controller_Event } from './controller-event.js';
import { Datapath_Binding } from './datapath-binding.js';
import { DHCP_Options } from './dhcp-options.js';
import { DHCPv6_Options } from './dhcpv6-options.js';
import { DNS } from './dns.js';
import { Encap } from './encap.js';
import { FDB } from './fdb.js';
import { Gateway_Chassis } from './gateway-chassis.js';
import { HA_Chassis } from './ha-chassis.js';
import { HA_Chassis_Group } from './ha-chassis-group.js';
import { IGMP_Group } from './igmp-group.js';
import { IP_Multicast } from './ip-multicast.js';
import { Load_Balancer } from './load-balancer.js';
import { Logical_DP_Group } from './logical-dp-group.js';
import { Logical_Flow } from './logical-flow.js';
import { MAC_Binding } from './mac-binding.js';
import { Meter } from './meter.js';
import { Meter_Band } from './meter-band.js';
import { Mirror } from './mirror.js';
import { Multicast_Group } from './multicast-group.js';
import { Port_Binding } from './port-binding.js';
import { Port_Group } from './port-group.js';
import { RBAC_Permission } from './rbac-permission.js';
import { RBAC_Role } from './rbac-role.js';
import { SB_Global } from './sb-global.js';
import { Service_Monitor } from './service-monitor.js';
import { SSL } from './ssl.js';
import { Static_MAC_Binding } from './static-mac-binding.js';

export * from './address-set.js';
export * from './bfd.js';
export * from './chassis.js';
export * from './chassis-private.js';
export * from './chassis-template-var.js';
export * from './connection.js';
export * from './controller-event.js';
export * from './datapath-binding.js';
export * from './dhcp-options.js';
export * from './dhcpv6-options.js';
export * from './dns.js';
export * from './encap.js';
export * from './fdb.js';
export * from './gateway-chassis.js';
export * from './ha-chassis.js';
export * from './ha-chassis-group.js';
export * from './igmp-group.js';
export * from './ip-multicast.js';
export * from './load-balancer.js';
export * from './logical-dp-group.js';
export * from './logical-flow.js';
export * from './mac-binding.js';
export * from './meter.js';
export * from './meter-band.js';
export * from './mirror.js';
export * from './multicast-group.js';
export * from './port-binding.js';
export * from './port-group.js';
export * from './rbac-permission.js';
export * from './rbac-role.js';
export * from './sb-global.js';
export * from './service-monitor.js';
export * from './ssl.js';
export * from './static-mac-binding.js';

export const southbound = database('OVN_Southbound', '20.27.0', '4078371916 30328', {
  SB_Global,
  Chassis,
  Chassis_Private,
  Encap,
  Address_Set,
  Port_Group,
  Logical_Flow,
  Logical_DP_Group,
  Multicast_Group,
  Mirror,
  Meter,
  Meter_Band,
  Datapath_Binding,
  Port_Binding,
  MAC_Binding,
  DHCP_Options,
  DHCPv6_Options,
  Connection,
  SSL,
  DNS,
  RBAC_Role,
  RBAC_Permission,
  Gateway_Chassis,
  HA_Chassis,
  HA_Chassis_Group,
  Controller_Event,
  IP_Multicast,
  IGMP_Group,
  Service_Monitor,
  Load_Balancer,
  BFD,
  FDB,
  Static_MAC_Binding,
  Chassis_Template_Var,
});
