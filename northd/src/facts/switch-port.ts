/** Logical_Switch_Port rows, read once: addresses parsed, options decided. Flows and Port_Binding follow. */
import type { Uuid } from '#base';
import { equalDeep, query, type Read } from '#incremental';
import { Logical_Router_Port, Logical_Switch_Port } from '#schemas/northbound';
import { parseStationAddress, type StationAddress } from './network-address.js';
import { routerPortsByName, switchesOfPort } from './northbound-index.js';
import { isOn } from './option.js';
import { type RouterPort, routerOfPort, routerPort } from './router-port.js';

export type SwitchPortId = Uuid<'Logical_Switch_Port'>;
export type SwitchId = Uuid<'Logical_Switch'>;

/** A port of a logical switch as the flows see it. */
export interface SwitchPort {
  readonly name: string;
  /** Logical_Switch_Port.type: empty for a VIF. */
  readonly type: string;
  readonly isEnabled: boolean;
  readonly options: ReadonlyMap<string, string>;
  /** MACs with their IPs, of `addresses`; for `router` those of the peer router port. */
  readonly stations: readonly StationAddress[];
  /** True when `addresses` has `unknown`. */
  readonly takesUnknown: boolean;
  /** True when `port_security` has at least one valid entry. */
  readonly hasPortSecurity: boolean;
  /** The router port behind this port, when type is router and that port exists. */
  readonly peer: Uuid<'Logical_Router_Port'> | undefined;
}

/** The switch that a port is in; undefined when none lists it. With several, the one of the lowest UUID. */
export function switchOfPort(read: Read, id: SwitchPortId): SwitchId | undefined {
  return read.find(switchesOfPort, id)[0];
}

/** The row as the flows see it; undefined when there is none or no switch lists it. */
export const switchPort = query(
  'switch-port',
  (read, id: SwitchPortId): SwitchPort | undefined => {
    const row = read.row(Logical_Switch_Port, id);
    if (row === undefined || switchOfPort(read, id) === undefined) return undefined;
    const routerPortName = row.type === 'router' ? row.options.get('router-port') : undefined;
    const peer = routerPortName === undefined ? undefined : livingRouterPort(read, routerPortName);
    return {
      name: row.name,
      type: row.type,
      isEnabled: row.enabled !== false,
      options: row.options,
      stations: row.addresses.flatMap((text) => stationsOf(read, text, peer)),
      takesUnknown: row.addresses.some(isUnknown),
      hasPortSecurity: row.port_security.some((text) => parseStationAddress(text) !== undefined),
      peer,
    };
  },
  equalDeep,
);

/** What a switch asks of each of its ports: apart from the rest, so that the switch rests when only addresses change. */
export interface PortTraits {
  readonly name: string;
  readonly type: string;
  readonly isEnabled: boolean;
  /** The router port behind this port. */
  readonly peer: Uuid<'Logical_Router_Port'> | undefined;
  /** Gets packets to MACs nobody knows: `unknown` in addresses, enabled, and not external. */
  readonly takesUnknown: boolean;
  /** Gets every IP multicast packet (options:mcast_flood). */
  readonly takesMulticast: boolean;
}

export const portTraits = query(
  'port-traits',
  (read, id: SwitchPortId): PortTraits | undefined => {
    const port = read(switchPort, id);
    if (port === undefined) return undefined;
    const { name, type, isEnabled, peer, takesUnknown, options } = port;
    return {
      name,
      type,
      isEnabled,
      peer,
      takesUnknown: takesUnknown && isEnabled && type !== 'external',
      takesMulticast: isEnabled && isOn(options, 'mcast_flood'),
    };
  },
  equalDeep,
);

/** Entries of `addresses` that are words of their own, not addresses. */
export function isAddressWord(text: string): boolean {
  return isUnknown(text) || text === 'router' || isDynamic(text);
}

/** `dynamic` alone or with a MAC or addresses that are asked for. */
export function isDynamic(text: string): boolean {
  return text.startsWith('dynamic') || / dynamic$/.test(text);
}

function isUnknown(text: string): boolean {
  return text.trim() === 'unknown';
}

function stationsOf(
  read: Read,
  text: string,
  peer: Uuid<'Logical_Router_Port'> | undefined,
): readonly StationAddress[] {
  if (text === 'router') {
    const port = peer === undefined ? undefined : read(routerPort, peer);
    return port === undefined ? [] : [stationOf(port)];
  }
  if (isAddressWord(text)) return [];
  const station = parseStationAddress(text);
  return station === undefined ? [] : [station];
}

function stationOf(port: RouterPort): StationAddress {
  return { mac: port.mac, ipv4: port.ipv4, ipv6: port.ipv6 };
}

function livingRouterPort(read: Read, name: string): Uuid<'Logical_Router_Port'> | undefined {
  return read.find(routerPortsByName, name).find((id) => {
    return read.row(Logical_Router_Port, id) !== undefined && read(routerOfPort, id) !== undefined;
  });
}
