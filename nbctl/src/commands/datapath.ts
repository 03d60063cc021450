/** What logical switches and routers have in common as commands: `ls-add`, `lr-add`, `ls-del`, `lr-del`, `ls-list`, `lr-list`. */
import { always, argument, type Command, CommandError, type Draft, flag, given } from '#ctl';
import type { Logical_Router, Logical_Switch, LogicalRouterRow, LogicalSwitchRow } from '#schemas/northbound';
import { listing, notFound } from '../named-row.js';

/** Logical switches, or logical routers. */
export interface DatapathKind<Row extends LogicalSwitchRow | LogicalRouterRow> {
  readonly table: typeof Logical_Switch | typeof Logical_Router;
  /** What its commands start with. */
  readonly prefix: 'ls' | 'lr';
  readonly noun: 'switch' | 'router';
  readonly nouns: 'switches' | 'routers';
  all(draft: Draft): readonly Row[];
  /** The one that an argument names or has the uuid of. */
  find(draft: Draft, name: string): Row | undefined;
  insert(draft: Draft, columns: { readonly name?: string }): void;
  remove(draft: Draft, row: Row): void;
}

export function datapathCommands<Row extends LogicalSwitchRow | LogicalRouterRow>(
  kind: DatapathKind<Row>,
): readonly Command[] {
  const { prefix, noun, nouns } = kind;
  const needs = always([kind.table, 'name']);
  const add: Command = {
    name: `${prefix}-add`,
    usage: `[${noun.toUpperCase()}]`,
    summary: `creates a logical ${noun}, named ${noun.toUpperCase()} or without a name.`,
    minArguments: 0,
    maxArguments: 1,
    options: [flag('may-exist'), flag('add-duplicate')],
    needs,
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
      } else if (!addDuplicate && kind.all(draft).some((row) => row.name === name)) {
        if (mayExist) return undefined;
        throw new CommandError(`${name}: a ${noun} with this name already exists`);
      }
      kind.insert(draft, name === undefined ? {} : { name });
      return undefined;
    },
  };
  const remove: Command = {
    name: `${prefix}-del`,
    usage: noun.toUpperCase(),
    summary: `deletes ${noun.toUpperCase()} and all its ports.`,
    minArguments: 1,
    maxArguments: 1,
    options: [flag('if-exists')],
    needs,
    run(call, { draft }) {
      const name = argument(call, 0);
      const row = kind.find(draft, name);
      if (row !== undefined) kind.remove(draft, row);
      else if (!given(call, 'if-exists')) notFound(name, noun);
      return undefined;
    },
  };
  const list: Command = {
    name: `${prefix}-list`,
    usage: '',
    summary: `prints uuid and name of all logical ${nouns}, by name.`,
    minArguments: 0,
    maxArguments: 0,
    options: [],
    isReadOnly: true,
    needs,
    run(_call, { draft, output }) {
      for (const line of listing(kind.all(draft))) output.line(line);
      return undefined;
    },
  };
  return [add, remove, list];
}
