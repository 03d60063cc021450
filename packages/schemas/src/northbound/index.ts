/** The OVN_Northbound database, one file a table. */
import { database } from '../database.js';
import { ACL } from './acl.js';
import { Address_Set } from './address-set.js';
import { BFD } from './bfd.js';
import { Chassis_Template_Var } from './chassis-template-var.js';
import { Connection } from './connection.js';
import { Copp } from './copp.js';
import { DHCP_Options } from './dhcp-options.js';
import { DNS } from './dns.js';
import { Forwarding_Group } from './forwarding-group.js';
import { Gateway_Chassis } from './gateway-chassis.js';
import { HA_Chassis } from './ha-chassis.js';
import { HA_Chassis_Group } from './ha-chassis-group.js';
import { Load_Balancer } from './load-balancer.js';
import { Load_Balancer_Group } from './load-balancer-group.js';
import { Load_Balancer_Health_Check } from './load-balancer-health-check.js';
import { Logical_Router } from './logical-router.js';
import { Logical_Router_Policy } from './logical-router-policy.js';
import { Logical_Router_Port } from './logical-router-port.js';
import { Logical_Router_Static_Route } from './logical-router-static-route.js';
import { Logical_Switch } from './logical-switch.js';
import { Logical_Switch_Port } from './logical-switch-port.js';
import { Meter } from './meter.js';
import { Meter_Band } from './meter-band.js';
import { Mirror } from './mirror.js';
import { NAT } from './nat.js';
import { NB_Global } from './nb-global.js';
import { Port_Group } from './port-group.js';
import { QoS } from './qos.js';
import { SSL } from './ssl.js';
import { Static_MAC_Binding } from './static-mac-binding.js';

export * from './acl.js';
export * from './address-set.js';
export * from './bfd.js';
export * from './chassis-template-var.js';
export * from './connection.js';
export * from './copp.js';
export * from './dhcp-options.js';
export * from './dns.js';
export * from './forwarding-group.js';
export * from './gateway-chassis.js';
export * from './ha-chassis.js';
export * from './ha-chassis-group.js';
export * from './load-balancer.js';
export * from './load-balancer-group.js';
export * from './load-balancer-health-check.js';
export * from './logical-router.js';
export * from './logical-router-policy.js';
export * from './logical-router-port.js';
export * from './logical-router-static-route.js';
export * from './logical-switch.js';
export * from './logical-switch-port.js';
export * from './meter.js';
export * from './meter-band.js';
export * from './mirror.js';
export * from './nat.js';
export * from './nb-global.js';
export * from './port-group.js';
export * from './qos.js';
export * from './ssl.js';
export * from './static-mac-binding.js';

export const northbound = database('OVN_Northbound', '7.0.0', '94023179 33468', {
  NB_Global,
  Copp,
  Logical_Switch,
  Logical_Switch_Port,
  Forwarding_Group,
  Address_Set,
  Port_Group,
  Load_Balancer,
  Load_Balancer_Group,
  Load_Balancer_Health_Check,
  ACL,
  QoS,
  Mirror,
  Meter,
  Meter_Band,
  Logical_Router,
  Logical_Router_Port,
  Logical_Router_Static_Route,
  Logical_Router_Policy,
  NAT,
  DHCP_Options,
  Connection,
  DNS,
  SSL,
  Gateway_Chassis,
  HA_Chassis,
  HA_Chassis_Group,
  BFD,
  Static_MAC_Binding,
  Chassis_Template_Var,
});
