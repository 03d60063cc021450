/** Quality of service of switches: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('rules', () => {
  const said = `$ ls-add sw
$ qos-add sw from-lport 100 ip4 dscp=63
$ qos-add sw to-lport 200 'tcp && ip4' rate=1000 burst=10
$ qos-add sw to-lport 300 ip6 rate=1 dscp=0
$ qos-list sw
from-lport   100 (ip4) dscp=63
  to-lport   300 (ip6) rate=1 dscp=0
  to-lport   200 (tcp && ip4) rate=1000 burst=10
$ qos-del sw from-lport
$ qos-del sw to-lport 200 'tcp && ip4'
$ qos-list sw
  to-lport   300 (ip6) rate=1 dscp=0
$ qos-del sw
$ qos-list sw
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('what a rule may not be', () => {
  const said = `$ ls-add sw
$ qos-add sw to-lport 1 ip4 dscp=64
error: 64: dscp must be in the range 0...63
$ qos-add sw to-lport 1 ip4 dscp=x
error: x: dscp must be in the range 0...63
$ qos-add sw to-lport 1 ip4 rate=0
error: 0: rate must be in the range 1...4294967295
$ qos-add sw to-lport 1 ip4 rate=4294967296
error: 4294967296: rate must be in the range 1...4294967295
$ qos-add sw to-lport 1 ip4 burst=5
error: Either "rate" and/or "dscp" must be specified
$ qos-add sw to-lport 1 ip4 mark=5
error: mark=5: supported arguments are "dscp=", "rate=", and "burst="
$ qos-add sw to-lport 32768 ip4 dscp=1
error: 32768: priority must in range 0...32767
$ qos-add sw sideways 1 ip4 dscp=1
error: sideways: direction must be "to-lport" or "from-lport"
$ qos-add sw to-lport 1 ip4 dscp=1
$ qos-add sw to-lport 1 ip4 dscp=2
error: Same qos already existed on the ls sw.
$ --may-exist qos-add sw to-lport 1 ip4 dscp=2
$ qos-del sw to-lport 1
error: cannot specify priority without match
$ qos-del sw 11111111-0000-0000-0000-000000000001
error: uuid is not found
$ --if-exists qos-del sw 11111111-0000-0000-0000-000000000001
error: 'qos-del' command has no '--if-exists' option
`;
  expect(replay(nbctl, said)).toBe(said);
});
