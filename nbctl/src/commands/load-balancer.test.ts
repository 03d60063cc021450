/** Load balancers: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('virtual addresses with and without ports', () => {
  const said = `$ lb-add lb1 30.0.0.1 192.168.0.1,192.168.0.2
$ lb-add lb2 30.0.0.2:80 192.168.0.1:8080,192.168.0.2:8080
$ lb-add lb2 30.0.0.3:80 192.168.0.3:80
$ lb-add lb3 30.0.0.4:53 192.168.0.4:53 udp
$ lb-add lb4 [fd01::1]:80 [fd00::1]:80 sctp
$ lb-add lb5 fd01::2 fd00::2
$ lb-list
UUID                                    LB                  PROTO      VIP             IPs
<1>    lb1                            30.0.0.1        192.168.0.1,192.168.0.2
<2>    lb2                 tcp        30.0.0.2:80     192.168.0.1:8080,192.168.0.2:8080
                                                            tcp        30.0.0.3:80     192.168.0.3:80
<3>    lb3                 udp        30.0.0.4:53     192.168.0.4:53
<4>    lb4                 sctp       [fd01::1]:80    [fd00::1]:80
<5>    lb5                            fd01::2         fd00::2
$ lb-list lb2
UUID                                    LB                  PROTO      VIP            IPs
<2>    lb2                 tcp        30.0.0.2:80    192.168.0.1:8080,192.168.0.2:8080
                                                            tcp        30.0.0.3:80    192.168.0.3:80
$ lb-del lb2 30.0.0.3:80
$ lb-list lb2
UUID                                    LB                  PROTO      VIP            IPs
<2>    lb2                 tcp        30.0.0.2:80    192.168.0.1:8080,192.168.0.2:8080
$ lb-del lb2
$ lb-del lb2
$ --if-exists lb-del lb2
$ lb-del lb3 30.0.0.9:53
error: vip 30.0.0.9:53 is not part of the load balancer.
$ --if-exists lb-del lb3 30.0.0.9:53
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('what a balancer may not be', () => {
  const said = `$ lb-add lb 30.0.0.1:80 192.168.0.1 
error: 192.168.0.1: should be an IP address and a port number with : as a separator.
$ lb-add lb 30.0.0.1 192.168.0.1:80
error: 192.168.0.1:80: should be an IP address.
$ lb-add lb 30.0.0.1:80 192.168.0.1:80 icmp
error: icmp: protocol must be one of "tcp", "udp",  or "sctp".
$ lb-add lb 30.0.0.1 192.168.0.1 tcp
error: Protocol is unnecessary when no port of vip is given.
$ lb-add lb 30.0.0.1:80 [fd00::1]:80
error: [fd00::1]:80: IP address family is different from VIP 30.0.0.1.
$ lb-add lb [fd00::1] fd00::2
$ lb-add lb 30.0.0:80 192.168.0.1:80
socket_util|ERR|30.0.0:80: bad IP address "30.0.0"
error: 30.0.0:80: should be an IP address (or an IP address and a port number with : as a separator).
$ lb-add lb 30.0.0.1:0 192.168.0.1:80
error: 192.168.0.1:80: should be an IP address.
$ lb-add lb 30.0.0.1:80 192.168.0.1:80,,192.168.0.2:80,
$ lb-add lb 30.0.0.1:80 192.168.0.9:80
error: lb: a load balancer with this vip (30.0.0.1:80) already exists
$ --may-exist lb-add lb 30.0.0.1:80 192.168.0.9:80
$ --reject --event lb-add lb6 30.0.0.1:80 192.168.0.1:80
error: --reject and --event can't specified at the same time
$ --reject lb-add lb7 30.0.0.1:80 192.168.0.1:80
$ get Load_Balancer lb7 options
{reject="true"}
$ lb-list lb
UUID                                    LB                  PROTO      VIP            IPs
<1>    lb                  tcp        30.0.0.1:80    192.168.0.9:80
                                                                       fd00::1        fd00::2
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('on switches and routers', () => {
  const said = `$ ls-add sw -- lr-add r -- lb-add lb1 30.0.0.1 192.168.0.1 -- lb-add lb2 30.0.0.2 192.168.0.1
$ ls-lb-add sw lb1
$ ls-lb-add sw lb1
error: <1> : a load balancer with this UUID already exists
$ --may-exist ls-lb-add sw lb1
$ ls-lb-add sw nolb
error: nolb: load balancer name not found
$ ls-lb-list sw
UUID                                    LB                  PROTO      VIP         IPs
<1>    lb1                            30.0.0.1    192.168.0.1
$ ls-lb-del sw lb2
error: load balancer lb2 is not part of any logical switch.
$ --if-exists ls-lb-del sw lb2
$ ls-lb-del sw
$ ls-lb-list sw
$ lr-lb-add r lb2
$ lr-lb-list r
UUID                                    LB                  PROTO      VIP         IPs
<2>    lb2                            30.0.0.2    192.168.0.1
$ lr-lb-del r lb2
$ lr-lb-del r lb2
error: load balancer lb2 is not part of any logical router.
`;
  expect(replay(nbctl, said)).toBe(said);
});
