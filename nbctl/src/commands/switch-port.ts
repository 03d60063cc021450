/** Logical switch ports: `lsp-add`, `lsp-del`, `lsp-list`, `lsp-get-ls`. Their columns: switch-port-columns.ts. */
import { always, argument, type Command, CommandError, type Draft, flag, given } from '#ctl';
import {
  Logical_Switch,
  Logical_Switch_Port,
  type LogicalSwitchPortRow,
  type LogicalSwitchRow,
} from '#schemas/northbound';
import { switchNamed, switchPortIfAny, switchPortNamed } from '../named-row.js';
import { type DatapathPortKind, deletePort, listPorts } from './datapath-port.js';

const needs = always([Logical_Switch, 'name', 'ports'], [Logical_Switch_Port, 'name']);

function switchOf(draft: Draft, port: LogicalSwitchPortRow): LogicalSwitchRow | undefined {
  return draft.rows(Logical_Switch).find((row) => row.ports.includes(port._uuid));
}

/** Throws unless the port that exists is as `--may-exist` was asked for. */
function checkExisting(
  draft: Draft,
  port: LogicalSwitchPortRow,
  wanted: { readonly on: LogicalSwitchRow; readonly parent: string | undefined; readonly tag: number | undefined },
  name: string,
): void {
  const holder = switchOf(draft, port);
  if (holder?._uuid !== wanted.on._uuid) {
    throw new CommandError(`${name}: port already exists but in switch ${holder?.name || holder?._uuid}`);
  }
  const { parent, tag } = wanted;
  if (parent === undefined) {
    if (port.parent_name !== undefined) {
      throw new CommandError(`${name}: port already exists but has parent ${port.parent_name}`);
    }
    return;
  }
  if (port.parent_name === undefined) throw new CommandError(`${name}: port already exists but has no parent`);
  if (port.parent_name !== parent) {
    throw new CommandError(`${name}: port already exists with different parent ${port.parent_name}`);
  }
  if (port.tag_request === undefined) throw new CommandError(`${name}: port already exists but has no tag_request`);
  if (port.tag_request !== tag) {
    throw new CommandError(`${name}: port already exists with different tag_request ${port.tag_request}`);
  }
}

function parseTag(text: string): number {
  const tag = Number(text);
  if (!/^-?\d+$/.test(text) || tag < 0 || tag > 4095) {
    throw new CommandError(`${text}: invalid tag (must be in range 0 to 4095)`);
  }
  return tag;
}

const kind: DatapathPortKind<LogicalSwitchPortRow, LogicalSwitchRow> = {
  prefix: 'lsp',
  noun: 'switch',
  needs,
  find: switchPortIfAny,
  holderOf: switchOf,
  holderNamed: switchNamed,
  portsOf: (draft, on) => draft.getAll(Logical_Switch_Port, on.ports),
  remove(draft, on, port) {
    draft.remove(Logical_Switch, on._uuid, 'ports', [port._uuid]);
    draft.delete(Logical_Switch_Port, port._uuid);
  },
};

export const switchPortCommands: readonly Command[] = [
  {
    name: 'lsp-add',
    usage: 'SWITCH PORT [PARENT TAG]',
    summary: "adds logical port PORT to SWITCH; with PARENT and TAG it is a container's port inside port PARENT.",
    minArguments: 2,
    maxArguments: 4,
    options: [flag('may-exist')],
    needs: always([Logical_Switch, 'name', 'ports'], [Logical_Switch_Port, 'name', 'parent_name', 'tag_request']),
    run(call, { draft }) {
      const [, , parent, tagText] = call.arguments;
      const on = switchNamed(draft, argument(call, 0));
      const name = argument(call, 1);
      if (parent !== undefined && tagText === undefined) {
        throw new CommandError('lsp-add with parent must also specify a tag');
      }
      const tag = tagText === undefined ? undefined : parseTag(tagText);
      const existing = switchPortIfAny(draft, name);
      if (existing !== undefined) {
        if (!given(call, 'may-exist')) throw new CommandError(`${name}: a port with this name already exists`);
        checkExisting(draft, existing, { on, parent, tag }, name);
        return undefined;
      }
      const port = draft.insert(Logical_Switch_Port, { name, parent_name: parent, tag_request: tag });
      draft.add(Logical_Switch, on._uuid, 'ports', [port]);
      return undefined;
    },
  },
  deletePort(kind),
  listPorts(kind),
  {
    name: 'lsp-get-ls',
    usage: 'PORT',
    summary: 'prints uuid and name of the switch that PORT is on.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs,
    run(call, { draft, output }) {
      const port = switchPortNamed(draft, argument(call, 0));
      const holder = switchOf(draft, port);
      if (holder !== undefined) output.line(`${holder._uuid} (${holder.name})`);
      return undefined;
    },
  },
];
