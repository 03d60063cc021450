/** Router policies: stages policy and policy_ecmp. */
import type { RouterFeature } from '../feature.js';

export const policy: RouterFeature = {
  source: 'northd/flows/router/policy',

  ofRouter(_read, _id, emit) {
    emit('lr_in_policy', 0, '1', 'reg8[0..15] = 0; next;');
    emit('lr_in_policy_ecmp', 150, 'reg8[0..15] == 0', 'next;');
    emit('lr_in_policy_ecmp', 0, '1', 'drop;');
  },
};
