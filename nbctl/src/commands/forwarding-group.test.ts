/** Forwarding groups of switches: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('groups', () => {
  const said = `$ ls-add sw -- lsp-add sw p1 -- lsp-add sw p2
$ fwd-group-add fg1 sw 10.0.0.9 00:00:00:00:00:09 p1 p2
$ fwd-group-list
FWD_GROUP       LS            VIP             VMAC                  CHILD_PORTS
fg1             sw            10.0.0.9       00:00:00:00:00:09      p1 p2
$ fwd-group-list sw
FWD_GROUP       LS            VIP             VMAC                  CHILD_PORTS
fg1             sw            10.0.0.9       00:00:00:00:00:09      p1 p2
$ --liveness fwd-group-add fg2 sw 10.0.0.10 00:00:00:00:00:0a p2
$ get Forwarding_Group fg2 liveness child_port
true
[p2]
$ fwd-group-add fg1 sw 10.0.0.9 00:00:00:00:00:09 p1
error: fg1: a forwarding group by this name already exists
$ fwd-group-add fg3 sw 10.0.0 00:00:00:00:00:09 p1
error: invalid ip address 10.0.0
$ fwd-group-add fg3 sw 10.0.0.9 zz p1
error: invalid mac address zz
$ fwd-group-add fg3 sw 10.0.0.9 00:00:00:00:00:09 p9
error: p9: logical switch port does not exist
$ ls-add other -- lsp-add other q
$ fwd-group-add fg3 sw 10.0.0.9 00:00:00:00:00:09 p1 q
error: q: port already exists but in logical switch other
$ fwd-group-add fg3 sw 10.0.0.9 00:00:00:00:00:09
error: Usage : ovn-nbctl fwd-group-add group switch vip vmac child_ports...
$ fwd-group-add fg3 nosw 10.0.0.9 00:00:00:00:00:09 p1
error: nosw: switch name not found
$ fwd-group-del fg1
$ fwd-group-del fg1
$ --if-exists fwd-group-del fg1
$ fwd-group-list nosw
error: nosw: switch name not found
`;
  expect(replay(nbctl, said)).toBe(said);
});
