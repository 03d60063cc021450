/** MAC learning on VIFs with the address `unknown` and without port security: stages lookup_fdb and put_fdb. */
import type { SwitchFeature } from '../feature.js';
import { quote } from '../quote.js';

export const macLearning: SwitchFeature = {
  source: 'northd/flows/switch/mac-learning',

  ofSwitch(_read, _id, emit) {
    emit('ls_in_lookup_fdb', 0, '1', 'next;');
    emit('ls_in_put_fdb', 0, '1', 'next;');
  },

  ofPort(_read, { id, port }, emit) {
    if (port.type !== '' || !port.takesUnknown || port.hasPortSecurity) return;
    const inport = `inport == ${quote(port.name)}`;
    const details = { port: port.name, hint: id };
    emit('ls_in_lookup_fdb', 100, inport, 'reg0[11] = lookup_fdb(inport, eth.src); next;', details);
    emit('ls_in_put_fdb', 100, `${inport} && reg0[11] == 0`, 'put_fdb(inport, eth.src); next;', details);
  },
};
