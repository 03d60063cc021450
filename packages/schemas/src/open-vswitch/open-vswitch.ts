import { boolean, integer, reference, string } from '../base.js';
import { ephemeral, map, one, optional, set } from '../column.js';
import { type Row, table } from '../table.js';

/** The one row of the switch's configuration and state. See ovs-vswitchd.conf.db(5). */
export const Open_vSwitch = table(
  'Open_vSwitch',
  {
    datapaths: map(string(), reference('Datapath')),
    bridges: set(reference('Bridge')),
    manager_options: set(reference('Manager')),
    ssl: optional(reference('SSL')),
    other_config: map(string(), string()),
    external_ids: map(string(), string()),
    next_cfg: one(integer()),
    cur_cfg: one(integer()),
    statistics: ephemeral(map(string(), string())),
    ovs_version: optional(string()),
    db_version: optional(string()),
    system_type: optional(string()),
    system_version: optional(string()),
    datapath_types: set(string()),
    iface_types: set(string()),
    dpdk_initialized: one(boolean()),
    dpdk_version: optional(string()),
  },
  { isRoot: true, maxRows: 1 },
);

export type OpenVswitchRow = Row<typeof Open_vSwitch>;
