import { reference, string } from '../base.js';
import { map, optional } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a connection-tracking zone has a timeout policy. See ovs-vswitchd.conf.db(5). */
export const CT_Zone = table('CT_Zone', {
  timeout_policy: optional(reference('CT_Timeout_Policy')),
  external_ids: map(string(), string()),
});

export type CtZoneRow = Row<typeof CT_Zone>;
