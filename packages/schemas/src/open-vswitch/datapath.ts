import { integer, reference, string } from '../base.js';
import { map, one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: there is a datapath of this type, with these capabilities. See ovs-vswitchd.conf.db(5). */
export const Datapath = table('Datapath', {
  datapath_version: one(string()),
  ct_zones: map(integer(0, 65535), reference('CT_Zone')),
  capabilities: map(string(), string()),
  external_ids: map(string(), string()),
});

export type DatapathRow = Row<typeof Datapath>;
