/** Logical_Router_Static_Route rows: parsed, given their table's number, and grouped where several share a prefix. */
import { type Ipv4, type Ipv6, parseIpv4, parseIpv6, type Uuid } from '#base';
import { equalDeep, equalLists, query, type Read } from '#incremental';
import { Logical_Router, Logical_Router_Port, Logical_Router_Static_Route } from '#schemas/northbound';
import { contains, networkText, parseIpv4Interface, parseIpv6Interface } from './network-address.js';
import { routersOfRoute } from './northbound-index.js';
import { isRouterEnabled, portsOfRouter } from './router.js';
import { type RouterId, type RouterPort, type RouterPortId, routerPort } from './router-port.js';

export type StaticRouteId = Uuid<'Logical_Router_Static_Route'>;

/** A static route with valid columns. */
export interface StaticRoute {
  readonly family: 4 | 6;
  /** `network/length`, the host bits cleared. */
  readonly prefix: string;
  readonly prefixLength: number;
  readonly matchesSource: boolean;
  readonly isDiscard: boolean;
  /** Undefined where the route only names a port: the destination itself is the next hop. */
  readonly nextHop: Ipv4 | Ipv6 | undefined;
  readonly outputPort: string | undefined;
  readonly routeTable: string;
}

/** Where packets of a route leave. */
export interface RouteExit {
  readonly port: RouterPort;
  /** The port's address that is the source of ARP and ND for the next hop. */
  readonly source: Ipv4 | Ipv6;
}

/** The routers of a route that are enabled (one, unless the configuration is wrong). */
export const routerOfRoute = query('router-of-route', (read, id: StaticRouteId): RouterId | undefined =>
  read.find(routersOfRoute, id).find((router) => read(isRouterEnabled, router)),
);

/** What is wrong with a route's columns, or the route. */
export const parsedRoute = query(
  'parsed-route',
  (read, id: StaticRouteId): StaticRoute | { readonly problem: string } => {
    const row = read.row(Logical_Router_Static_Route, id);
    if (row === undefined) return { problem: 'no such route' };
    const isDiscard = row.nexthop === 'discard';
    const nextHopText = isDiscard ? '' : row.nexthop;
    const nextHop4 = parseIpv4Interface(nextHopText);
    const nextHop6 = nextHop4 === undefined ? parseIpv6Interface(nextHopText) : undefined;
    const nextHop = nextHop4 ?? nextHop6;
    if (nextHopText !== '' && nextHop === undefined) {
      return { problem: `bad 'nexthop' ${nextHopText} in static route ${id}` };
    }
    if (nextHop !== undefined && nextHop.prefix !== (nextHop4 === undefined ? 128 : 32)) {
      return { problem: `bad next hop mask ${nextHopText} in static route ${id}` };
    }
    const prefix4 = parseIpv4Interface(row.ip_prefix);
    const prefix = prefix4 ?? parseIpv6Interface(row.ip_prefix);
    if (prefix === undefined) return { problem: `bad 'ip_prefix' ${row.ip_prefix} in static route ${id}` };
    const family = prefix4 === undefined ? 6 : 4;
    if (nextHop !== undefined && (nextHop4 === undefined ? 6 : 4) !== family) {
      const detail = `'ip_prefix' ${row.ip_prefix} and 'nexthop' ${row.nexthop}`;
      return { problem: `Address family doesn't match between ${detail} in static route ${id}` };
    }
    return {
      family,
      prefix: networkText(prefix),
      prefixLength: prefix.prefix,
      matchesSource: row.policy === 'src-ip',
      isDiscard,
      nextHop: nextHop?.address,
      outputPort: row.output_port,
      routeTable: row.route_table,
    };
  },
  equalDeep,
);

/** The route when its columns are valid. */
export function validRoute(read: Read, id: StaticRouteId): StaticRoute | undefined {
  const route = read(parsedRoute, id);
  return 'problem' in route ? undefined : route;
}

/** The IPv6 next hop of a route, even of one that is wrong in its family. */
export const nextHop6 = query('next-hop-6', (read, id: StaticRouteId): Ipv6 | undefined => {
  const text = read.row(Logical_Router_Static_Route, id)?.nexthop ?? '';
  return parseIpv4(text) === undefined ? parseIpv6(text) : undefined;
});

