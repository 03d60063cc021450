/** Asking for the next hop's MAC where nothing knows it: stage arp_request. */
import { solicitedNode } from '#base';
import { multicastMac } from '../../facts/network-address.js';
import { nextHop6 } from '../../facts/static-route.js';
import type { RouterFeature } from '../feature.js';

export const arpRequest: RouterFeature = {
  source: 'northd/flows/router/arp-request',

  ofRouter(_read, _id, emit) {
    emit(
      'lr_in_arp_request',
      100,
      'eth.dst == 00:00:00:00:00:00 && ip4',
      'arp { eth.dst = ff:ff:ff:ff:ff:ff; arp.spa = reg1; arp.tpa = reg0; arp.op = 1; output; };',
    );
    emit('lr_in_arp_request', 100, 'eth.dst == 00:00:00:00:00:00 && ip6', 'nd_ns { nd.target = xxreg0; output; };');
    emit('lr_in_arp_request', 0, '1', 'output;');
  },

  /** Solicitations for next hops of static routes go to the solicited-node address. */
  ofRoute(read, id, _router, emit) {
    const target = read(nextHop6, id);
    if (target === undefined) return;
    const group = solicitedNode(target);
    emit(
      'lr_in_arp_request',
      200,
      `eth.dst == 00:00:00:00:00:00 && ip6 && xxreg0 == ${target}`,
      `nd_ns { eth.dst = ${multicastMac(group)}; ip6.dst = ${group}; nd.target = ${target}; output; };`,
      { hint: id },
    );
  },
};
