/** Fixed neighbours of router ports: `static-mac-binding-add`, `-del`, `-list`. */
import { parseMac } from '#base';
import {
  always,
  argument,
  type Call,
  type Command,
  type CommandContext,
  CommandError,
  type Draft,
  flag,
  given,
} from '#ctl';
import { Logical_Router_Port, Static_MAC_Binding } from '#schemas/northbound';
import { compare, routerPortNamed } from '../named-row.js';
import { normalAddress } from '../prefix.js';

const columns = [Static_MAC_Binding, 'logical_port', 'ip', 'mac'] as const;

function parseIp(text: string): string {
  const ip = normalAddress(text);
  if (ip === undefined) throw new CommandError(`${text}: Not a valid IPv4 or IPv6 address.`);
  return ip;
}

const find = (draft: Draft, port: string, ip: string) =>
  draft.rows(Static_MAC_Binding).find((row) => row.logical_port === port && normalAddress(row.ip) === ip);

function add(call: Call, { draft }: CommandContext): undefined {
  const port = argument(call, 0);
  routerPortNamed(draft, port);
  const ip = parseIp(argument(call, 1));
  const mac = argument(call, 2);
  if (parseMac(mac) === undefined) throw new CommandError(`invalid mac address ${mac}.`);
  const existing = find(draft, port, ip);
  if (existing === undefined) {
    draft.insert(Static_MAC_Binding, { logical_port: port, ip, mac });
    return undefined;
  }
  if (!given(call, 'may-exist')) {
    throw new CommandError(`${port}, ${ip}: a Static_MAC_Binding with this logical_port and ip already exists`);
  }
  draft.update(Static_MAC_Binding, existing._uuid, { mac });
  return undefined;
}

export const staticMacBindingCommands: readonly Command[] = [
  {
    name: 'static-mac-binding-add',
    usage: 'LOGICAL_PORT IP MAC',
    summary: 'says that IP behind router port LOGICAL_PORT has MAC.',
    minArguments: 3,
    maxArguments: 3,
    options: [flag('may-exist')],
    needs: always([Logical_Router_Port, 'name'], columns),
    run: add,
  },
  {
    name: 'static-mac-binding-del',
    usage: 'LOGICAL_PORT IP',
    summary: 'deletes what was said of IP behind LOGICAL_PORT.',
    minArguments: 2,
    maxArguments: 2,
    options: [flag('if-exists')],
    needs: always([Logical_Router_Port, 'name'], columns),
    run(call, { draft }) {
      const port = argument(call, 0);
      routerPortNamed(draft, port);
      const ip = parseIp(argument(call, 1));
      const row = find(draft, port, ip);
      if (row !== undefined) draft.delete(Static_MAC_Binding, row._uuid);
      else if (!given(call, 'if-exists')) {
        throw new CommandError(`no matching Static_MAC_Binding with port ${port} and ip ${ip}`);
      }
      return undefined;
    },
  },
  {
    name: 'static-mac-binding-list',
    usage: '',
    summary: 'prints all of them, by port and address.',
    minArguments: 0,
    maxArguments: 0,
    options: [],
    isReadOnly: true,
    needs: always(columns),
    run(_call, { draft, output }) {
      const rows = draft
        .rows(Static_MAC_Binding)
        .toSorted((a, b) => compare(a.logical_port, b.logical_port) || compare(a.ip, b.ip));
      if (rows.length === 0) return undefined;
      const line = (port: string, ip: string, mac: string) => `${port.padEnd(25)}${ip.padEnd(25)}${mac}`;
      output.line(line('LOGICAL_PORT', 'IP', 'MAC'));
      for (const row of rows) output.line(line(row.logical_port, row.ip, row.mac));
      return undefined;
    },
  },
];
