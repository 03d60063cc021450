import { integer, oneOf, string } from '../base.js';
import { map, one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: above this rate a meter does this. See ovn-nb(5). */
export const Meter_Band = table('Meter_Band', {
  action: one(oneOf('drop')),
  rate: one(integer(1, 4294967295)),
  burst_size: one(integer(0, 4294967295)),
  external_ids: map(string(), string()),
});

export type MeterBandRow = Row<typeof Meter_Band>;
