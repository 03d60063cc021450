/** What a logical switch port is configured with: addresses, port security, type, options, state, DHCP options, mirrors. */
import { parseUuid } from '#base';
import { always, argument, type Call, type Command, type CommandContext, CommandError, flag, given } from '#ctl';
import { DHCP_Options, Logical_Switch_Port, type LogicalSwitchPortRow, Mirror } from '#schemas/northbound';
import { checkAddresses } from '../addresses-argument.js';
import { parseState, stateText } from '../enabled-state.js';
import { compare, switchPortNamed } from '../named-row.js';
import { pairLines, pairsOf } from '../options-argument.js';
import { dhcpOptionsOf } from './dhcp-options.js';

type PortColumn = Exclude<keyof LogicalSwitchPortRow, '_uuid'>;

/** The values of `type` that ovn-nb(5) lists. */
const portTypes: ReadonlySet<string> = new Set([
  '',
  'router',
  'localnet',
  'localport',
  'l2gateway',
  'vtep',
  'external',
  'virtual',
  'remote',
]);

/** A command that prints something of one port. */
function getter(
  name: string,
  column: PortColumn,
  summary: string,
  lines: (port: LogicalSwitchPortRow) => readonly string[],
): Command {
  return {
    name,
    usage: 'PORT',
    summary,
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs: always([Logical_Switch_Port, 'name', column]),
    run(call, { draft, output }) {
      for (const line of lines(switchPortNamed(draft, argument(call, 0)))) output.line(line);
      return undefined;
    },
  };
}

/** A command that changes one port. */
function setter(
  name: string,
  usage: string,
  summary: string,
  counts: readonly [number, number],
  change: (port: LogicalSwitchPortRow, words: readonly string[], context: CommandContext) => void,
): Command {
  return {
    name,
    usage,
    summary,
    minArguments: counts[0],
    maxArguments: counts[1],
    options: [],
    needs: always([Logical_Switch_Port, 'name']),
    run(call, context) {
      change(switchPortNamed(context.draft, argument(call, 0)), call.arguments.slice(1), context);
      return undefined;
    },
  };
}

const many = Number.POSITIVE_INFINITY;

const sorted = (texts: readonly string[]) => texts.toSorted(compare);

const addressCommands: readonly Command[] = [
  setter(
    'lsp-set-addresses',
    'PORT [ADDRESS]...',
    'sets the addresses of PORT: each "MAC [IP]...", "MAC dynamic", "dynamic [IP]", "unknown" or "router".',
    [1, many],
    (port, addresses, { draft }) => {
      for (const text of addresses) checkAddresses(text);
      draft.update(Logical_Switch_Port, port._uuid, { addresses: [...new Set(addresses)] });
    },
  ),
  getter('lsp-get-addresses', 'addresses', 'prints the addresses of PORT.', (port) => sorted(port.addresses)),
  setter(
    'lsp-set-port-security',
    'PORT [ADDRESS]...',
    'sets the addresses that PORT may send from and receive for.',
    [1, many],
    (port, addresses, { draft }) =>
      draft.update(Logical_Switch_Port, port._uuid, { port_security: [...new Set(addresses)] }),
  ),
  getter('lsp-get-port-security', 'port_security', 'prints the port security addresses of PORT.', (port) =>
    sorted(port.port_security),
  ),
];

const stateCommands: readonly Command[] = [
  getter('lsp-get-parent', 'parent_name', 'prints the parent of PORT, if it has one.', (port) =>
    port.parent_name === undefined ? [] : [port.parent_name],
  ),
  getter('lsp-get-tag', 'tag', 'prints the tag of PORT, if it has one.', (port) =>
    port.tag === undefined ? [] : [String(port.tag)],
  ),
  getter('lsp-get-up', 'up', 'prints the state of PORT: up or down.', (port) => [port.up === true ? 'up' : 'down']),
  setter(
    'lsp-set-enabled',
    'PORT STATE',
    'enables or disables PORT: STATE is enabled or disabled.',
    [2, 2],
    (port, [state = ''], { draft }) => draft.update(Logical_Switch_Port, port._uuid, { enabled: parseState(state) }),
  ),
  getter('lsp-get-enabled', 'enabled', 'prints enabled or disabled.', (port) => [stateText(port.enabled)]),
];

