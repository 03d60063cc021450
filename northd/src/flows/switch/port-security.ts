/**
 * Admission to a switch and port security: stages check_port_sec and apply_port_sec of both pipelines. The checks
 * themselves are the controller's; here stands only where they are asked for.
 */
import { passesVlans } from '../../facts/switch.js';
import type { SwitchFeature } from '../feature.js';
import { quote } from '../quote.js';

export const portSecurity: SwitchFeature = {
  source: 'northd/flows/switch/port-security',

  ofSwitch(read, id, emit) {
    if (!read(passesVlans, id)) emit('ls_in_check_port_sec', 100, 'vlan.present', 'drop;');
    emit('ls_in_check_port_sec', 100, 'eth.src[40]', 'drop;');
    emit('ls_in_check_port_sec', 50, '1', 'reg0[15] = check_in_port_sec(); next;');
    emit('ls_in_apply_port_sec', 50, 'reg0[15] == 1', 'drop;');
    emit('ls_in_apply_port_sec', 0, '1', 'next;');
    emit('ls_out_check_port_sec', 100, 'eth.mcast', 'reg0[15] = 0; next;');
    emit('ls_out_check_port_sec', 0, '1', 'reg0[15] = check_out_port_sec(); next;');
    emit('ls_out_apply_port_sec', 50, 'reg0[15] == 1', 'drop;');
    emit('ls_out_apply_port_sec', 0, '1', 'output;');
  },

  ofPort(_read, { id, port }, emit) {
    if (port.type === 'external') return;
    const inport = `inport == ${quote(port.name)}`;
    const details = { port: port.name, hint: id };
    if (!port.isEnabled) {
      emit('ls_in_check_port_sec', 100, inport, 'reg0[15] = 1; next;', details);
      return;
    }
    const queue = queueOf(port.type, port.options);
    if (port.type === 'vtep') {
      emit('ls_in_check_port_sec', 70, inport, 'reg0[14] = 1; next(pipeline=ingress, table=16);', details);
    } else if (queue !== undefined) {
      const actions = `set_queue(${queue}); reg0[15] = check_in_port_sec(); next;`;
      emit('ls_in_check_port_sec', 70, inport, actions, details);
      if (port.type === 'localnet') {
        emit('ls_out_apply_port_sec', 100, `outport == ${quote(port.name)}`, `set_queue(${queue}); output;`, details);
      }
    }
  },
};

function queueOf(type: string, options: ReadonlyMap<string, string>): string | undefined {
  return type === 'router' ? undefined : options.get('qdisc_queue_id');
}
