/** Sending packets to the chassis that has a distributed gateway port: stage gw_redirect. */
import type { RouterFeature } from '../feature.js';

export const gatewayRedirect: RouterFeature = {
  source: 'northd/flows/router/gateway-redirect',

  ofRouter(_read, _id, emit) {
    emit('lr_in_gw_redirect', 0, '1', 'next;');
  },
};
