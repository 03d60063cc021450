/** Logical_Router rows: what holds for a router and its ports as a whole. */
import { equalLists, query } from '#incremental';
import { Logical_Router } from '#schemas/northbound';
import { isNotOff, isOn } from './option.js';
import type { RouterId, RouterPortId } from './router-port.js';

/** False for routers that `enabled` switches off: they have no datapath at all. */
export const isRouterEnabled = query('is-router-enabled', (read, id: RouterId) => {
  const row = read.row(Logical_Router, id);
  return row !== undefined && row.enabled !== false;
});

/** The ports of an enabled router, in order of UUID. */
export const portsOfRouter = query(
  'ports-of-router',
  (read, id: RouterId): readonly RouterPortId[] =>
    read(isRouterEnabled, id) ? (read.row(Logical_Router, id)?.ports ?? []) : [],
  equalLists,
);

/** True when any ARP request teaches the router its sender (options:always_learn_from_arp_request, default true). */
export const learnsFromArpRequests = query('learns-from-arp-requests', (read, id: RouterId) => {
  const row = read.row(Logical_Router, id);
  return row === undefined || isNotOff(row.options, 'always_learn_from_arp_request');
});

/** True when neighbour routers are resolved by ARP and ND, not by flows (options:dynamic_neigh_routers). */
export const resolvesRoutersDynamically = query('resolves-routers-dynamically', (read, id: RouterId) => {
  const row = read.row(Logical_Router, id);
  return row !== undefined && isOn(row.options, 'dynamic_neigh_routers');
});

/** True when the router forwards IP multicast (options:mcast_relay). */
export const relaysMulticast = query('relays-multicast', (read, id: RouterId) => {
  const row = read.row(Logical_Router, id);
  return row !== undefined && isOn(row.options, 'mcast_relay');
});
