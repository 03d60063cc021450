/** Load balancers: `lb-add`, `lb-del`, `lb-list`, and which switches and routers have them: `ls-lb-*`, `lr-lb-*`. */
import { isUuid, parseUuid } from '#base';
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
import { Load_Balancer, type LoadBalancerRow, Logical_Router, Logical_Switch } from '#schemas/northbound';
import { loadBalancerTable } from '../load-balancer-listing.js';
import { compare, notFound, routerNamed, switchNamed } from '../named-row.js';
import { type Endpoint, endpointText, familyOf, parseEndpoint } from '../virtual-address.js';

const protocols = ['tcp', 'udp', 'sctp'] as const;

type Protocol = (typeof protocols)[number];

function loadBalancerIfAny(draft: Draft, name: string): LoadBalancerRow | undefined {
  const id = isUuid(name) ? parseUuid<'Load_Balancer'>(name) : undefined;
  const row = id === undefined ? undefined : draft.get(Load_Balancer, id);
  if (row !== undefined) return row;
  const matches = draft.rows(Load_Balancer).filter((each) => each.name === name);
  if (matches.length > 1) throw new CommandError(`Multiple load balancers named '${name}'.  Use a UUID.`);
  return matches[0];
}

function loadBalancerNamed(draft: Draft, name: string): LoadBalancerRow {
  return loadBalancerIfAny(draft, name) ?? notFound(name, 'load balancer');
}

interface Service {
  readonly vip: string;
  readonly backends: string;
  readonly protocol: Protocol | undefined;
}

function parseProtocol(text: string | undefined): Protocol | undefined {
  if (text === undefined) return undefined;
  const protocol = protocols.find((each) => each === text);
  if (protocol === undefined) throw new CommandError(`${text}: protocol must be one of "tcp", "udp",  or "sctp".`);
  return protocol;
}

function endpointOrFail(text: string, expectation: string, context: CommandContext): Endpoint {
  const parsed = parseEndpoint(text);
  if (!('problem' in parsed)) return parsed;
  if (parsed.problem !== undefined) context.fail('socket_util', `${text}: ${parsed.problem}`);
  throw new CommandError(`${text}: should be ${expectation}.`);
}

const UNNECESSARY_PROTOCOL = 'Protocol is unnecessary when no port of vip is given.';
/** `^vip:^port`, `[^vip]:^port`. */
const TEMPLATE_WITH_PORT = /^(?:\[[^\]]*\]|[^:]*):./;

/** Reads and checks VIP, backends and protocol; those of a template stay as they are. */
function readService(call: Call, context: CommandContext): Service {
  const [, vipText = '', backendsText = '', protocolText] = call.arguments;
  const protocol = parseProtocol(protocolText);
  if (given(call, 'template')) {
    if (protocol !== undefined && !TEMPLATE_WITH_PORT.test(vipText)) throw new CommandError(UNNECESSARY_PROTOCOL);
    return { vip: vipText, backends: backendsText, protocol };
  }
  const vip = endpointOrFail(
    vipText,
    'an IP address (or an IP address and a port number with : as a separator)',
    context,
  );
  const hasPort = vip.port !== 0;
  if (!hasPort && protocol !== undefined) throw new CommandError(UNNECESSARY_PROTOCOL);
  const backends = backendsText
    .split(',')
    .filter((text) => text !== '')
    .map((text) => parseBackend(text, vip, context));
  return { vip: endpointText(vip), backends: backends.join(','), protocol };
}

function parseBackend(text: string, vip: Endpoint, context: CommandContext): string {
  const expectation = vip.port === 0 ? 'an IP address' : 'an IP address and a port number with : as a separator';
  const backend = endpointOrFail(text, expectation, context);
  if ((backend.port === 0) !== (vip.port === 0)) throw new CommandError(`${text}: should be ${expectation}.`);
  if (familyOf(backend.address) !== familyOf(vip.address)) {
    throw new CommandError(`${text}: IP address family is different from VIP ${vip.address}.`);
  }
  return endpointText(backend);
}

function optionsOf(call: Call): ReadonlyMap<string, string> {
  const family = call.arguments[4];
  return new Map([
    ...(given(call, 'reject') ? ([['reject', 'true']] as const) : []),
    ...(given(call, 'event') ? ([['event', 'true']] as const) : []),
    ...(given(call, 'add-route') ? ([['add_route', 'true']] as const) : []),
    ...(given(call, 'template')
      ? ([
          ['template', 'true'],
          ['address-family', family === undefined || family === 'ipv4' ? 'ipv4' : 'ipv6'],
        ] as const)
      : []),
  ]);
}

function add(call: Call, context: CommandContext): undefined {
  const { draft } = context;
  const name = argument(call, 0);
  if (given(call, 'reject') && given(call, 'event')) {
    throw new CommandError("--reject and --event can't specified at the same time");
  }
  const { vip, backends, protocol } = readService(call, context);
  const existing = given(call, 'add-duplicate') ? undefined : loadBalancerIfAny(draft, name);
  if (existing === undefined) {
    const vips = new Map([[vip, backends]]);
    draft.insert(Load_Balancer, { name, protocol: protocol ?? 'tcp', vips, options: optionsOf(call) });
    return undefined;
  }
  if (existing.vips.has(vip) && !given(call, 'may-exist')) {
    throw new CommandError(`${name}: a load balancer with this vip (${vip}) already exists`);
  }
  draft.removeFromColumn(Load_Balancer, existing._uuid, 'vips', [vip]);
  draft.addToColumn(Load_Balancer, existing._uuid, 'vips', new Map([[vip, backends]]));
  // One that is there keeps its options.
  if (protocol !== undefined) draft.update(Load_Balancer, existing._uuid, { protocol });
  return undefined;
}

