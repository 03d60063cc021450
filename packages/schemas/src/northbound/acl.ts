import { boolean, integer, oneOf, string } from '../base.js';
import { map, one, optional } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: packets that match get this verdict, by priority and direction. See ovn-nb(5). */
export const ACL = table('ACL', {
  name: optional(string({ maxLength: 63 })),
  priority: one(integer(0, 32767)),
  direction: one(oneOf('from-lport', 'to-lport')),
  match: one(string()),
  action: one(oneOf('allow', 'allow-related', 'allow-stateless', 'drop', 'reject')),
  log: one(boolean()),
  severity: optional(oneOf('alert', 'warning', 'notice', 'info', 'debug')),
  meter: optional(string()),
  label: one(integer(0, 4294967295)),
  options: map(string(), string()),
  external_ids: map(string(), string()),
});

export type AclRow = Row<typeof ACL>;
