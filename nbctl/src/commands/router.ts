/** Logical routers: `lr-add`, `lr-del`, `lr-list`. */
import { always, argument, type Command, CommandError, flag, given } from '#ctl';
import { Logical_Router } from '#schemas/northbound';
import { listing, notFound, routerIfAny } from '../named-row.js';

const names = always([Logical_Router, 'name']);

export const routerCommands: readonly Command[] = [
  {
    name: 'lr-add',
    usage: '[ROUTER]',
    summary: 'creates a logical router, named ROUTER or without a name.',
    minArguments: 0,
    maxArguments: 1,
    options: [flag('may-exist'), flag('add-duplicate')],
    needs: names,
    run(call, { draft }) {
      const [name] = call.arguments;
      const mayExist = given(call, 'may-exist');
      const addDuplicate = given(call, 'add-duplicate');
      if (mayExist && addDuplicate) {
        throw new CommandError('--may-exist and --add-duplicate may not be used together');
      }
      if (name === undefined) {
        if (mayExist) throw new CommandError('--may-exist requires specifying a name');
        if (addDuplicate) throw new CommandError('--add-duplicate requires specifying a name');
      } else if (!addDuplicate && draft.rows(Logical_Router).some((row) => row.name === name)) {
        if (mayExist) return undefined;
        throw new CommandError(`${name}: a router with this name already exists`);
      }
      draft.insert(Logical_Router, name === undefined ? {} : { name });
      return undefined;
    },
  },
  {
    name: 'lr-del',
    usage: 'ROUTER',
    summary: 'deletes ROUTER and all its ports.',
    minArguments: 1,
    maxArguments: 1,
    options: [flag('if-exists')],
    needs: names,
    run(call, { draft }) {
      const name = argument(call, 0);
      const row = routerIfAny(draft, name);
      if (row !== undefined) draft.delete(Logical_Router, row._uuid);
      else if (!given(call, 'if-exists')) notFound(name, 'router');
      return undefined;
    },
  },
  {
    name: 'lr-list',
    usage: '',
    summary: 'prints uuid and name of all logical routers, by name.',
    minArguments: 0,
    maxArguments: 0,
    options: [],
    isReadOnly: true,
    needs: names,
    run(_call, { draft, output }) {
      for (const line of listing(draft.rows(Logical_Router))) output.line(line);
      return undefined;
    },
  },
];
