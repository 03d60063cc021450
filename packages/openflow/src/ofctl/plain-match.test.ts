import { expect, test } from '@jest/globals';
import { formatMatch } from '../text/match-format.js';
import { parseMatch } from '../text/match-parse.js';
import { plainMatch } from './plain-match.js';

test.each([
  ['ip,nw_src=1.2.3.4', 'ip,nw_src=1.2.3.4', undefined],
  ['nw_src=1.2.3.4', '', 'nw_src=1.2.3.4'],
  ['tp_dst=80', '', 'tp_dst=80'],
  ['ip,tcp_dst=80', 'ip', 'ip,tp_dst=80'],
  ['arp,nw_src=1.2.3.4', 'arp,arp_spa=1.2.3.4', undefined],
  ['arp,nw_src=1.2.3.4,nw_tos=4', 'arp,arp_spa=1.2.3.4', 'arp,arp_spa=1.2.3.4,nw_tos=4'],
  ['tcp,udp_src=5', 'tcp,tp_src=5', undefined],
  ['nw_proto=6', '', 'nw_proto=6'],
  ['ipv6_src=fe80::1', '', ''],
  ['icmp6,nd_target=fe80::1', 'icmp6', 'icmp6,nd_target=fe80::1'],
  ['udp_src=5,nw_dst=1.2.3.4/24', '', 'nw_dst=1.2.3.0/24,tp_src=5'],
  ['nw_tos=4,nw_ttl=5,reg0=1', 'reg0=0x1', 'reg0=0x1,nw_tos=4,nw_ttl=5'],
  ['icmp_type=3', '', 'tp_src=3'],
])('%s', (text, after, before) => {
  const { match, change } = plainMatch(parseMatch(text));
  expect([formatMatch(match), change]).toEqual([after, before === undefined ? undefined : { before, after }]);
});
