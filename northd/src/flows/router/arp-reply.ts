/** Answers to ARP and ND for a router's own addresses: stage ip_input. */
import { networkText } from '../../facts/network-address.js';
import type { RouterFeature } from '../feature.js';
import { quote } from '../quote.js';

const ARP_REPLY =
  'eth.dst = eth.src; eth.src = xreg0[0..47]; arp.op = 2; /* ARP reply */ arp.tha = arp.sha; arp.sha = xreg0[0..47]; ' +
  'arp.tpa <-> arp.spa; outport = inport; flags.loopback = 1; output;';

const ND_REPLY =
  'nd_na_router { eth.src = xreg0[0..47]; ip6.src = nd.target; nd.tll = xreg0[0..47]; outport = inport; ' +
  'flags.loopback = 1; output; };';

export const arpReply: RouterFeature = {
  source: 'northd/flows/router/arp-reply',

  ofPort(_read, { id, port }, emit) {
    const inport = `inport == ${quote(port.name)}`;
    for (const network of port.ipv4) {
      const match = `${inport} && arp.op == 1 && arp.tpa == ${network.address} && arp.spa == ${networkText(network)}`;
      emit('lr_in_ip_input', 90, match, ARP_REPLY, { hint: id });
    }
    for (const { address, solicitedNode } of port.ipv6) {
      const match = `${inport} && ip6.dst == {${address}, ${solicitedNode}} && nd_ns && nd.target == ${address}`;
      emit('lr_in_ip_input', 90, match, ND_REPLY, { hint: id });
    }
  },
};
