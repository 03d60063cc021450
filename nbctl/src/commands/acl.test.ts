/** Access control lists: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('rules are listed by direction, priority and match', () => {
  const said = `$ ls-add sw
$ acl-add sw to-lport 1000 'ip4.src == 1.2.3.4' drop
$ acl-add sw to-lport 1000 'ip4.src == 1.2.3.3' allow
$ acl-add sw to-lport 1001 ip4 allow-related
$ acl-add sw from-lport 0 1 allow-stateless
$ --log --name=n --severity=info --meter=m acl-add sw from-lport 32767 ip6 reject
$ --log acl-add sw from-lport 7 udp drop
$ --label=7 acl-add sw from-lport 8 tcp allow-related
$ --apply-after-lb acl-add sw from-lport 9 icmp allow
$ acl-list sw
from-lport 32767 (ip6) reject log(name=n,severity=info,meter="m")
from-lport     8 (tcp) allow-related label=7
from-lport     7 (udp) drop log()
from-lport     0 (1) allow-stateless
from-lport     9 (icmp) allow [after-lb]
  to-lport  1001 (ip4) allow-related
  to-lport  1000 (ip4.src == 1.2.3.3) allow
  to-lport  1000 (ip4.src == 1.2.3.4) drop
$ acl-del sw to-lport 1000 'ip4.src == 1.2.3.4'
$ acl-del sw from-lport
$ acl-list sw
  to-lport  1001 (ip4) allow-related
  to-lport  1000 (ip4.src == 1.2.3.3) allow
$ acl-del sw
$ acl-list sw
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('rules of port groups', () => {
  const said = `$ ls-add sw -- lsp-add sw p -- pg-add pg p
$ acl-add pg to-lport 5 'outport == @pg' drop
$ acl-list pg
  to-lport     5 (outport == @pg) drop
$ pg-add sw
$ acl-list sw
error: Same name 'sw' exists in both port-groups and logical switches. Specify --type=port-group or switch, or use a UUID.
$ --type=port-group acl-add sw to-lport 1 ip drop
$ --type=switch acl-list sw
$ --type=port-group acl-list sw
  to-lport     1 (ip) drop
$ --type=router acl-list sw
error: Invalid value 'router' for option --type
$ acl-list nosuch
error: 'nosuch' is not found for port-group or switch.
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('what a rule may not be', () => {
  const said = `$ ls-add sw
$ acl-add sw up 1 ip drop
error: up: direction must be "to-lport" or "from-lport"
$ acl-add sw to-lport 32768 ip drop
error: 32768: priority must in range 0...32767
$ acl-add sw to-lport -1 ip drop
error: -1: priority must in range 0...32767
$ acl-add sw to-lport x ip drop
error: x: priority must in range 0...32767
$ acl-add sw to-lport 1 ip block
error: block: action must be one of "allow", "allow-related", "allow-stateless", "drop", and "reject"
$ --severity=loud acl-add sw to-lport 1 ip drop
error: bad severity: loud
$ --label=4294967296 acl-add sw to-lport 1 ip allow
error: 4294967296: label must in range 0...4294967295
$ --label=1 acl-add sw to-lport 1 ip drop
error: label can only be set with actions "allow" or "allow-related"
$ acl-add sw to-lport 1 ip drop
$ acl-add sw to-lport 1 ip allow
error: Same ACL already existed on the ls sw.
$ --may-exist acl-add sw to-lport 1 ip allow
$ acl-del sw to-lport 1
error: cannot specify priority without match
$ acl-del sw to-lport 2 ip
$ acl-list sw
  to-lport     1 (ip) drop
`;
  expect(replay(nbctl, said)).toBe(said);
});
