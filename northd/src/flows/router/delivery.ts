/** Leaving the router by the chosen port: stage delivery. */
import { relaysMulticast } from '../../facts/router.js';
import type { RouterFeature } from '../feature.js';
import { quote } from '../quote.js';

export const delivery: RouterFeature = {
  source: 'northd/flows/router/delivery',

  ofPort(read, { port, router }, emit) {
    if (!port.isEnabled) return;
    emit('lr_out_delivery', 0, '1', 'drop;');
    const outport = `outport == ${quote(port.name)}`;
    if (read(relaysMulticast, router)) {
      const match = `(ip4.mcast || ip6.mcast) && ${outport}`;
      emit('lr_out_delivery', 110, match, `eth.src = ${port.mac}; output;`);
    }
    emit('lr_out_delivery', 100, outport, 'output;');
  },
};
