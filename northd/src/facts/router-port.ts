/** Logical_Router_Port rows, read once: MAC and networks parsed, peers found. Flows and Port_Binding follow. */
import { type Mac, parseMac, type Uuid } from '#base';
import { equalDeep, equalLists, query } from '#incremental';
import { Logical_Router, Logical_Router_Port } from '#schemas/northbound';
import {
  type Ipv4Interface,
  type Ipv6Interface,
  linkLocalInterface,
  parseIpv4Interface,
  parseIpv6Interface,
} from './network-address.js';
import { routerPortsByName, routersOfPort, switchesOfPort, switchPortsByRouterPort } from './northbound-index.js';

export type RouterPortId = Uuid<'Logical_Router_Port'>;
export type RouterId = Uuid<'Logical_Router'>;

/** A port of a logical router as the flows see it. */
export interface RouterPort {
  readonly name: string;
  readonly mac: Mac;
  readonly isEnabled: boolean;
  readonly ipv4: readonly Ipv4Interface[];
  /** The configured addresses, then the one of fe80::/64 that follows from the MAC. */
  readonly ipv6: readonly Ipv6Interface[];
  readonly options: ReadonlyMap<string, string>;
  readonly peerName: string | undefined;
}

/** The router that a port is in; undefined when none lists it, or when that router is disabled. */
export const routerOfPort = query('router-of-port', (read, id: RouterPortId): RouterId | undefined => {
  const router = read.find(routersOfPort, id)[0];
  if (router === undefined) return undefined;
  return read.row(Logical_Router, router)?.enabled === false ? undefined : router;
});

/** The row as the flows see it; undefined when there is none, no enabled router lists it, or its MAC is none. */
export const routerPort = query(
  'router-port',
  (read, id: RouterPortId): RouterPort | undefined => {
    const row = read.row(Logical_Router_Port, id);
    if (row === undefined || read(routerOfPort, id) === undefined) return undefined;
    const mac = parseMac(row.mac);
    if (mac === undefined) return undefined;
    const ipv6 = row.networks.map(parseIpv6Interface).filter((network) => network !== undefined);
    const linkLocal = linkLocalInterface(mac);
    return {
      name: row.name,
      mac,
      isEnabled: row.enabled !== false,
      ipv4: row.networks.map(parseIpv4Interface).filter((network) => network !== undefined),
      ipv6: ipv6.some((network) => network.address === linkLocal.address) ? ipv6 : [...ipv6, linkLocal],
      options: row.options,
      peerName: row.peer,
    };
  },
  equalDeep,
);

/** The switch ports that lead to a router port (one, unless the configuration is wrong), in order of UUID. */
export const switchPortsOfRouterPort = query(
  'switch-ports-of-router-port',
  (read, id: RouterPortId): readonly Uuid<'Logical_Switch_Port'>[] => {
    const name = read.row(Logical_Router_Port, id)?.name;
    if (name === undefined || read(routerOfPort, id) === undefined) return [];
    return read.find(switchPortsByRouterPort, name).filter((port) => read.find(switchesOfPort, port).length > 0);
  },
  equalLists,
);

/** The router port that `peer` names; undefined when there is none. Only one end need name the other. */
export const peerOfRouterPort = query('peer-of-router-port', (read, id: RouterPortId): RouterPortId | undefined => {
  const name = read.row(Logical_Router_Port, id)?.peer;
  if (name === undefined || read(routerOfPort, id) === undefined) return undefined;
  return read.find(routerPortsByName, name).find((peer) => read(routerOfPort, peer) !== undefined);
});
