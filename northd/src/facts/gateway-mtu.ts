/** options:gateway_mtu of router ports: how large a packet may be, and the frame around it. */
import { equalLists, query, type Read } from '#incremental';
import { Logical_Switch_Port } from '#schemas/northbound';
import { portsOfRouter } from './router.js';
import {
  type RouterId,
  type RouterPort,
  type RouterPortId,
  routerPort,
  switchPortsOfRouterPort,
} from './router-port.js';
import { localnetPortsOfSwitch } from './switch.js';
import { switchOfPort } from './switch-port.js';

const ETHERNET_HEADER_LENGTH = 14;
const VLAN_TAG_LENGTH = 4;

/** The largest IP packet that a router port may send, in bytes; undefined when it has no limit. */
export function gatewayMtu(port: RouterPort): number | undefined {
  const text = port.options.get('gateway_mtu');
  const mtu = text === undefined ? 0 : Number.parseInt(text, 10);
  return mtu > 0 ? mtu : undefined;
}

/** The largest frame of a port with a gateway MTU, in bytes: with a VLAN tag where the network behind it has them. */
export function gatewayFrame(read: Read, id: RouterPortId, mtu: number): number {
  return mtu + ETHERNET_HEADER_LENGTH + (read(carriesTags, id) ? VLAN_TAG_LENGTH : 0);
}

/** True when the switch behind a router port leaves by a physical network for which a VLAN tag was asked. */
const carriesTags = query('carries-tags', (read, id: RouterPortId) => {
  const link = read(switchPortsOfRouterPort, id)[0];
  const owner = link === undefined ? undefined : switchOfPort(read, link);
  if (owner === undefined) return false;
  return read(localnetPortsOfSwitch, owner).some(
    (port) => read.row(Logical_Switch_Port, port)?.tag_request !== undefined,
  );
});

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
