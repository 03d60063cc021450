/** Learning neighbours from ARP and ND into MAC_Binding: stages lookup_neighbor and learn_neighbor. */
import { networkText } from '../../facts/network-address.js';
import { learnsFromArpRequests } from '../../facts/router.js';
import type { RouterFeature } from '../feature.js';
import { quote } from '../quote.js';

export const neighbor: RouterFeature = {
  source: 'northd/flows/router/neighbor',

  ofRouter(read, id, emit) {
    const learnsAll = read(learnsFromArpRequests, id);
    const known = learnsAll ? '' : ' reg9[3] = 1;';
    emit('lr_in_lookup_neighbor', 100, 'arp.op == 2', `reg9[2] = lookup_arp(inport, arp.spa, arp.sha);${known} next;`);
    emit('lr_in_lookup_neighbor', 100, 'nd_na', `reg9[2] = lookup_nd(inport, nd.target, nd.tll);${known} next;`);
    if (!learnsAll) {
      emit(
        'lr_in_lookup_neighbor',
        110,
        'nd_na && ip6.src == fe80::/10 && ip6.dst == ff00::/8',
        'reg9[2] = lookup_nd(inport, ip6.src, nd.tll); reg9[3] = lookup_nd_ip(inport, ip6.src); next;',
      );
    }
    const knownAddress = learnsAll ? '' : ' reg9[3] = lookup_nd_ip(inport, ip6.src);';
    emit('lr_in_lookup_neighbor', 100, 'nd_ns', `reg9[2] = lookup_nd(inport, ip6.src, nd.sll);${knownAddress} next;`);
    emit('lr_in_lookup_neighbor', 0, '1', 'reg9[2] = 1; next;');

    emit('lr_in_learn_neighbor', 100, learnsAll ? 'reg9[2] == 1' : 'reg9[2] == 1 || reg9[3] == 0', 'next;');
    emit('lr_in_learn_neighbor', 95, 'nd_ns && (ip6.src == 0 || nd.sll == 0)', 'next;');
    emit('lr_in_learn_neighbor', 95, 'nd_na && nd.tll == 0', 'put_nd(inport, nd.target, eth.src); next;');
    emit('lr_in_learn_neighbor', 90, 'arp', 'put_arp(inport, arp.spa, arp.sha); next;');
    emit('lr_in_learn_neighbor', 90, 'nd_na', 'put_nd(inport, nd.target, nd.tll); next;');
    emit('lr_in_learn_neighbor', 90, 'nd_ns', 'put_nd(inport, ip6.src, nd.sll); next;');
    emit('lr_in_learn_neighbor', 0, '1', 'drop;');
  },

  ofPort(read, { id, port, router }, emit) {
    const learnsAll = read(learnsFromArpRequests, router);
    for (const network of port.ipv4) {
      const from = `inport == ${quote(port.name)} && arp.spa == ${networkText(network)}`;
      const lookup = 'reg9[2] = lookup_arp(inport, arp.spa, arp.sha);';
      if (!learnsAll) {
        const match = `${from} && arp.tpa == ${network.address} && arp.op == 1`;
        emit('lr_in_lookup_neighbor', 110, match, `${lookup} reg9[3] = 1; next;`, { hint: id });
      }
      const known = learnsAll ? '' : ' reg9[3] = lookup_arp_ip(inport, arp.spa);';
      emit('lr_in_lookup_neighbor', 100, `${from} && arp.op == 1`, `${lookup}${known} next;`, { hint: id });
    }
  },
};