const typeCommands: readonly Command[] = [
  setter('lsp-set-type', 'PORT TYPE', 'sets the type of PORT.', [2, 2], (port, [type = ''], { draft }) => {
    if (!portTypes.has(type)) {
      throw new CommandError(`Logical switch port type '${type}' is unrecognized. Not setting type.`);
    }
    draft.update(Logical_Switch_Port, port._uuid, { type });
  }),
  getter('lsp-get-type', 'type', 'prints the type of PORT.', (port) => [port.type]),
  setter(
    'lsp-set-options',
    'PORT [KEY=VALUE]...',
    'sets the options of PORT, in place of all that it had.',
    [1, many],
    (port, words, { draft }) => draft.update(Logical_Switch_Port, port._uuid, { options: pairsOf(words) }),
  ),
  getter('lsp-get-options', 'options', 'prints the options of PORT.', (port) => pairLines(port.options)),
];

function dhcpCommands(version: 4 | 6): readonly Command[] {
  const column = version === 4 ? 'dhcpv4_options' : 'dhcpv6_options';
  return [
    {
      ...setter(
        `lsp-set-dhcpv${version}-options`,
        'PORT [DHCP_OPTIONS_UUID]',
        `sets or takes away the DHCPv${version} options of PORT.`,
        [1, 2],
        (port, [text], { draft }) => {
          const row = text === undefined ? undefined : dhcpOptionsOf(draft, text);
          if (row !== undefined && isIpv4Cidr(row.cidr) !== (version === 4)) {
            throw new CommandError(`DHCP options cidr '${row.cidr}' is not IPv${version}`);
          }
          draft.update(Logical_Switch_Port, port._uuid, { [column]: row?._uuid });
        },
      ),
      needs: always([Logical_Switch_Port, 'name'], [DHCP_Options, 'cidr']),
    },
    {
      name: `lsp-get-dhcpv${version}-options`,
      usage: 'PORT',
      summary: `prints uuid and CIDR of the DHCPv${version} options of PORT.`,
      minArguments: 1,
      maxArguments: 1,
      options: [],
      isReadOnly: true,
      needs: always([Logical_Switch_Port, 'name', column], [DHCP_Options, 'cidr']),
      run(call, { draft, output }) {
        const id = switchPortNamed(draft, argument(call, 0))[column];
        const row = id === undefined ? undefined : draft.get(DHCP_Options, id);
        if (row !== undefined) output.line(`${row._uuid} (${row.cidr})`);
        return undefined;
      },
    },
  ];
}

function isIpv4Cidr(cidr: string): boolean {
  return !cidr.includes(':');
}

function mirrorNamed(call: Call, { draft }: CommandContext) {
  const name = argument(call, 1);
  const id = parseUuid<'Mirror'>(name);
  const row =
    (id === undefined ? undefined : draft.get(Mirror, id)) ?? draft.rows(Mirror).find((each) => each.name === name);
  if (row === undefined) throw new CommandError(`${name}: mirror name not found`);
  return row;
}

const mirrorNeeds = always([Logical_Switch_Port, 'name', 'mirror_rules'], [Mirror, 'name']);

const mirrorCommands: readonly Command[] = [
  {
    name: 'lsp-attach-mirror',
    usage: 'PORT MIRROR',
    summary: 'mirrors the traffic of PORT as MIRROR says.',
    minArguments: 2,
    maxArguments: 2,
    options: [flag('may-exist')],
    needs: mirrorNeeds,
    run(call, context) {
      const port = switchPortNamed(context.draft, argument(call, 0));
      const mirror = mirrorNamed(call, context);
      if (port.mirror_rules.includes(mirror._uuid)) {
        if (given(call, 'may-exist')) return undefined;
        throw new CommandError(`mirror ${mirror.name} is already attached to the logical port ${argument(call, 0)}.`);
      }
      context.draft.add(Logical_Switch_Port, port._uuid, 'mirror_rules', [mirror._uuid]);
      return undefined;
    },
  },
  {
    name: 'lsp-detach-mirror',
    usage: 'PORT MIRROR',
    summary: 'ends the mirroring of PORT by MIRROR.',
    minArguments: 2,
    maxArguments: 2,
    options: [],
    needs: mirrorNeeds,
    run(call, context) {
      const port = switchPortNamed(context.draft, argument(call, 0));
      const mirror = mirrorNamed(call, context);
      if (!port.mirror_rules.includes(mirror._uuid)) {
        context.warn('ovsdb_idl', "Trying to delete a key that doesn't exist in the set.");
        return undefined;
      }
      context.draft.remove(Logical_Switch_Port, port._uuid, 'mirror_rules', [mirror._uuid]);
      return undefined;
    },
  },
];

export const switchPortColumnCommands: readonly Command[] = [
  ...addressCommands,
  ...stateCommands,
  ...typeCommands,
  ...dhcpCommands(4),
  ...dhcpCommands(6),
  ...mirrorCommands,
];
