/** Control plane protection: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('protocols and meters', () => {
  const said = `$ copp-add c1 arp m1
$ copp-add c1 dhcpv4-opts m2
$ copp-list c1
arp: m1
dhcpv4-opts: m2
$ copp-add c1 arp m3
$ copp-list c1
arp: m3
dhcpv4-opts: m2
$ copp-add c1 carrier-pigeon m1
error: Invalid control protocol. Allowed values: arp, arp-resolve, dhcpv4-opts, dhcpv6-opts, dns, event-elb, icmp4-error, icmp6-error, igmp, nd-na, nd-ns, nd-ns-resolve, nd-ra-opts, tcp-reset, bfd, reject, svc-monitor.
$ ls-add sw -- lr-add r
$ ls-copp-add c1 sw
$ lr-copp-add c1 r
$ lr-copp-add noc r
error: noc: copp name not found
$ get Logical_Switch sw copp
<1>
$ copp-del c1 arp
$ copp-list c1
dhcpv4-opts: m2
$ copp-del c1
$ copp-del c1
$ copp-list c1
`;
  expect(replay(nbctl, said)).toBe(said);
});
