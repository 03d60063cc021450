import { oneOf, reference, string } from '../base.js';
import { map, one, optional } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a router translates these addresses. See ovn-nb(5). */
export const NAT = table('NAT', {
  external_ip: one(string()),
  external_mac: optional(string()),
  external_port_range: one(string()),
  logical_ip: one(string()),
  logical_port: optional(string()),
  type: one(oneOf('dnat', 'snat', 'dnat_and_snat')),
  allowed_ext_ips: optional(reference('Address_Set')),
  exempted_ext_ips: optional(reference('Address_Set')),
  gateway_port: optional(reference('Logical_Router_Port', 'weak')),
  options: map(string(), string()),
  external_ids: map(string(), string()),
});

export type NatRow = Row<typeof NAT>;
