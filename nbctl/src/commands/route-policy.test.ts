/** Routing policies of routers: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('policies are listed by priority', () => {
  const said = `$ lr-add r
$ lr-policy-add r 10 'ip4.src == 10.0.0.0/24' drop
$ lr-policy-add r 20 'ip4.src == 10.0.1.0/24' allow pkt_mark=100
$ lr-policy-add r 25 ip4 reroute 192.168.1.1 pkt_mark=100
$ lr-policy-add r 30 'ip4.src == 10.0.2.0/24' reroute 192.168.1.1
$ lr-policy-add r 40 'ip4.src == 10.0.3.0/24' reroute 192.168.1.1,192.168.1.2
$ lr-policy-add r 50 ip6 reroute fd00::1,fd00::2
$ lr-policy-list r
Routing Policies
        50                                                ip6         reroute                   fd00::1, fd00::2
        40                             ip4.src == 10.0.3.0/24         reroute               192.168.1.1, 192.168.1.2
        30                             ip4.src == 10.0.2.0/24         reroute               192.168.1.1
        25                                                ip4         reroute               192.168.1.1               pkt_mark=100
        20                             ip4.src == 10.0.1.0/24           allow               pkt_mark=100
        10                             ip4.src == 10.0.0.0/24            drop
$ lr-policy-del r 10
$ lr-policy-del r 40 'ip4.src == 10.0.3.0/24'
$ lr-policy-list r
Routing Policies
        50                                                ip6         reroute                   fd00::1, fd00::2
        30                             ip4.src == 10.0.2.0/24         reroute               192.168.1.1
        25                                                ip4         reroute               192.168.1.1               pkt_mark=100
        20                             ip4.src == 10.0.1.0/24           allow               pkt_mark=100
$ lr-policy-del r
$ lr-policy-list r
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('what a policy may not be', () => {
  const said = `$ lr-add r
$ lr-policy-add r 32768 ip4 drop
error: 32768: priority must in range 0...32767
$ lr-policy-add r 1 ip4 pass
error: pass: action must be one of "allow", "drop", and "reroute"
$ lr-policy-add r 1 ip4 reroute
error: Nexthop is required when action is reroute.
$ lr-policy-add r 1 ip4 reroute 10.0.0
error: bad next hop argument: 10.0.0
$ lr-policy-add r 1 ip4 reroute 10.0.0.1,fd00::1
error: bad next hops argument, not in the same addr family : 10.0.0.1,fd00::1
$ lr-policy-add r 1 ip4 drop mark
error: No value specified for the option : mark
$ lr-policy-add r 1 ip4 drop
$ lr-policy-add r 1 ip4 allow
error: Same routing policy already existed on the logical router r.
$ --may-exist lr-policy-add r 1 ip4 drop
$ lr-policy-del r 2
$ lr-policy-del r 11111111-0000-0000-0000-000000000001
error: Logical router policy uuid is not found.
$ --if-exists lr-policy-del r 11111111-0000-0000-0000-000000000001
$ lr-policy-list r
Routing Policies
         1                                                ip4            drop
`;
  expect(replay(nbctl, said)).toBe(said);
});
