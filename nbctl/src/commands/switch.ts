/** Logical switches: `ls-add`, `ls-del`, `ls-list`. */
import { always, argument, type Command, CommandError, flag, given } from '#ctl';
import { Logical_Switch } from '#schemas/northbound';
import { listing, notFound, switchIfAny } from '../named-row.js';

const names = always([Logical_Switch, 'name']);

export const switchCommands: readonly Command[] = [
  {
    name: 'ls-add',
    usage: '[SWITCH]',
    summary: 'creates a logical switch, named SWITCH or without a name.',
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
      } else if (!addDuplicate && draft.rows(Logical_Switch).some((row) => row.name === name)) {
        if (mayExist) return undefined;
        throw new CommandError(`${name}: a switch with this name already exists`);
      }
      draft.insert(Logical_Switch, name === undefined ? {} : { name });
      return undefined;
    },
  },
  {
    name: 'ls-del',
    usage: 'SWITCH',
    summary: 'deletes SWITCH and all its ports.',
    minArguments: 1,
    maxArguments: 1,
    options: [flag('if-exists')],
    needs: names,
    run(call, { draft }) {
      const name = argument(call, 0);
      const row = switchIfAny(draft, name);
      if (row !== undefined) draft.delete(Logical_Switch, row._uuid);
      else if (!given(call, 'if-exists')) notFound(name, 'switch');
      return undefined;
    },
  },
  {
    name: 'ls-list',
    usage: '',
    summary: 'prints uuid and name of all logical switches, by name.',
    minArguments: 0,
    maxArguments: 0,
    options: [],
    isReadOnly: true,
    needs: names,
    run(_call, { draft, output }) {
      for (const line of listing(draft.rows(Logical_Switch))) output.line(line);
      return undefined;
    },
  },
];
