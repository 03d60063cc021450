/** Mirrors: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('mirrors, and ports that have them', () => {
  const said = `$ mirror-add m1 gre 5 from-lport 10.0.0.1
$ mirror-add m2 erspan 6 to-lport fd00::1
$ mirror-list
m1:
  Type     :  gre
  Sink     :  10.0.0.1
  Filter   :  from-lport
  Index/Key:  5

m2:
  Type     :  erspan
  Sink     :  fd00::1
  Filter   :  to-lport
  Index/Key:  6

$ mirror-add m1 gre 7 to-lport 10.0.0.2
error: Mirror with m1 name already exists.
$ --may-exist mirror-add m1 gre 7 to-lport 10.0.0.2
error: Mirror with m1 name already exists.
$ mirror-add x vxlan 1 to-lport 10.0.0.1
error: vxlan: type must be "gre" or "erspan"
$ mirror-add x gre 1 sideways 10.0.0.1
error: sideways: selection must be "to-lport" or "from-lport"
$ mirror-add x gre y to-lport 10.0.0.1
error: Invalid Index
$ mirror-add minus gre -1 to-lport 10.0.0.1
$ mirror-add x gre 1 to-lport here
error: Invalid sink ip: here
$ ls-add sw -- lsp-add sw p
$ lsp-attach-mirror p m1
$ lsp-attach-mirror p m1
error: mirror m1 is already attached to the logical port p.
$ --may-exist lsp-attach-mirror p m1
$ lsp-attach-mirror p nomir
error: nomir: mirror name not found
$ lsp-detach-mirror p m1
$ --if-exists lsp-detach-mirror p m1
error: 'lsp-detach-mirror' command has no '--if-exists' option
$ mirror-del m1
$ mirror-del m1
$ --if-exists mirror-del m1
error: 'mirror-del' command has no '--if-exists' option
$ mirror-list
m2:
  Type     :  erspan
  Sink     :  fd00::1
  Filter   :  to-lport
  Index/Key:  6

minus:
  Type     :  gre
  Sink     :  10.0.0.1
  Filter   :  to-lport
  Index/Key:  -1

`;
  expect(replay(nbctl, said)).toBe(said);
});
