/** Choosing the next hop: stages ip_routing_pre, ip_routing and ip_routing_ecmp. */
import type { Read } from '#incremental';
import { staticMulticastPortsOfRouter } from '../../facts/multicast.js';
import { isLinkLocal, networkText } from '../../facts/network-address.js';
import { portsOfRouter, relaysMulticast } from '../../facts/router.js';
import { routerPort } from '../../facts/router-port.js';
import {
  exitOfRoute,
  groupOfRoute,
  type RouteExit,
  type RouteGroup,
  routeTableNumber,
  routeTableOfPort,
  routeTablesOfRouter,
  type StaticRoute,
  type StaticRouteId,
  validRoute,
} from '../../facts/static-route.js';
import type { RouterFeature } from '../feature.js';
import type { Emit } from '../logical-flow.js';
import { quote } from '../quote.js';

export const ipRouting: RouterFeature = {
  source: 'northd/flows/router/ip-routing',

  ofRouter(read, id, emit) {
    emit('lr_in_ip_routing_pre', 0, '1', 'reg7 = 0; next;');
    emit('lr_in_ip_routing', 10550, 'nd_rs || nd_ra', 'drop;');
    emit('lr_in_ip_routing', 0, '1', 'drop;');
    emit('lr_in_ip_routing_ecmp', 150, 'reg8[0..15] == 0', 'next;');
    emit('lr_in_ip_routing_ecmp', 0, '1', 'drop;');
    if (!read(relaysMulticast, id)) return;
    if (read(staticMulticastPortsOfRouter, id).length === 0) {
      emit('lr_in_ip_routing', 10450, 'ip4.mcast || ip6.mcast', 'drop;');
      return;
    }
    for (const portId of read(portsOfRouter, id)) {
      const mac = read(routerPort, portId)?.mac;
      if (mac === undefined) continue;
      emit('lr_in_ip_routing', 10550, `eth.src == ${mac} && igmp`, 'drop;');
      emit('lr_in_ip_routing', 10550, `eth.src == ${mac} && (mldv1 || mldv2)`, 'drop;');
    }
    emit('lr_in_ip_routing', 10460, 'igmp', 'clone { outport = "_MC_static"; next; };');
    emit('lr_in_ip_routing', 10460, 'mldv1 || mldv2', 'clone { outport = "_MC_static"; next; };');
    const relay = 'clone { outport = "_MC_static"; ip.ttl--; next; };';
    emit('lr_in_ip_routing', 10450, 'ip4.mcast || ip6.mcast', relay);
  },

  ofPort(read, { id, port, router }, emit) {
    const table = read(routeTableOfPort, id);
    if (table !== '') {
      const number = read(routeTablesOfRouter, router).get(table) ?? 0;
      emit('lr_in_ip_routing_pre', 100, `inport == ${quote(port.name)}`, `reg7 = ${number}; next;`);
    }
    for (const network of port.ipv4) {
      const exit = { port, source: network.address };
      const match = `ip4.dst == ${networkText(network)}`;
      emit('lr_in_ip_routing', priority(network.prefix, 'connected'), match, forward(exit, 4, undefined), { hint: id });
    }
    for (const network of port.ipv6) {
      const exit = { port, source: network.address };
      // fe80::/64 is on every port: only packets that came in by it are meant.
      const from = isLinkLocal(network.address) ? `inport == ${quote(port.name)} && ` : '';
      const match = `${from}ip6.dst == ${networkText(network)}`;
      emit('lr_in_ip_routing', priority(network.prefix, 'connected'), match, forward(exit, 6, undefined), { hint: id });
    }
  },

  ofRoute(read, id, _router, emit) {
    const route = validRoute(read, id);
    if (route === undefined) return;
    const rank = priority(route.prefixLength, route.matchesSource ? 'source' : 'static');
    const match = routeMatch(read, id, route);
    const group = read(groupOfRoute, id);
    // The group's own flow is made once, with its first member.
    if (group !== undefined && group.members[0] === id) emit('lr_in_ip_routing', rank, match, chooseMember(group));
    if (route.isDiscard) {
      // As a member of a group a discard route has no flow: packets that choose it end in the stage's default.
      if (group === undefined) emit('lr_in_ip_routing', rank, match, 'drop;', { hint: id });
      return;
    }
    const exit = read(exitOfRoute, id);
    if (exit === undefined || 'problem' in exit) return;
    if (group !== undefined) memberFlow(id, route, exit, group, emit);
    else emit('lr_in_ip_routing', rank, match, forward(exit, route.family, route.nextHop), { hint: id });
  },
};

/** Longer prefixes first; among equal ones connected networks, then routes by destination, then routes by source. */
function priority(prefixLength: number, kind: 'connected' | 'static' | 'source'): number {
  const rank = { connected: 2, static: 1, source: 0 }[kind];
  return prefixLength * 3 + rank;
}

function routeMatch(read: Read, id: StaticRouteId, route: StaticRoute): string {
  const field = `ip${route.family}.${route.matchesSource ? 'src' : 'dst'}`;
  const table = route.matchesSource && route.routeTable === '' ? '' : `reg7 == ${read(routeTableNumber, id)} && `;
  return `${table}${field} == ${route.prefix}`;
}

/** The registers that arp_resolve and delivery read: next hop, source address, and the egress port. */
function setNextHop(exit: RouteExit, family: 4 | 6, nextHop: string | undefined): string {
  const [hop, source] = family === 4 ? ['reg0', 'reg1'] : ['xxreg0', 'xxreg1'];
  return (
    `${hop} = ${nextHop ?? `ip${family}.dst`}; ${source} = ${exit.source}; eth.src = ${exit.port.mac}; ` +
    `outport = ${quote(exit.port.name)};`
  );
}

function forward(exit: RouteExit, family: 4 | 6, nextHop: string | undefined): string {
  return `ip.ttl--; reg8[0..15] = 0; ${setNextHop(exit, family, nextHop)} flags.loopback = 1; next;`;
}

function chooseMember(group: RouteGroup): string {
  const numbers = group.members.map((_, i) => i + 1).join(', ');
  return `ip.ttl--; flags.loopback = 1; reg8[0..15] = ${group.number}; reg8[16..31] = select(${numbers});`;
}

function memberFlow(id: StaticRouteId, route: StaticRoute, exit: RouteExit, group: RouteGroup, emit: Emit): void {
  const match = `reg8[0..15] == ${group.number} && reg8[16..31] == ${group.members.indexOf(id) + 1}`;
  emit('lr_in_ip_routing_ecmp', 100, match, `${setNextHop(exit, route.family, route.nextHop)} next;`, { hint: id });
}
