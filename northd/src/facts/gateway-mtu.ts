/** options:gateway_mtu of router ports. */
import { equalLists, query } from '#incremental';
import { portsOfRouter } from './router.js';
import { type RouterId, type RouterPort, routerPort } from './router-port.js';

/** Sizes above which a router port must not send: the IP packet, and the Ethernet frame around it. */
export interface GatewayMtu {
  readonly packet: number;
  readonly frame: number;
}

const ETHERNET_HEADER_LENGTH = 14;

/** The port's options:gateway_mtu; undefined when it has none. */
export function gatewayMtu(port: RouterPort): GatewayMtu | undefined {
  const text = port.options.get('gateway_mtu');
  const packet = text === undefined ? 0 : Number.parseInt(text, 10);
  return packet > 0 ? { packet, frame: packet + ETHERNET_HEADER_LENGTH } : undefined;
}

/** The ports of a router that have a gateway MTU, in order of UUID. */
export const limitedPortsOfRouter = query(
  'limited-ports-of-router',
  (read, id: RouterId) =>
    read(portsOfRouter, id).filter((port) => {
      const own = read(routerPort, port);
      return own !== undefined && gatewayMtu(own) !== undefined;
    }),
  equalLists,
);
