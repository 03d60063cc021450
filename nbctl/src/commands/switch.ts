/** Logical switches: `ls-add`, `ls-del`, `ls-list`. */
import { Logical_Switch } from '#schemas/northbound';
import { switchIfAny } from '../named-row.js';
import { datapathCommands } from './datapath.js';

export const switchCommands = datapathCommands({
  table: Logical_Switch,
  prefix: 'ls',
  noun: 'switch',
  nouns: 'switches',
  all: (draft) => draft.rows(Logical_Switch),
  find: switchIfAny,
  insert: (draft, columns) => draft.insert(Logical_Switch, columns),
  remove: (draft, row) => draft.delete(Logical_Switch, row._uuid),
});
