/** Static routes of routers: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('routes are listed by version, table and prefix length', () => {
  const said = `$ lr-add r -- lrp-add r rp 00:00:00:00:00:01 10.0.0.254/24
$ lr-route-add r 0.0.0.0/0 10.0.0.1
$ lr-route-add r 10.1.2.3/16 10.0.0.2 rp
$ --policy=src-ip lr-route-add r 10.2.0.0/24 10.0.0.3
$ lr-route-add r 10.3.0.1 10.0.0.4
$ lr-route-add r 10.4.0.0/24 discard
$ --route-table=t1 lr-route-add r 10.5.0.0/24 10.0.0.5
$ lr-route-add r fd01::1/64 fd00::1
$ --ecmp lr-route-add r 0.0.0.0/0 10.0.0.9
$ --ecmp-symmetric-reply lr-route-add r 10.6.0.0/24 10.0.0.6 rp
$ lr-route-list r
IPv4 Routes
Route Table <main>:
                 10.3.0.1                  10.0.0.4 dst-ip
              10.4.0.0/24                   discard dst-ip
              10.6.0.0/24                  10.0.0.6 dst-ip rp ecmp-symmetric-reply
              10.2.0.0/24                  10.0.0.3 src-ip
              10.1.0.0/16                  10.0.0.2 dst-ip rp
                0.0.0.0/0                  10.0.0.1 dst-ip ecmp
                0.0.0.0/0                  10.0.0.9 dst-ip ecmp

Route Table t1:
              10.5.0.0/24                  10.0.0.5 dst-ip

IPv6 Routes
Route Table <main>:
                fd01::/64                   fd00::1 dst-ip
$ --route-table=t1 lr-route-list r
IPv4 Routes
Route Table t1:
              10.5.0.0/24                  10.0.0.5 dst-ip
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('the same prefix once more', () => {
  const said = `$ lr-add r -- lrp-add r rp 00:00:00:00:00:01 10.0.0.254/24
$ lr-route-add r 10.1.0.0/16 10.0.0.1
$ lr-route-add r 10.1.0.0/16 10.0.0.2
error: duplicate prefix: 10.1.0.0/16 (policy: dst-ip). Use option --ecmp to allow this for ECMP routing.
$ --may-exist lr-route-add r 10.1.0.0/16 10.0.0.2 rp
$ lr-route-list r
IPv4 Routes
Route Table <main>:
              10.1.0.0/16                  10.0.0.2 dst-ip rp
$ --ecmp lr-route-add r 10.1.0.0/16 10.0.0.2 rp
error: duplicate nexthop for the same ECMP route
$ --ecmp lr-route-add r 10.1.0.0/16 10.0.0.3
$ --policy=src-ip lr-route-add r 10.1.0.0/16 10.0.0.4
$ lr-route-list r
IPv4 Routes
Route Table <main>:
              10.1.0.0/16                  10.0.0.2 dst-ip rp ecmp
              10.1.0.0/16                  10.0.0.3 dst-ip ecmp
              10.1.0.0/16                  10.0.0.4 src-ip
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('what a route may not be', () => {
  const said = `$ lr-add r
$ lr-route-add r 10.1.0.0/33 10.0.0.1
error: bad prefix argument: 10.1.0.0/33
$ lr-route-add r 10.1.0.0/16 nowhere
error: bad IPv4 nexthop argument: nowhere
$ lr-route-add r 10.1.0.0/16 fd00::1
error: bad IPv4 nexthop argument: fd00::1
$ lr-route-add r fd01::/64 10.0.0.1
error: bad IPv6 nexthop argument: 10.0.0.1
$ lr-route-add r 10.1.0.0/16 10.0.0.1/24
error: bad IPv4 nexthop argument: 10.0.0.1/24
$ --policy=any-ip lr-route-add r 10.1.0.0/16 10.0.0.1
error: bad policy: any-ip
$ --ecmp lr-route-add r 10.1.0.0/16 discard
error: ecmp is not valid for discard routes.
$ --ecmp lr-route-add r 10.1.0.0/16 discard norp
error: norp: port name not found
$ lrp-add r rp 00:00:00:00:00:01 10.0.0.254/24
$ lr-route-add r 10.1.0.0/16 discard rp
error: outport is not valid for discard routes.
$ lr-route-add r 10.1.0.0/16 10.0.0.1 norp
error: norp: port name not found
$ lr-route-list r
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('routes are deleted by any of their columns', () => {
  const said = `$ lr-add r -- lrp-add r rp 00:00:00:00:00:01 10.0.0.254/24
$ lr-route-add r 10.1.0.0/16 10.0.0.1 -- --ecmp lr-route-add r 10.1.0.0/16 10.0.0.2 -- --policy=src-ip lr-route-add r 10.1.0.0/16 10.0.0.3
$ lr-route-del r 10.1.0.0/16 10.0.0.9
error: no matching route: policy 'any', prefix '10.1.0.0/16', nexthop '10.0.0.9', output_port 'any'.
$ --if-exists lr-route-del r 10.1.0.0/16 10.0.0.9
$ lr-route-del r 10.1.0.0/16 10.0.0.2
$ lr-route-list r
IPv4 Routes
Route Table <main>:
              10.1.0.0/16                  10.0.0.1 dst-ip
              10.1.0.0/16                  10.0.0.3 src-ip
$ --policy=src-ip lr-route-del r
$ lr-route-list r
IPv4 Routes
Route Table <main>:
              10.1.0.0/16                  10.0.0.1 dst-ip
$ lr-route-del r 10.2.0.0/16
error: no matching route: policy 'any', prefix '10.2.0.0/16', nexthop 'any', output_port 'any'.
$ lr-route-del r 10.1.0.0/33
error: bad prefix argument: 10.1.0.0/33
$ lr-route-del r 10.1.0.0/16 nowhere
error: bad nexthop argument: nowhere
$ --policy=x lr-route-del r
error: bad policy: x
$ lr-route-del r
$ lr-route-list r
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('BFD sessions', () => {
  const said = `$ lr-add r -- lrp-add r rp 00:00:00:00:00:01 10.0.0.254/24
$ --bfd lr-route-add r 10.1.0.0/16 10.0.0.1 rp
$ get BFD . logical_port dst_ip
rp
"10.0.0.1"
$ --bfd=nobfd lr-route-add r 10.2.0.0/16 10.0.0.1 rp
error: no entry found in the BFD table
$ lr-route-list r
IPv4 Routes
Route Table <main>:
              10.1.0.0/16                  10.0.0.1 dst-ip rp bfd
`;
  expect(replay(nbctl, said)).toBe(said);
});
