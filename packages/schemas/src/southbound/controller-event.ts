import { integer, oneOf, reference, string } from '../base.js';
import { map, one, optional } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a controller saw something that the cloud manager should act on. See ovn-sb(5). */
export const Controller_Event = table(
  'Controller_Event',
  {
    event_type: one(oneOf('empty_lb_backends')),
    event_info: map(string(), string()),
    chassis: optional(reference('Chassis', 'weak')),
    seq_num: one(integer()),
  },
  { isRoot: true },
);

export type ControllerEventRow = Row<typeof Controller_Event>;
