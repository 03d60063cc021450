import type { TableRef } from '#incremental';
import * as local from '#schemas/open-vswitch';
import * as southbound from '#schemas/southbound';
import { ConjunctionId, GroupId, Installed, MeterId, Progress, Self, Zone } from './state.js';

/** What is monitored of the host's Open_vSwitch database, and read by the compiler. */
export const localTables = [local.Open_vSwitch, local.Bridge, local.Port, local.Interface, local.Datapath] as const;

/** What is monitored of the southbound database, and read by the compiler. */
export const southboundTables = [
  southbound.SB_Global,
  southbound.Chassis,
  southbound.Chassis_Private,
  southbound.Encap,
  southbound.Address_Set,
  southbound.Chassis_Template_Var,
  southbound.Port_Group,
  southbound.Logical_Flow,
  southbound.Logical_DP_Group,
  southbound.Multicast_Group,
  southbound.Meter,
  southbound.Meter_Band,
  southbound.Datapath_Binding,
  southbound.Port_Binding,
  southbound.MAC_Binding,
  southbound.Static_MAC_Binding,
  southbound.DHCP_Options,
  southbound.DHCPv6_Options,
  southbound.HA_Chassis_Group,
  southbound.HA_Chassis,
  southbound.FDB,
] as const;

/** All input tables of the engine. */
export const inputTables: readonly TableRef[] = [
  Self,
  Progress,
  Installed,
  ...localTables,
  ...southboundTables,
  Zone,
  GroupId,
  MeterId,
  ConjunctionId,
];
