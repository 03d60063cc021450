/** Admission to a router: only what is sent to one of its MACs, or to all (stage admission). */

import { gatewayFrame, gatewayMtu } from '../../facts/gateway-mtu.js';
import type { RouterFeature } from '../feature.js';
import { quote } from '../quote.js';

export const admission: RouterFeature = {
  source: 'northd/flows/router/admission',

  ofRouter(_read, _id, emit) {
    emit('lr_in_admission', 100, 'vlan.present || eth.src[40]', 'drop;');
    emit('lr_in_admission', 0, '1', 'drop;');
  },

  ofPort(read, { id, port }, emit) {
    if (!port.isEnabled) return;
    const mtu = gatewayMtu(port);
    const check = mtu === undefined ? '' : `reg9[1] = check_pkt_larger(${gatewayFrame(read, id, mtu)}); `;
    const admit = `xreg0[0..47] = ${port.mac}; next;`;
    const bypass = mtu === undefined ? undefined : port.options.get('gateway_mtu_bypass');
    for (const to of ['eth.mcast', `eth.dst == ${port.mac}`]) {
      const match = `${to} && inport == ${quote(port.name)}`;
      emit('lr_in_admission', 50, match, `${check}${admit}`, { hint: id });
      if (bypass !== undefined) emit('lr_in_admission', 55, `${match} && (${bypass})`, admit, { hint: id });
    }
  },
};
