import { oneOf, reference, string } from '../base.js';
import { nonEmptySet, one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: there is a meter that actions may name. See ovn-sb(5). */
export const Meter = table(
  'Meter',
  {
    name: one(string()),
    unit: one(oneOf('kbps', 'pktps')),
    bands: nonEmptySet(reference('Meter_Band')),
  },
  { isRoot: true, indexes: [['name']] },
);

export type MeterRow = Row<typeof Meter>;
