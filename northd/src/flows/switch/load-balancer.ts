/**
 * Load balancing on switches: what may not go through conntrack for it (pre_lb), and the empty stages that load balancers
 * fill (lb_aff_check, lb, lb_aff_learn, pre_hairpin, nat_hairpin, hairpin).
 */
import { filteringOfSwitch } from '../../facts/acl.js';
import { vtepPortsOfSwitch } from '../../facts/switch.js';
import type { SwitchFeature } from '../feature.js';
import { quote } from '../quote.js';

export const loadBalancer: SwitchFeature = {
  source: 'northd/flows/switch/load-balancer',

  ofSwitch(read, id, emit) {
    emit('ls_in_pre_lb', 110, 'nd || nd_rs || nd_ra || mldv1 || mldv2', 'next;');
    emit('ls_out_pre_lb', 110, 'nd || nd_rs || nd_ra || mldv1 || mldv2', 'next;');
    emit('ls_in_pre_lb', 110, 'eth.dst == $svc_monitor_mac', 'next;');
    emit('ls_out_pre_lb', 110, 'eth.src == $svc_monitor_mac', 'next;');
    for (const side of ['in', 'out'] as const) {
      emit(`ls_${side}_pre_lb`, 110, 'eth.mcast', 'next;');
      emit(`ls_${side}_pre_lb`, 110, 'reg0[16] == 1', 'next;');
      emit(`ls_${side}_pre_lb`, 0, '1', 'next;');
    }
    emit('ls_in_lb_aff_check', 0, '1', 'next;');
    emit('ls_in_lb', 0, '1', 'next;');
    emit('ls_in_lb_aff_learn', 0, '1', 'next;');
    emit('ls_in_pre_hairpin', 0, '1', 'next;');
    emit('ls_in_nat_hairpin', 0, '1', 'next;');
    emit('ls_in_hairpin', 0, '1', 'next;');
    if (read(vtepPortsOfSwitch, id).length > 0) {
      emit('ls_in_hairpin', 1000, 'reg0[14] == 1', 'next(pipeline=ingress, table=25);');
    }
  },

  ofPort(read, { id, port, switch: owner }, emit) {
    if (port.type !== 'localnet' && port.peer === undefined) return;
    const details = { port: port.name, hint: id };
    emit('ls_in_pre_lb', 110, `ip && inport == ${quote(port.name)}`, 'next;', details);
    // Behind stateful ACLs the packet keeps what conntrack said of it.
    const forget = read(filteringOfSwitch, owner) === 'stateful' ? '' : 'ct_clear; ';
    emit('ls_out_pre_lb', 110, `ip && outport == ${quote(port.name)}`, `${forget}next;`, details);
  },
};
