/** Address translation and load balancing on routers: the stages that NAT and load balancers fill, and their defaults. */
import type { RouterFeature } from '../feature.js';

export const nat: RouterFeature = {
  source: 'northd/flows/router/nat',

  ofRouter(_read, _id, emit) {
    emit('lr_in_unsnat', 0, '1', 'next;');
    emit('lr_in_defrag', 0, '1', 'next;');
    emit('lr_in_lb_aff_check', 0, '1', 'next;');
    emit('lr_in_dnat', 0, '1', 'next;');
    emit('lr_in_lb_aff_learn', 0, '1', 'next;');
    emit('lr_in_ecmp_stateful', 0, '1', 'next;');
    emit('lr_out_chk_dnat_local', 0, '1', 'reg9[4] = 0; next;');
    emit('lr_out_undnat', 0, '1', 'next;');
    emit('lr_out_post_undnat', 0, '1', 'next;');
    emit('lr_out_snat', 0, '1', 'next;');
    emit('lr_out_snat', 120, 'nd_ns', 'next;');
    emit('lr_out_post_snat', 0, '1', 'next;');
    emit('lr_out_egr_loop', 0, '1', 'next;');
  },
};
