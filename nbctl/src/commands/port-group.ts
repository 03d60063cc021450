/** Port groups: `pg-add`, `pg-set-ports`, `pg-del`. */
import { always, argument, type Command, type Draft } from '#ctl';
import { Logical_Switch_Port, Port_Group } from '#schemas/northbound';
import { notFound, switchPortNamed } from '../named-row.js';
import { portGroupIfAny } from '../port-group.js';

const many = Number.POSITIVE_INFINITY;
const needs = always([Port_Group, 'name'], [Logical_Switch_Port, 'name']);

const portsNamed = (draft: Draft, names: readonly string[]) => [
  ...new Set(names.map((name) => switchPortNamed(draft, name)._uuid)),
];

export const portGroupCommands: readonly Command[] = [
  {
    name: 'pg-add',
    usage: 'GROUP [PORT]...',
    summary: 'creates port group GROUP of these ports.',
    minArguments: 1,
    maxArguments: many,
    options: [],
    needs,
    run(call, { draft }) {
      const [name = '', ...ports] = call.arguments;
      draft.insert(Port_Group, { name, ports: portsNamed(draft, ports) });
      return undefined;
    },
  },
  {
    name: 'pg-set-ports',
    usage: 'GROUP PORT...',
    summary: 'sets the ports of GROUP, in place of all before.',
    minArguments: 2,
    maxArguments: many,
    options: [],
    needs,
    run(call, { draft }) {
      const [name = '', ...ports] = call.arguments;
      const group = portGroupIfAny(draft, name) ?? notFound(name, 'port group');
      draft.update(Port_Group, group._uuid, { ports: portsNamed(draft, ports) });
      return undefined;
    },
  },
  {
    name: 'pg-del',
    usage: 'GROUP',
    summary: 'deletes port group GROUP.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    needs,
    run(call, { draft }) {
      const name = argument(call, 0);
      const group = portGroupIfAny(draft, name) ?? notFound(name, 'port group');
      draft.delete(Port_Group, group._uuid);
      return undefined;
    },
  },
];
