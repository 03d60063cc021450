import type { RouterPort } from './router-port.js';

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
