/**
 * The next hop's MAC: stage arp_resolve. Addresses that the NB knows become flows; all others are looked up in MAC_Binding,
 * and asked for in stage arp_request.
 */
import type { Read } from '#incremental';
import { contains } from '../../facts/network-address.js';
import { resolvesRoutersDynamically } from '../../facts/router.js';
import { peerOfRouterPort, routerOfPort, routerPort } from '../../facts/router-port.js';
import { routerLinksOfSwitch } from '../../facts/switch.js';
import { switchPort } from '../../facts/switch-port.js';
import type { RouterFeature, SwitchPortSite } from '../feature.js';
import type { Emit } from '../logical-flow.js';
import { oneOf, quote } from '../quote.js';

export const arpResolve: RouterFeature = {
  source: 'northd/flows/router/arp-resolve',

  ofRouter(_read, _id, emit) {
    emit('lr_in_arp_resolve', 500, 'ip4.mcast || ip6.mcast', 'next;');
    emit('lr_in_arp_resolve', 1, 'ip4', 'get_arp(outport, reg0); next;');
    emit('lr_in_arp_resolve', 1, 'ip6', 'get_nd(outport, xxreg0); next;');
    emit('lr_in_arp_resolve', 0, '1', 'drop;');
  },

  /** A router port's own addresses, in the router that is joined to it directly. */
  ofPort(read, { id, port }, emit) {
    const peerId = read(peerOfRouterPort, id);
    const peer = peerId === undefined ? undefined : read(routerPort, peerId);
    const datapath = peerId === undefined ? undefined : read(routerOfPort, peerId);
    if (peer === undefined || datapath === undefined) return;
    const outport = `outport == ${quote(peer.name)}`;
    const actions = `eth.dst = ${port.mac}; next;`;
    const own4 = port.ipv4.map(({ address }) => address);
    if (own4.length > 0) {
      emit('lr_in_arp_resolve', 100, `${outport} && reg0== ${oneOf(own4)}`, actions, { hint: id, datapath });
    }
    const own6 = port.ipv6.map(({ address }) => address);
    emit('lr_in_arp_resolve', 100, `${outport} && xxreg0 == ${oneOf(own6)}`, actions, { hint: id, datapath });
  },

  ofSwitchPort(read, site, emit) {
    if (site.port.type === 'router') resolveRouter(read, site, emit);
    else if (site.port.type !== 'virtual') resolveStation(read, site, emit);
  },
};

/** Stations of a switch port, in each router on the switch that has a network for the address. */
function resolveStation(read: Read, { id, port, switch: owner }: SwitchPortSite, emit: Emit): void {
  if (!port.isEnabled || port.stations.length === 0) return;
  for (const linkId of read(routerLinksOfSwitch, owner)) {
    const exitId = read(switchPort, linkId)?.peer;
    const exit = exitId === undefined ? undefined : read(routerPort, exitId);
    const datapath = exitId === undefined ? undefined : read(routerOfPort, exitId);
    if (exit === undefined || datapath === undefined) continue;
    for (const { mac, ipv4, ipv6 } of port.stations) {
      const actions = `eth.dst = ${mac}; next;`;
      const outport = `outport == ${quote(exit.name)}`;
      for (const { address } of ipv4) {
        if (!exit.ipv4.some((network) => contains(network, address))) continue;
        emit('lr_in_arp_resolve', 100, `${outport} && reg0 == ${address}`, actions, { hint: id, datapath });
      }
      for (const { address } of ipv6) {
        if (!exit.ipv6.some((network) => contains(network, address))) continue;
        emit('lr_in_arp_resolve', 100, `${outport} && xxreg0 == ${address}`, actions, { hint: id, datapath });
      }
    }
  }
}

/** All other routers on the switch, in the router behind this port, unless that one finds routers by ARP and ND. */
function resolveRouter(read: Read, { id, port, switch: owner }: SwitchPortSite, emit: Emit): void {
  const exit = port.peer === undefined ? undefined : read(routerPort, port.peer);
  const datapath = port.peer === undefined ? undefined : read(routerOfPort, port.peer);
  if (exit === undefined || datapath === undefined || !port.isEnabled) return;
  if (read(resolvesRoutersDynamically, datapath)) return;
  const outport = `outport == ${quote(exit.name)}`;
  for (const linkId of read(routerLinksOfSwitch, owner)) {
    const otherId = read(switchPort, linkId)?.peer;
    const other = otherId === undefined || otherId === port.peer ? undefined : read(routerPort, otherId);
    if (other === undefined) continue;
    const actions = `eth.dst = ${other.mac}; next;`;
    const own4 = other.ipv4.map(({ address }) => address);
    if (own4.length > 0) {
      emit('lr_in_arp_resolve', 100, `${outport} && reg0 == ${oneOf(own4)}`, actions, { hint: id, datapath });
    }
    const own6 = other.ipv6.map(({ address }) => address);
    emit('lr_in_arp_resolve', 100, `${outport} && xxreg0 == ${oneOf(own6)}`, actions, { hint: id, datapath });
  }
}
