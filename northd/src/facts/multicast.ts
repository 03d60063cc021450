/** IP multicast snooping of switches and relaying of routers (ovn-nb(5), other_config:mcast_*). */
import { equalDeep, equalLists, query } from '#incremental';
import { Logical_Router_Port, Logical_Switch } from '#schemas/northbound';
import { isOn } from './option.js';
import { portsOfRouter, relaysMulticast } from './router.js';
import { type RouterId, routerOfPort, routerPort } from './router-port.js';
import { multicastPortsOfSwitch, routerLinksOfSwitch } from './switch.js';
import { portTraits, type SwitchId } from './switch-port.js';

/** How a switch treats IP multicast. */
export interface SwitchMulticast {
  readonly snoops: boolean;
  /** Groups that nobody joined go everywhere. */
  readonly floodsUnregistered: boolean;
  /** True when a router port of the switch leads to a router with mcast_relay. */
  readonly floodsToRelays: boolean;
  /** True when some port takes every multicast packet (options:mcast_flood). */
  readonly hasStaticPorts: boolean;
}

/** Ports of a switch that lead to a router that relays multicast, disabled ones too. */
const relayLinksOfSwitch = query(
  'relay-links-of-switch',
  (read, id: SwitchId) =>
    read(routerLinksOfSwitch, id).filter((port) => {
      const peer = read(portTraits, port)?.peer;
      const router = peer === undefined ? undefined : read(routerOfPort, peer);
      return router !== undefined && read(relaysMulticast, router);
    }),
  equalLists,
);

/** Enabled ports of a switch that lead to a router that relays multicast. */
export const relayPortsOfSwitch = query(
  'relay-ports-of-switch',
  (read, id: SwitchId) => read(relayLinksOfSwitch, id).filter((port) => read(portTraits, port)?.isEnabled === true),
  equalLists,
);

export const multicastOfSwitch = query(
  'multicast-of-switch',
  (read, id: SwitchId): SwitchMulticast => {
    const config = read.row(Logical_Switch, id)?.other_config ?? new Map<string, string>();
    return {
      snoops: isOn(config, 'mcast_snoop'),
      floodsUnregistered: isOn(config, 'mcast_flood_unregistered'),
      floodsToRelays: read(relayLinksOfSwitch, id).length > 0,
      hasStaticPorts: read(multicastPortsOfSwitch, id).length > 0,
    };
  },
  equalDeep,
);

/** Ports of a router that take every multicast packet (options:mcast_flood). */
export const staticMulticastPortsOfRouter = query(
  'static-multicast-ports-of-router',
  (read, id: RouterId) => {
    return read(portsOfRouter, id).filter((port) => {
      const row = read.row(Logical_Router_Port, port);
      return read(routerPort, port)?.isEnabled === true && row !== undefined && isOn(row.options, 'mcast_flood');
    });
  },
  equalLists,
);