function remove(call: Call, { draft }: CommandContext): undefined {
  const [name = '', vipText] = call.arguments;
  const row = loadBalancerIfAny(draft, name);
  if (row === undefined) return undefined;
  if (vipText === undefined) {
    draft.delete(Load_Balancer, row._uuid);
    return undefined;
  }
  if (!row.vips.has(vipText)) {
    if (given(call, 'if-exists')) return undefined;
    throw new CommandError(`vip ${vipText} is not part of the load balancer.`);
  }
  if (row.vips.size === 1) draft.delete(Load_Balancer, row._uuid);
  else draft.remove(Load_Balancer, row._uuid, 'vips', [vipText]);
  return undefined;
}

const listColumns = [Load_Balancer, 'name', 'protocol', 'vips'] as const;

const ownCommands: readonly Command[] = [
  {
    name: 'lb-add',
    usage: 'LB VIP[:PORT] IP[:PORT][,IP[:PORT]]... [PROTOCOL [ADDRESS_FAMILY]]',
    summary: 'creates a load balancer, or adds a virtual address to one. PROTOCOL: tcp (the default), udp or sctp.',
    minArguments: 3,
    maxArguments: 5,
    options: [
      flag('may-exist'),
      flag('add-duplicate'),
      flag('reject'),
      flag('event'),
      flag('add-route'),
      flag('template'),
    ],
    needs: always([Load_Balancer, 'name', 'vips', 'options', 'protocol']),
    run: add,
  },
  {
    name: 'lb-del',
    usage: 'LB [VIP]',
    summary: 'deletes a load balancer, or takes one virtual address from it.',
    minArguments: 1,
    maxArguments: 2,
    options: [flag('if-exists')],
    needs: always([Load_Balancer, 'name', 'vips']),
    run: remove,
  },
  {
    name: 'lb-list',
    usage: '[LB]',
    summary: 'prints load balancers, by name.',
    minArguments: 0,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs: always(listColumns),
    run(call, { draft, output }) {
      const [name] = call.arguments;
      const rows = draft
        .rows(Load_Balancer)
        .filter((row) => name === undefined || row.name === name || row._uuid === name);
      for (const line of loadBalancerTable(rows)) output.line(line);
      return undefined;
    },
  },
];

/** The same three commands for switches and for routers. */
function attachCommands(kind: 'ls' | 'lr'): readonly Command[] {
  const table = kind === 'ls' ? Logical_Switch : Logical_Router;
  const [noun, shown] = kind === 'ls' ? (['switch', 'SWITCH'] as const) : (['router', 'ROUTER'] as const);
  const holder = (draft: Draft, name: string) => (kind === 'ls' ? switchNamed(draft, name) : routerNamed(draft, name));
  const needs = always([table, 'name', 'load_balancer'], [Load_Balancer, 'name']);
  return [
    {
      name: `${kind}-lb-add`,
      usage: `${shown} LB`,
      summary: `adds load balancer LB to ${shown}.`,
      minArguments: 2,
      maxArguments: 2,
      options: [flag('may-exist')],
      needs,
      run(call, { draft }) {
        const row = holder(draft, argument(call, 0));
        const balancer = loadBalancerNamed(draft, argument(call, 1));
        if (row.load_balancer.includes(balancer._uuid)) {
          if (given(call, 'may-exist')) return undefined;
          throw new CommandError(`${balancer._uuid} : a load balancer with this UUID already exists`);
        }
        draft.addToColumn(table, row._uuid, 'load_balancer', [balancer._uuid]);
        return undefined;
      },
    },
    {
      name: `${kind}-lb-del`,
      usage: `${shown} [LB]`,
      summary: `takes load balancer LB, or all, from ${shown}.`,
      minArguments: 1,
      maxArguments: 2,
      options: [flag('if-exists')],
      needs,
      run(call, { draft }) {
        const row = holder(draft, argument(call, 0));
        const [, name] = call.arguments;
        if (name === undefined) {
          draft.setColumns(table, row._uuid, new Map([['load_balancer', []]]));
          return undefined;
        }
        const balancer = loadBalancerNamed(draft, name);
        if (!row.load_balancer.includes(balancer._uuid)) {
          if (given(call, 'if-exists')) return undefined;
          throw new CommandError(`load balancer ${name} is not part of any logical ${noun}.`);
        }
        draft.removeFromColumn(table, row._uuid, 'load_balancer', [balancer._uuid]);
        return undefined;
      },
    },
    {
      name: `${kind}-lb-list`,
      usage: shown,
      summary: `prints the load balancers of ${shown}, by name.`,
      minArguments: 1,
      maxArguments: 1,
      options: [],
      isReadOnly: true,
      needs: always([table, 'name', 'load_balancer'], listColumns),
      run(call, { draft, output }) {
        const row = holder(draft, argument(call, 0));
        const rows = draft.getAll(Load_Balancer, row.load_balancer).toSorted((a, b) => compare(a.name, b.name));
        for (const line of loadBalancerTable(rows)) output.line(line);
        return undefined;
      },
    },
  ];
}

export const loadBalancerCommands: readonly Command[] = [
  ...ownCommands,
  ...attachCommands('lr'),
  ...attachCommands('ls'),
];
