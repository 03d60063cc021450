/** Mirrors: `mirror-add`, `mirror-del`, `mirror-list`. */
import { always, type Call, type Command, type CommandContext, CommandError, flag } from '#ctl';
import { Mirror } from '#schemas/northbound';
import { compare } from '../named-row.js';
import { normalAddress } from '../prefix.js';

/** As of directions, the first letter decides. */
function parseFilter(text: string): 'from-lport' | 'to-lport' {
  if (text.startsWith('t')) return 'to-lport';
  if (text.startsWith('f')) return 'from-lport';
  throw new CommandError(`${text}: selection must be "to-lport" or "from-lport"`);
}

function add(call: Call, { draft }: CommandContext): undefined {
  const [name = '', type = '', indexText = '', filterText = '', sink = ''] = call.arguments;
  if (draft.rows(Mirror).some((mirror) => mirror.name === name)) {
    throw new CommandError(`Mirror with ${name} name already exists.`);
  }
  if (type !== 'gre' && type !== 'erspan') throw new CommandError(`${type}: type must be "gre" or "erspan"`);
  if (!/^[+-]?\d+$/.test(indexText)) throw new CommandError('Invalid Index');
  const index = Number(indexText);
  const filter = parseFilter(filterText);
  if (normalAddress(sink) === undefined) throw new CommandError(`Invalid sink ip: ${sink}`);
  draft.insert(Mirror, { name, type, index, filter, sink });
  return undefined;
}

export const mirrorCommands: readonly Command[] = [
  {
    name: 'mirror-add',
    usage: 'NAME TYPE INDEX FILTER IP',
    summary:
      'adds a mirror. TYPE: gre or erspan; INDEX: its key or index; FILTER: to-lport or from-lport; IP: where to.',
    minArguments: 5,
    maxArguments: 5,
    options: [flag('may-exist')],
    needs: always([Mirror, 'name']),
    run: add,
  },
  {
    name: 'mirror-del',
    usage: '[NAME]',
    summary: 'removes mirror NAME, or all mirrors.',
    minArguments: 0,
    maxArguments: 1,
    options: [],
    needs: always([Mirror, 'name']),
    run(call, { draft }) {
      const [name] = call.arguments;
      for (const mirror of draft.rows(Mirror)) {
        if (name === undefined || mirror.name === name) draft.delete(Mirror, mirror._uuid);
      }
      return undefined;
    },
  },
  {
    name: 'mirror-list',
    usage: '',
    summary: 'prints the mirrors, by name.',
    minArguments: 0,
    maxArguments: 0,
    options: [],
    isReadOnly: true,
    needs: always([Mirror, 'name', 'type', 'sink', 'filter', 'index']),
    run(_call, { draft, output }) {
      for (const mirror of draft.rows(Mirror).toSorted((a, b) => compare(a.name, b.name))) {
        output.line(`${mirror.name}:`);
        output.line(`  Type     :  ${mirror.type}`);
        output.line(`  Sink     :  ${mirror.sink}`);
        output.line(`  Filter   :  ${mirror.filter}`);
        output.line(`  Index/Key:  ${mirror.index}`);
        output.line('');
      }
      return undefined;
    },
  },
];
