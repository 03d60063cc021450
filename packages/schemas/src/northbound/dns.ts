import { string } from '../base.js';
import { map } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: switches that name it answer these names. See ovn-nb(5). */
export const DNS = table(
  'DNS',
  {
    records: map(string(), string()),
    external_ids: map(string(), string()),
  },
  { isRoot: true },
);

export type DnsRow = Row<typeof DNS>;
