import { integer, oneOf, string } from '../base.js';
import { map, one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: packets that match are marked or limited in rate. See ovn-nb(5). */
export const QoS = table('QoS', {
  priority: one(integer(0, 32767)),
  direction: one(oneOf('from-lport', 'to-lport')),
  match: one(string()),
  action: map(oneOf('dscp'), integer(0, 63)),
  bandwidth: map(oneOf('rate', 'burst'), integer(1, 4294967295)),
  external_ids: map(string(), string()),
});

export type QosRow = Row<typeof QoS>;
