import { boolean, integer, reference, string } from '../base.js';
import { boundedSet, ephemeral, map, one, optional, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: packets of a bridge are copied. See ovs-vswitchd.conf.db(5). */
export const Mirror = table('Mirror', {
  name: one(string()),
  select_all: one(boolean()),
  select_src_port: set(reference('Port', 'weak')),
  select_dst_port: set(reference('Port', 'weak')),
  select_vlan: boundedSet(integer(0, 4095), 4096),
  output_port: optional(reference('Port', 'weak')),
  output_vlan: optional(integer(1, 4095)),
  snaplen: optional(integer(14, 65535)),
  statistics: ephemeral(map(string(), integer())),
  external_ids: map(string(), string()),
});

export type MirrorRow = Row<typeof Mirror>;
