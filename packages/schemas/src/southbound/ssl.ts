import { boolean, string } from '../base.js';
import { map, one } from '../column.js';
import { type Row, table } from '../table.js';

/** The one row of keys and certificates. See ovn-sb(5). */
export const SSL = table(
  'SSL',
  {
    private_key: one(string()),
    certificate: one(string()),
    ca_cert: one(string()),
    bootstrap_ca_cert: one(boolean()),
    ssl_protocols: one(string()),
    ssl_ciphers: one(string()),
    external_ids: map(string(), string()),
  },
  { maxRows: 1 },
);

export type SslRow = Row<typeof SSL>;
