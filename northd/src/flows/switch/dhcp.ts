/** Answering DHCP: stages dhcp_options and dhcp_response. */
import type { SwitchFeature } from '../feature.js';

export const dhcp: SwitchFeature = {
  source: 'northd/flows/switch/dhcp',

  ofSwitch(_read, _id, emit) {
    emit('ls_in_dhcp_options', 0, '1', 'next;');
    emit('ls_in_dhcp_response', 0, '1', 'next;');
  },
};
