import { integer, string } from '../base.js';
import { map, one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a bridge joins a shortest-path-bridging network. See ovs-vswitchd.conf.db(5). */
export const AutoAttach = table('AutoAttach', {
  system_name: one(string()),
  system_description: one(string()),
  mappings: map(integer(0, 16777215), integer(0, 4095)),
});

export type AutoAttachRow = Row<typeof AutoAttach>;
