/** Logical routers: `lr-add`, `lr-del`, `lr-list`. */
import { Logical_Router } from '#schemas/northbound';
import { routerIfAny } from '../named-row.js';
import { datapathCommands } from './datapath.js';

export const routerCommands = datapathCommands({
  table: Logical_Router,
  prefix: 'lr',
  noun: 'router',
  nouns: 'routers',
  all: (draft) => draft.rows(Logical_Router),
  find: routerIfAny,
  insert: (draft, columns) => draft.insert(Logical_Router, columns),
  remove: (draft, row) => draft.delete(Logical_Router, row._uuid),
});
