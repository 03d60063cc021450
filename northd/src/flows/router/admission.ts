/** Admission to a router: only what is sent to one of its MACs, or to all (stage admission). */

import { gatewayMtu } from '../../facts/gateway-mtu.js';
import type { RouterFeature } from '../feature.js';
import { quote } from '../quote.js';

export const admission: RouterFeature = {
  source: 'northd/flows/router/admission',

  ofRouter(_read, _id, emit) {
    emit('lr_in_admission', 100, 'vlan.present || eth.src[40]', 'drop;');
    emit('lr_in_admission', 0, '1', 'drop;');
  },

  ofPort(_read, { id, port }, emit) {
    if (!port.isEnabled) return;
    const mtu = gatewayMtu(port);
    const check = mtu === undefined ? '' : `reg9[1] = check_pkt_larger(${mtu.frame}); `;
    const actions = `${check}xreg0[0..47] = ${port.mac}; next;`;
    emit('lr_in_admission', 50, `eth.mcast && inport == ${quote(port.name)}`, actions, { hint: id });
    const match = `eth.dst == ${port.mac} && inport == ${quote(port.name)}`;
    emit('lr_in_admission', 50, match, actions, { hint: id });
  },
};
