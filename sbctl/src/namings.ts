/** How rows of the southbound tables may be named on command lines, besides by uuid (ovn-sbctl --help). */
import type { RowNaming, RowNamings } from '#ctl';

const byName: readonly RowNaming[] = [{ by: 'name' }];
const byPort: readonly RowNaming[] = [{ by: 'logical_port' }];

export const namings: RowNamings = {
  Address_Set: byName,
  Chassis: byName,
  Chassis_Private: byName,
  Chassis_Template_Var: [{ by: 'chassis' }],
  Connection: [{ by: 'target' }],
  DHCP_Options: byName,
  DHCPv6_Options: byName,
  Datapath_Binding: [
    { by: 'external_ids', key: 'name' },
    { by: 'external_ids', key: 'name2' },
    { by: 'external_ids', key: 'logical-switch' },
    { by: 'external_ids', key: 'logical-router' },
  ],
  Gateway_Chassis: byName,
  HA_Chassis_Group: byName,
  Load_Balancer: byName,
  MAC_Binding: byPort,
  Meter: byName,
  Mirror: byName,
  Port_Binding: [{ by: 'logical_port' }, { by: 'external_ids', key: 'name' }],
  Port_Group: byName,
  RBAC_Permission: [{ by: 'table' }],
  RBAC_Role: byName,
  SB_Global: [{ by: '.' }],
  SSL: [{ by: '.' }],
  Service_Monitor: byPort,
};
