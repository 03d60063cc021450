/** Port groups: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('groups and their ports', () => {
  const said = `$ ls-add sw -- lsp-add sw p1 -- lsp-add sw p2
$ pg-add pg1 p1
$ pg-get-ports pg1
error: unknown command 'pg-get-ports'; use --help for help
$ pg-set-ports pg1 p1 p2
$ pg-set-ports pg1 p9
error: p9: port name not found
$ pg-add pg2 p9
error: p9: port name not found
$ pg-set-ports nopg p1
error: nopg: port group name not found
$ pg-del pg1
$ pg-del pg1
error: pg1: port group name not found
$ --if-exists pg-del pg1
error: 'pg-del' command has no '--if-exists' option
`;
  expect(replay(nbctl, said)).toBe(said);
});
