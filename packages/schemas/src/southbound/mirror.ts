import { integer, oneOf, string } from '../base.js';
import { map, one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: packets of ports that name it are copied to a sink. See ovn-sb(5). */
export const Mirror = table(
  'Mirror',
  {
    name: one(string()),
    filter: one(oneOf('from-lport', 'to-lport')),
    sink: one(string()),
    type: one(oneOf('gre', 'erspan')),
    index: one(integer()),
    external_ids: map(string(), string()),
  },
  { isRoot: true, indexes: [['name']] },
);

export type MirrorRow = Row<typeof Mirror>;
