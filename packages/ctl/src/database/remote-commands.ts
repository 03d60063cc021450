/**
 * The commands on a list of remotes that hangs on the root row: `get-`, `del-`, `set-connection` of OVN's databases and
 * `-manager` of Open vSwitch's.
 */
import type { Uuid } from '#base';
import { atomsOf, type Value } from '#ovsdb/notation';
import type { AnyTable } from '#schemas';
import { type Command, type CommandContext, valued } from '../command.js';
import type { Draft } from '../draft.js';
import { columnValue } from '../row.js';

export interface RemoteList {
  /** `connection` or `manager`. */
  readonly noun: string;
  readonly root: AnyTable;
  /** The column of the root row that holds the list. */
  readonly column: string;
  readonly table: AnyTable;
  /** Words before a target that set columns of all that follow: `read-only`, `read-write`, `role=NAME`. */
  readonly modifiers?: {
    readonly columns: readonly string[];
    read(word: string): ReadonlyMap<string, Value> | undefined;
    /** The line of `get-`. */
    format(target: string, row: (column: string) => Value): string;
  };
  /** The log module of the program. */
  readonly module: string;
}

/** Kinds of targets that make sense. */
const targetKinds = /^(p?(tcp|ssl|unix|ws|wss)):/;

export function warnAboutTarget(target: string, module: string, context: CommandContext): void {
  if (!targetKinds.test(target)) context.warn(module, `target type "${target}" is possibly erroneous`);
}

export function remoteCommands(list: RemoteList): readonly Command[] {
  const { noun, root, column, table, modifiers } = list;
  const needs = () => [
    { table: root, columns: [column] },
    { table, columns: ['target', ...(modifiers?.columns ?? [])] },
  ];
  const clear = (draft: Draft) => {
    for (const row of draft.rows(table)) draft.delete(table, row._uuid);
    for (const row of draft.rows(root)) {
      draft.verifyColumn(root, row._uuid, column);
      if (atomsOf(columnValue(root, row, column)).length > 0)
        draft.setColumns(root, row._uuid, new Map([[column, []]]));
    }
  };
  return [
    {
      name: `get-${noun}`,
      usage: '',
      summary: `prints the ${noun}s.`,
      minArguments: 0,
      maxArguments: 0,
      options: [],
      isReadOnly: true,
      needs,
      run(_call, { draft, output }) {
        const lines = draft.rows(table).map((row) => {
          const target = String(columnValue(table, row, 'target'));
          return modifiers === undefined ? target : modifiers.format(target, (name) => columnValue(table, row, name));
        });
        for (const line of lines.sort()) output.line(line);
        return undefined;
      },
    },
    {
      name: `del-${noun}`,
      usage: '',
      summary: `deletes the ${noun}s.`,
      minArguments: 0,
      maxArguments: 0,
      options: [],
      needs,
      run(_call, { draft }) {
        clear(draft);
        return undefined;
      },
    },
    {
      name: `set-${noun}`,
      usage: `${modifiers === undefined ? '' : '[read-only|read-write] [role=ROLE] '}TARGET...`,
      summary: `sets the list of ${noun}s, in place of all before.`,
      minArguments: 1,
      maxArguments: Number.POSITIVE_INFINITY,
      options: [valued('inactivity-probe')],
      needs,
      run(call, context) {
        const { draft } = context;
        clear(draft);
        const probe = call.options.get('inactivity-probe');
        const ids: Uuid[] = [];
        let settings: ReadonlyMap<string, Value> = new Map();
        for (const word of call.arguments) {
          const change = modifiers?.read(word);
          if (change !== undefined) {
            settings = new Map([...settings, ...change]);
            continue;
          }
          warnAboutTarget(word, list.module, context);
          const columns = new Map<string, Value>([['target', word], ...settings]);
          if (probe !== undefined) columns.set('inactivity_probe', Number.parseInt(probe, 10) || 0);
          const id = draft.insert(table, {});
          draft.setColumns(table, id, columns);
          ids.push(id);
        }
        for (const row of draft.rows(root)) draft.setColumns(root, row._uuid, new Map([[column, ids]]));
        return undefined;
      },
    },
  ];
}
