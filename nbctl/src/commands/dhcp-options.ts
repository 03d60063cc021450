/** DHCP options: `dhcp-options-create`, `-del`, `-list`, `-set-options`, `-get-options`. */
import { isUuid, parseUuid } from '#base';
import { always, argument, type Command, CommandError, type Draft } from '#ctl';
import { DHCP_Options, type DhcpOptionsRow } from '#schemas/northbound';
import { compare } from '../named-row.js';
import { pairLines, pairsOf } from '../options-argument.js';
import { parsePrefix } from '../prefix.js';

const many = Number.POSITIVE_INFINITY;
const needs = always([DHCP_Options, 'cidr', 'options']);

/** The row of this uuid. Throws for anything else. */
export function dhcpOptionsOf(draft: Draft, text: string): DhcpOptionsRow {
  const id = isUuid(text) ? parseUuid<'DHCP_Options'>(text) : undefined;
  const row = id === undefined ? undefined : draft.get(DHCP_Options, id);
  if (row === undefined) throw new CommandError(`${text}: dhcp options UUID not found`);
  return row;
}

export const dhcpOptionsCommands: readonly Command[] = [
  {
    name: 'dhcp-options-create',
    usage: 'CIDR [KEY=VALUE]...',
    summary: 'creates a row of DHCP options for the network CIDR, with these external ids.',
    minArguments: 1,
    maxArguments: many,
    options: [],
    needs: () => [{ table: DHCP_Options, columns: [] }],
    run(call, { draft }) {
      const cidr = argument(call, 0);
      if (parsePrefix(cidr) === undefined || !cidr.includes('/')) {
        throw new CommandError(`Invalid cidr format '${cidr}'`);
      }
      draft.insert(DHCP_Options, { cidr, external_ids: pairsOf(call.arguments.slice(1)) });
      return undefined;
    },
  },
  {
    name: 'dhcp-options-del',
    usage: 'DHCP_OPTIONS_UUID',
    summary: 'deletes a row of DHCP options.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    needs,
    run(call, { draft }) {
      draft.delete(DHCP_Options, dhcpOptionsOf(draft, argument(call, 0))._uuid);
      return undefined;
    },
  },
  {
    name: 'dhcp-options-list',
    usage: '',
    summary: 'prints the uuids of all rows of DHCP options.',
    minArguments: 0,
    maxArguments: 0,
    options: [],
    isReadOnly: true,
    needs,
    run(_call, { draft, output }) {
      const rows = draft.rows(DHCP_Options).toSorted((a, b) => compare(a.cidr, b.cidr) || compare(a._uuid, b._uuid));
      for (const row of rows) output.line(row._uuid);
      return undefined;
    },
  },
  {
    name: 'dhcp-options-set-options',
    usage: 'DHCP_OPTIONS_UUID [KEY=VALUE]...',
    summary: 'sets the options of a row, in place of all that it had.',
    minArguments: 1,
    maxArguments: many,
    options: [],
    needs,
    run(call, { draft }) {
      const row = dhcpOptionsOf(draft, argument(call, 0));
      draft.update(DHCP_Options, row._uuid, { options: pairsOf(call.arguments.slice(1)) });
      return undefined;
    },
  },
  {
    name: 'dhcp-options-get-options',
    usage: 'DHCP_OPTIONS_UUID',
    summary: 'prints the options of a row.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs,
    run(call, { draft, output }) {
      for (const line of pairLines(dhcpOptionsOf(draft, argument(call, 0)).options)) output.line(line);
      return undefined;
    },
  },
];
