import { boolean, integer, oneOf, reference, string } from '../base.js';
import { boundedSet, ephemeral, immutable, map, nonEmptySet, one, optional } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a bridge has a port, of one interface or of several that are bonded. See ovs-vswitchd.conf.db(5). */
export const Port = table(
  'Port',
  {
    name: immutable(one(string())),
    interfaces: nonEmptySet(reference('Interface')),
    trunks: boundedSet(integer(0, 4095), 4096),
    cvlans: boundedSet(integer(0, 4095), 4096),
    tag: optional(integer(0, 4095)),
    vlan_mode: optional(oneOf('trunk', 'access', 'native-tagged', 'native-untagged', 'dot1q-tunnel')),
    qos: optional(reference('QoS')),
    mac: optional(string()),
    bond_mode: optional(oneOf('balance-tcp', 'balance-slb', 'active-backup')),
    lacp: optional(oneOf('active', 'passive', 'off')),
    bond_updelay: one(integer()),
    bond_downdelay: one(integer()),
    bond_active_slave: optional(string()),
    bond_fake_iface: one(boolean()),
    fake_bridge: one(boolean()),
    status: ephemeral(map(string(), string())),
    rstp_status: ephemeral(map(string(), string())),
    rstp_statistics: ephemeral(map(string(), integer())),
    statistics: ephemeral(map(string(), integer())),
    protected: one(boolean()),
    other_config: map(string(), string()),
    external_ids: map(string(), string()),
  },
  { indexes: [['name']] },
);

export type PortRow = Row<typeof Port>;
