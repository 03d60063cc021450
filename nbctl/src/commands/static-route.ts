/** Static routes: `lr-route-add`, `lr-route-del`, `lr-route-list`. */
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
  valued,
} from '#ctl';
import {
  BFD,
  Logical_Router,
  Logical_Router_Port,
  Logical_Router_Static_Route,
  type LogicalRouterRow,
  type LogicalRouterStaticRouteRow,
} from '#schemas/northbound';
import { routerNamed, routerPortIfAny } from '../named-row.js';
import { normalAddress, normalPrefix, parsePrefix } from '../prefix.js';
import { routeTables } from '../route-listing.js';

type Policy = 'src-ip' | 'dst-ip';

function policyOf(call: Call): Policy | undefined {
  const text = call.options.get('policy');
  if (text === undefined || text === 'src-ip' || text === 'dst-ip') return text;
  throw new CommandError(`bad policy: ${text}`);
}

/** A next hop in canonical form; `discard` and `` (learned elsewhere) stand for themselves. */
function parseNextHop(text: string, version: 4 | 6): string {
  if (text === 'discard') return text;
  const address = normalAddress(text);
  const isVersion6 = address?.includes(':') ?? false;
  if (address === undefined || isVersion6 !== (version === 6)) {
    throw new CommandError(`bad IPv${version} nexthop argument: ${text}`);
  }
  return address;
}

/** The BFD session of `--bfd=UUID`, or one for the next hop and port, made where there is none. */
function bfdSession(call: Call, draft: Draft, nextHop: string, port: string | undefined) {
  const text = call.options.get('bfd');
  if (text !== undefined) {
    const id = isUuid(text) ? parseUuid<'BFD'>(text) : undefined;
    const row = id === undefined ? undefined : draft.get(BFD, id);
    if (row === undefined) throw new CommandError('no entry found in the BFD table');
    return row._uuid;
  }
  const existing = draft
    .rows(BFD)
    .find((row) => row.dst_ip === nextHop && (port === undefined || row.logical_port === port));
  if (existing !== undefined) return existing._uuid;
  if (port === undefined) throw new CommandError('insert entry in the BFD table failed');
  return draft.insert(BFD, { dst_ip: nextHop, logical_port: port });
}

function add(call: Call, { draft }: CommandContext): undefined {
  const router = routerNamed(draft, argument(call, 0));
  const policy = policyOf(call);
  const prefixText = argument(call, 1);
  const prefix = normalPrefix(prefixText);
  const version = parsePrefix(prefixText)?.version;
  if (prefix === undefined || version === undefined) throw new CommandError(`bad prefix argument: ${prefixText}`);
  const nextHop = parseNextHop(argument(call, 2), version);
  const [, , , portName] = call.arguments;
  const symmetric = given(call, 'ecmp-symmetric-reply');
  const isEcmp = given(call, 'ecmp') || symmetric;
  const port = portName === undefined ? undefined : routerPortIfAny(draft, portName);
  if (portName !== undefined && port === undefined) throw new CommandError(`${portName}: port name not found`);
  if (isEcmp && nextHop === 'discard') throw new CommandError('ecmp is not valid for discard routes.');
  if (nextHop === 'discard' && call.options.has('bfd') && call.options.get('bfd') === undefined) {
    throw new CommandError('bfd dst_ip cannot be discard.');
  }
  if (portName !== undefined && nextHop === 'discard')
    throw new CommandError('outport is not valid for discard routes.');
  const table = call.options.get('route-table') ?? '';
  const existing = isEcmp ? undefined : sameRoute(draft, router, { prefix, policy: policy ?? 'dst-ip', table });
  const bfd = given(call, 'bfd') ? bfdSession(call, draft, nextHop, port?.name) : undefined;
  if (existing !== undefined) {
    if (!given(call, 'may-exist')) {
      throw new CommandError(
        `duplicate prefix: ${prefix} (policy: ${policy ?? 'dst-ip'}). Use option --ecmp to allow this for ECMP routing.`,
      );
    }
    draft.update(Logical_Router_Static_Route, existing._uuid, {
      ip_prefix: prefix,
      nexthop: nextHop,
      output_port: port?.name,
      ...(policy === undefined ? {} : { policy }),
      ...(bfd === undefined ? {} : { bfd }),
    });
    return undefined;
  }
  if (isEcmp && ecmpExists(draft, router, { prefix, policy, table, nextHop })) {
    if (given(call, 'may-exist')) return undefined;
    throw new CommandError(`duplicate nexthop for the same ECMP route`);
  }
  const route = draft.insert(Logical_Router_Static_Route, {
    ip_prefix: prefix,
    nexthop: nextHop,
    output_port: port?.name,
    policy,
    route_table: table,
    bfd,
    options: symmetric ? new Map([['ecmp_symmetric_reply', 'true']]) : new Map(),
  });
  draft.add(Logical_Router, router._uuid, 'static_routes', [route]);
  return undefined;
}

