/** Rows that are the same for every network: who may write what (RBAC), and the DHCP options that can be given. */
import {
  DHCP_Options,
  DHCPv6_Options,
  type DhcpOptionsRow,
  type Dhcpv6OptionsRow,
  RBAC_Permission,
  RBAC_Role,
} from '#schemas/southbound';
import type { Mapping } from './table-sync.js';

/** What clients of the role may do to one table. */
export interface Permission {
  readonly table: string;
  /** Columns of which one must be the client's name; an empty string stands for any client. */
  readonly authorization: readonly string[];
  readonly insert_delete: boolean;
  readonly update: readonly string[];
}

/** The role of controllers. */
export const CONTROLLER_ROLE = 'ovn-controller';

/** What a controller that identifies itself by its certificate may do (ovn-sb(5), RBAC_Permission). */
export const permissions: readonly Permission[] = [
  { table: 'BFD', authorization: [''], insert_delete: false, update: ['status'] },
  {
    table: 'Chassis',
    authorization: ['name'],
    insert_delete: true,
    update: ['encaps', 'external_ids', 'nb_cfg', 'other_config', 'transport_zones', 'vtep_logical_switches'],
  },
  {
    table: 'Chassis_Private',
    authorization: ['name'],
    insert_delete: true,
    update: ['chassis', 'external_ids', 'nb_cfg', 'nb_cfg_timestamp'],
  },
  {
    table: 'Controller_Event',
    authorization: [''],
    insert_delete: true,
    update: ['chassis', 'event_info', 'event_type', 'seq_num'],
  },
  { table: 'Encap', authorization: ['chassis_name'], insert_delete: true, update: ['ip', 'options', 'type'] },
  { table: 'FDB', authorization: [''], insert_delete: true, update: ['dp_key', 'mac', 'port_key'] },
  {
    table: 'IGMP_Group',
    authorization: [''],
    insert_delete: true,
    update: ['address', 'chassis', 'datapath', 'ports'],
  },
  {
    table: 'MAC_Binding',
    authorization: [''],
    insert_delete: true,
    update: ['datapath', 'ip', 'logical_port', 'mac', 'timestamp'],
  },
  {
    table: 'Port_Binding',
    authorization: [''],
    insert_delete: false,
    update: ['additional_chassis', 'additional_encap', 'chassis', 'encap', 'options', 'up', 'virtual_parent'],
  },
  { table: 'Service_Monitor', authorization: [''], insert_delete: false, update: ['status'] },
];

/** An option of a DHCP server: its code, its name in NB rows, the type of its value. */
type Option<Type> = readonly [code: number, name: string, type: Type];

/** DHCPv4 options by code (RFC 2132 and others), as ovn-nb(5) names them. */
export const dhcpOptions: readonly Option<DhcpOptionsRow['type']>[] = [
  [0, 'offerip', 'ipv4'],
  [1, 'netmask', 'ipv4'],
  [3, 'router', 'ipv4'],
  [6, 'dns_server', 'ipv4'],
  [7, 'log_server', 'ipv4'],
  [9, 'lpr_server', 'ipv4'],
  [12, 'hostname', 'str'],
  [15, 'domain_name', 'str'],
  [16, 'swap_server', 'ipv4'],
  [19, 'ip_forward_enable', 'bool'],
  [21, 'policy_filter', 'ipv4'],
  [23, 'default_ttl', 'uint8'],
  [26, 'mtu', 'uint16'],
  [28, 'broadcast_address', 'ipv4'],
  [31, 'router_discovery', 'bool'],
  [32, 'router_solicitation', 'ipv4'],
  [35, 'arp_cache_timeout', 'uint32'],
  [36, 'ethernet_encap', 'bool'],
  [37, 'tcp_ttl', 'uint8'],
  [38, 'tcp_keepalive_interval', 'uint32'],
  [41, 'nis_server', 'ipv4'],
  [42, 'ntp_server', 'ipv4'],
  [44, 'netbios_name_server', 'ipv4'],
  [46, 'netbios_node_type', 'uint8'],
  [51, 'lease_time', 'uint32'],
  [54, 'server_id', 'ipv4'],
  [58, 'T1', 'uint32'],
  [59, 'T2', 'uint32'],
  [66, 'tftp_server', 'host_id'],
  [67, 'bootfile_name', 'str'],
  [119, 'domain_search_list', 'domains'],
  [121, 'classless_static_route', 'static_routes'],
  [150, 'tftp_server_address', 'ipv4'],
  [210, 'path_prefix', 'str'],
  [249, 'ms_classless_static_route', 'static_routes'],
  [252, 'wpad', 'str'],
  [253, 'next_server', 'ipv4'],
  [254, 'bootfile_name_alt', 'str'],
];

/** DHCPv6 options by code (RFC 8415, RFC 3646). */
export const dhcp6Options: readonly Option<Dhcpv6OptionsRow['type']>[] = [
  [2, 'server_id', 'mac'],
  [5, 'ia_addr', 'ipv6'],
  [23, 'dns_server', 'ipv6'],
  [24, 'domain_search', 'str'],
];

export const dhcpMapping: Mapping<typeof DHCP_Options, (typeof dhcpOptions)[number]> = {
  table: DHCP_Options,
  identityOf: (row) => `${row.code} ${row.name} ${row.type}`,
  columns: ([code, name, type]) => ({ code, name, type }),
};

export const dhcp6Mapping: Mapping<typeof DHCPv6_Options, (typeof dhcp6Options)[number]> = {
  table: DHCPv6_Options,
  identityOf: (row) => `${row.code} ${row.name} ${row.type}`,
  columns: ([code, name, type]) => ({ code, name, type }),
};

export const permissionMapping: Mapping<typeof RBAC_Permission, Permission> = {
  table: RBAC_Permission,
  identityOf: (row) => row.table,
  columns: (permission) => permission,
};

/** The role's row refers to the permissions by table. Other roles are not northd's, but nobody else makes any. */
export const roleMapping: Mapping<typeof RBAC_Role, readonly Permission[]> = {
  table: RBAC_Role,
  identityOf: (row) => row.name,
  columns: (wanted, links) => {
    const entries = wanted.flatMap(({ table }) => {
      const row = links.permission(table);
      return row === undefined ? [] : [[table, row] as const];
    });
    return { name: CONTROLLER_ROLE, permissions: new Map(entries) };
  },
};