/** How packets of a route leave, or why they cannot. Undefined for discard routes, which need no exit. */
export const exitOfRoute = query(
  'exit-of-route',
  (read, id: StaticRouteId): RouteExit | { readonly problem: string } | undefined => {
    const route = validRoute(read, id);
    const router = read(routerOfRoute, id);
    if (route === undefined || router === undefined || route.isDiscard) return undefined;
    const ports = read(portsOfRouter, router);
    const { outputPort, nextHop, prefix } = route;
    if (outputPort !== undefined) {
      const port = ports.map((port) => read(routerPort, port)).find((port) => port?.name === outputPort);
      if (port === undefined) return { problem: `Bad out port ${outputPort} for static route ${prefix}` };
      const networks = route.family === 4 ? port.ipv4 : port.ipv6;
      const source = networks.find((network) => nextHop !== undefined && contains(network, nextHop)) ?? networks[0];
      if (source !== undefined) return { port, source: source.address };
    } else if (nextHop !== undefined) {
      for (const id of ports) {
        const port = read(routerPort, id);
        const networks = (route.family === 4 ? port?.ipv4 : port?.ipv6) ?? [];
        const source = networks.find((network) => contains(network, nextHop));
        if (port !== undefined && source !== undefined) return { port, source: source.address };
      }
    }
    return { problem: `No path for static route ${prefix}; next hop ${nextHop ?? ''}` };
  },
  equalDeep,
);

/** Numbers of a router's route tables by name: those that ports name first, then those of routes, each in order of UUID. */
export const routeTablesOfRouter = query(
  'route-tables-of-router',
  (read, id: RouterId): ReadonlyMap<string, number> => {
    const numbers = new Map([['', 0]]);
    const number = (name: string) => {
      if (!numbers.has(name)) numbers.set(name, numbers.size);
    };
    for (const port of read(portsOfRouter, id)) number(read(routeTableOfPort, port));
    for (const route of routesOfRouter(read, id)) {
      const parsed = validRoute(read, route);
      const exit = read(exitOfRoute, route);
      if (parsed !== undefined && (exit === undefined || !('problem' in exit))) number(parsed.routeTable);
    }
    return numbers;
  },
  equalDeep,
);

/** The route table that packets from a port are looked up in, empty for the main one (options:route_table). */
export const routeTableOfPort = query('route-table-of-port', (read, id: RouterPortId): string => {
  return read.row(Logical_Router_Port, id)?.options.get('route_table') ?? '';
});

/** The number of a route's table in its router. */
export const routeTableNumber = query('route-table-number', (read, id: StaticRouteId): number => {
  const router = read(routerOfRoute, id);
  const name = validRoute(read, id)?.routeTable ?? '';
  return router === undefined || name === '' ? 0 : (read(routeTablesOfRouter, router).get(name) ?? 0);
});

/** Routes of one router that share prefix, policy and table, so that packets are spread over them. */
export interface RouteGroup {
  /** Number of the group in its router, from 1. */
  readonly number: number;
  readonly members: readonly StaticRouteId[];
}

/** What routes must share to be one group. */
const groupingOfRoute = query('grouping-of-route', (read, id: StaticRouteId): string | undefined => {
  const route = validRoute(read, id);
  if (route === undefined) return undefined;
  const exit = read(exitOfRoute, id);
  if (exit !== undefined && 'problem' in exit) return undefined;
  return `${route.prefix} ${route.matchesSource ? 'src' : 'dst'} ${route.routeTable}`;
});

/** The groups of a router, by what their members share. Numbered in the order in which the second members stand. */
export const routeGroupsOfRouter = query(
  'route-groups-of-router',
  (read, id: RouterId): ReadonlyMap<string, RouteGroup> => {
    const members = new Map<string, StaticRouteId[]>();
    const numbers = new Map<string, number>();
    for (const route of routesOfRouter(read, id)) {
      const grouping = read(groupingOfRoute, route);
      if (grouping === undefined) continue;
      const group = members.get(grouping);
      if (group === undefined) members.set(grouping, [route]);
      else {
        group.push(route);
        if (group.length === 2) numbers.set(grouping, numbers.size + 1);
      }
    }
    const groups = new Map<string, RouteGroup>();
    for (const [grouping, number] of numbers) groups.set(grouping, { number, members: members.get(grouping) ?? [] });
    return groups;
  },
  equalDeep,
);

/** The group that a route is in; undefined for a route that stands alone. */
export const groupOfRoute = query(
  'group-of-route',
  (read, id: StaticRouteId): RouteGroup | undefined => {
    const router = read(routerOfRoute, id);
    const grouping = read(groupingOfRoute, id);
    return router === undefined || grouping === undefined ? undefined : read(routeGroupsOfRouter, router).get(grouping);
  },
  equalDeep,
);

/** The routes of an enabled router, in order of UUID. */
const routeIdsOfRouter = query(
  'route-ids-of-router',
  (read, id: RouterId): readonly StaticRouteId[] =>
    read(isRouterEnabled, id) ? (read.row(Logical_Router, id)?.static_routes ?? []) : [],
  equalLists,
);

function routesOfRouter(read: Read, id: RouterId): readonly StaticRouteId[] {
  return read(routeIdsOfRouter, id);
}
