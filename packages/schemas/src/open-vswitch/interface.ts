import { boolean, integer, oneOf, string } from '../base.js';
import { ephemeral, immutable, map, one, optional, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a port has this network device, tunnel or patch. See ovs-vswitchd.conf.db(5). */
export const Interface = table(
  'Interface',
  {
    name: immutable(one(string())),
    type: one(string()),
    options: map(string(), string()),
    ingress_policing_rate: one(integer(0)),
    ingress_policing_burst: one(integer(0)),
    ingress_policing_kpkts_rate: one(integer(0)),
    ingress_policing_kpkts_burst: one(integer(0)),
    mac_in_use: ephemeral(optional(string())),
    mac: optional(string()),
    ifindex: ephemeral(optional(integer(0, 4294967295))),
    external_ids: map(string(), string()),
    ofport: optional(integer()),
    ofport_request: optional(integer(1, 65279)),
    bfd: map(string(), string()),
    bfd_status: ephemeral(map(string(), string())),
    cfm_mpid: optional(integer()),
    cfm_remote_mpids: ephemeral(set(integer())),
    cfm_flap_count: optional(integer()),
    cfm_fault: ephemeral(optional(boolean())),
    cfm_fault_status: ephemeral(set(string())),
    cfm_remote_opstate: ephemeral(optional(oneOf('up', 'down'))),
    cfm_health: ephemeral(optional(integer(0, 100))),
    lacp_current: ephemeral(optional(boolean())),
    lldp: map(string(), string()),
    other_config: map(string(), string()),
    statistics: ephemeral(map(string(), integer())),
    status: ephemeral(map(string(), string())),
    admin_state: ephemeral(optional(oneOf('up', 'down'))),
    link_state: ephemeral(optional(oneOf('up', 'down'))),
    link_resets: ephemeral(optional(integer())),
    link_speed: ephemeral(optional(integer())),
    duplex: ephemeral(optional(oneOf('half', 'full'))),
    mtu: ephemeral(optional(integer())),
    mtu_request: optional(integer(1)),
    error: optional(string()),
  },
  { indexes: [['name']] },
);

export type InterfaceRow = Row<typeof Interface>;
