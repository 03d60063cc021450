import { boolean, string } from '../base.js';
import { map, one } from '../column.js';
import { type Row, table } from '../table.js';

/** The one row of keys and certificates. See ovs-vswitchd.conf.db(5). */
export const SSL = table(
  'SSL',
  {
    private_key: one(string()),
    certificate: one(string()),
    ca_cert: one(string()),
    bootstrap_ca_cert: one(boolean()),
    external_ids: map(string(), string()),
  },
  { maxRows: 1 },
);

export type SslRow = Row<typeof SSL>;