function sameRoute(
  draft: Draft,
  router: LogicalRouterRow,
  wanted: { readonly prefix: string; readonly policy: Policy; readonly table: string },
): LogicalRouterStaticRouteRow | undefined {
  return draft
    .getAll(Logical_Router_Static_Route, router.static_routes)
    .find(
      (route) =>
        (route.policy ?? 'dst-ip') === wanted.policy &&
        normalPrefix(route.ip_prefix) === wanted.prefix &&
        route.route_table === wanted.table,
    );
}

function ecmpExists(
  draft: Draft,
  router: LogicalRouterRow,
  wanted: {
    readonly prefix: string;
    readonly policy: Policy | undefined;
    readonly table: string;
    readonly nextHop: string;
  },
): boolean {
  return draft
    .getAll(Logical_Router_Static_Route, router.static_routes)
    .some(
      (route) =>
        (route.policy ?? 'dst-ip') === (wanted.policy ?? 'dst-ip') &&
        normalPrefix(route.ip_prefix) === wanted.prefix &&
        route.route_table === wanted.table &&
        route.nexthop === wanted.nextHop,
    );
}

function remove(call: Call, { draft }: CommandContext): undefined {
  const router = routerNamed(draft, argument(call, 0));
  const policy = policyOf(call);
  const [, prefixText, nextHopText, port] = call.arguments;
  const routes = draft.getAll(Logical_Router_Static_Route, router.static_routes);
  const drop = (gone: readonly LogicalRouterStaticRouteRow[]) => {
    if (gone.length > 0)
      draft.remove(
        Logical_Router,
        router._uuid,
        'static_routes',
        gone.map((route) => route._uuid),
      );
  };
  if (prefixText === undefined && policy === undefined) {
    drop(routes);
    return undefined;
  }
  const prefix = prefixText === undefined ? undefined : normalPrefix(prefixText);
  if (prefixText !== undefined && prefix === undefined) throw new CommandError(`bad prefix argument: ${prefixText}`);
  const nextHop = nextHopText === undefined || nextHopText === 'discard' ? nextHopText : normalAddress(nextHopText);
  if (nextHopText !== undefined && nextHop === undefined) {
    throw new CommandError(`bad nexthop argument: ${nextHopText}`);
  }
  const table = call.options.get('route-table') ?? '';
  const gone = routes.filter(
    (route) =>
      (policy === undefined || (route.policy ?? 'dst-ip') === policy) &&
      (prefix === undefined || normalPrefix(route.ip_prefix) === prefix) &&
      (nextHop === undefined || route.nexthop === nextHop) &&
      (port === undefined || route.output_port === port) &&
      route.route_table === table,
  );
  if (gone.length === 0 && !given(call, 'if-exists')) {
    throw new CommandError(
      `no matching route: policy '${policy ?? 'any'}', prefix '${prefixText ?? '(null)'}', nexthop '${nextHopText ?? 'any'}', output_port '${port ?? 'any'}'.`,
    );
  }
  drop(gone);
  // Only here: routes that go all together leave their BFD sessions.
  for (const { bfd } of gone) if (bfd !== undefined) draft.delete(BFD, bfd);
  return undefined;
}

const routeColumns = [
  Logical_Router_Static_Route,
  'ip_prefix',
  'nexthop',
  'output_port',
  'policy',
  'route_table',
  'options',
  'bfd',
  'external_ids',
] as const;

export const staticRouteCommands: readonly Command[] = [
  {
    name: 'lr-route-add',
    usage: 'ROUTER PREFIX NEXTHOP [PORT]',
    summary: 'adds a route; NEXTHOP discard drops the packets. --ecmp allows several next hops of one prefix.',
    minArguments: 3,
    maxArguments: 4,
    options: [
      flag('may-exist'),
      flag('ecmp'),
      flag('ecmp-symmetric-reply'),
      valued('policy'),
      valued('route-table'),
      { name: 'bfd', argument: 'optional' },
    ],
    needs: always(
      [Logical_Router, 'name', 'static_routes'],
      [Logical_Router_Port, 'name'],
      [BFD, 'dst_ip', 'logical_port'],
      routeColumns,
    ),
    run: add,
  },
  {
    name: 'lr-route-del',
    usage: 'ROUTER [PREFIX [NEXTHOP [PORT]]]',
    summary: 'removes the routes that match, or all.',
    minArguments: 1,
    maxArguments: 4,
    options: [flag('if-exists'), valued('policy'), valued('route-table')],
    needs: always([Logical_Router, 'name', 'static_routes'], routeColumns),
    run: remove,
  },
  {
    name: 'lr-route-list',
    usage: 'ROUTER',
    summary: 'prints the routes by table, those with longer prefixes first.',
    minArguments: 1,
    maxArguments: 1,
    options: [valued('route-table')],
    isReadOnly: true,
    needs: always([Logical_Router, 'name', 'static_routes'], routeColumns),
    run(call, { draft, output }) {
      const router = routerNamed(draft, argument(call, 0));
      const table = call.options.get('route-table');
      const routes = draft
        .getAll(Logical_Router_Static_Route, router.static_routes)
        .filter((route) => table === undefined || route.route_table === table);
      for (const line of routeTables(routes)) output.line(line);
      return undefined;
    },
  },
];
