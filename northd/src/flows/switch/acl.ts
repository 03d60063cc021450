/** Access control: stages pre_acl, acl_hint, acl and acl_after_lb of both pipelines. */
import type { SwitchFeature } from '../feature.js';

export const acl: SwitchFeature = {
  source: 'northd/flows/switch/acl',

  ofSwitch(_read, _id, emit) {
    emit('ls_in_pre_acl', 110, 'eth.dst == $svc_monitor_mac', 'next;');
    emit('ls_out_pre_acl', 110, 'eth.src == $svc_monitor_mac', 'next;');
    for (const side of ['in', 'out'] as const) {
      emit(`ls_${side}_pre_acl`, 0, '1', 'next;');
      emit(`ls_${side}_acl_hint`, 65535, '1', 'next;');
      emit(`ls_${side}_acl`, 65535, '1', 'next;');
      emit(`ls_${side}_acl`, 65532, 'nd || nd_ra || nd_rs || mldv1 || mldv2', 'next;');
    }
    emit('ls_in_acl_after_lb', 0, '1', 'next;');
    emit('ls_in_acl_after_lb', 65532, 'nd || nd_ra || nd_rs || mldv1 || mldv2', 'next;');
  },
};
