/** Ports of logical switches: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('a container port has a parent and a tag', () => {
  const said = `$ ls-add sw -- lsp-add sw vm
$ lsp-add sw c1 vm 5
$ lsp-get-parent c1
vm
$ lsp-get-tag c1
$ lsp-get-parent vm
$ lsp-add sw c2 vm
error: lsp-add with parent must also specify a tag
$ lsp-add sw c2 vm 4096
error: 4096: invalid tag (must be in range 0 to 4095)
$ lsp-add sw c2 vm x
error: x: invalid tag (must be in range 0 to 4095)
$ lsp-add sw c2 vm -1
error: -1: invalid tag (must be in range 0 to 4095)
$ lsp-add sw c2 nobody 0
$ get Logical_Switch_Port c2 parent_name tag_request
nobody
0
$ lsp-get-tag c2
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('what is already there must be the same with --may-exist', () => {
  const said = `$ ls-add sw -- ls-add other -- lsp-add sw p -- lsp-add sw c p 5
$ lsp-add sw p
error: p: a port with this name already exists
$ --may-exist lsp-add sw p
$ --may-exist lsp-add other p
error: p: port already exists but in switch sw
$ --may-exist lsp-add sw p vm 3
error: p: port already exists but has no parent
$ --may-exist lsp-add sw c
error: c: port already exists but has parent p
$ --may-exist lsp-add sw c q 5
error: c: port already exists with different parent p
$ --may-exist lsp-add sw c p 6
error: c: port already exists with different tag_request 5
$ --may-exist lsp-add sw c p 5
$ lsp-get-ls p
<1> (sw)
$ lsp-get-ls nop
error: nop: port name not found
$ lsp-del c
$ lsp-del c
error: c: port name not found
$ --if-exists lsp-del c
$ lsp-list other
$ lsp-list nosw
error: nosw: switch name not found
`;
  expect(replay(nbctl, said)).toBe(said);
});
