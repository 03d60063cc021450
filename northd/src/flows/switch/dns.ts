/** Answering DNS: stages dns_lookup and dns_response. */
import type { SwitchFeature } from '../feature.js';

export const dns: SwitchFeature = {
  source: 'northd/flows/switch/dns',

  ofSwitch(_read, _id, emit) {
    emit('ls_in_dns_lookup', 0, '1', 'next;');
    emit('ls_in_dns_response', 0, '1', 'next;');
  },
};
