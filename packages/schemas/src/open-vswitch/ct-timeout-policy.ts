import { integer, oneOf, string } from '../base.js';
import { map } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: there is a set of connection timeouts. See ovs-vswitchd.conf.db(5). */
export const CT_Timeout_Policy = table('CT_Timeout_Policy', {
  timeouts: map(
    oneOf(
      'tcp_syn_sent',
      'tcp_syn_recv',
      'tcp_established',
      'tcp_fin_wait',
      'tcp_close_wait',
      'tcp_last_ack',
      'tcp_time_wait',
      'tcp_close',
      'tcp_syn_sent2',
      'tcp_retransmit',
      'tcp_unack',
      'udp_first',
      'udp_single',
      'udp_multiple',
      'icmp_first',
      'icmp_reply',
    ),
    integer(0, 4294967295),
  ),
  external_ids: map(string(), string()),
});

export type CtTimeoutPolicyRow = Row<typeof CT_Timeout_Policy>;
