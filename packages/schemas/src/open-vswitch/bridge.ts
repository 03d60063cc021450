import { boolean, integer, oneOf, reference, string } from '../base.js';
import { boundedSet, ephemeral, immutable, map, one, optional, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: there is a switch. See ovs-vswitchd.conf.db(5). */
export const Bridge = table(
  'Bridge',
  {
    name: immutable(one(string())),
    datapath_type: one(string()),
    datapath_version: one(string()),
    datapath_id: ephemeral(optional(string())),
    stp_enable: one(boolean()),
    rstp_enable: one(boolean()),
    mcast_snooping_enable: one(boolean()),
    ports: set(reference('Port')),
    mirrors: set(reference('Mirror')),
    netflow: optional(reference('NetFlow')),
    sflow: optional(reference('sFlow')),
    ipfix: optional(reference('IPFIX')),
    controller: set(reference('Controller')),
    protocols: set(oneOf('OpenFlow10', 'OpenFlow11', 'OpenFlow12', 'OpenFlow13', 'OpenFlow14', 'OpenFlow15')),
    fail_mode: optional(oneOf('standalone', 'secure')),
    status: ephemeral(map(string(), string())),
    rstp_status: ephemeral(map(string(), string())),
    other_config: map(string(), string()),
    external_ids: map(string(), string()),
    flood_vlans: boundedSet(integer(0, 4095), 4096),
    flow_tables: map(integer(0, 254), reference('Flow_Table')),
    auto_attach: optional(reference('AutoAttach')),
  },
  { indexes: [['name']] },
);

export type BridgeRow = Row<typeof Bridge>;
