import { reference, string } from '../base.js';
import { map, nonEmptySet } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: datapaths that it names answer these names. See ovn-sb(5). */
export const DNS = table(
  'DNS',
  {
    records: map(string(), string()),
    datapaths: nonEmptySet(reference('Datapath_Binding')),
    external_ids: map(string(), string()),
  },
  { isRoot: true },
);

export type DnsRow = Row<typeof DNS>;
