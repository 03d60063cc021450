/** Logical switches and routers: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('switches are added, listed by name and deleted', () => {
  const said = `$ ls-add sw10
$ ls-add sw2
$ ls-add 'a switch'
$ ls-list
<1> (a switch)
<2> (sw10)
<3> (sw2)
$ ls-del sw2
$ --if-exists ls-del sw2
$ ls-del sw2
error: sw2: switch name not found
$ ls-list
<1> (a switch)
<2> (sw10)
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('names that are there already, and none', () => {
  const said = `$ ls-add sw
$ ls-add sw
error: sw: a switch with this name already exists
$ --may-exist ls-add sw
$ --add-duplicate ls-add sw
$ --may-exist --add-duplicate ls-add sw
error: --may-exist and --add-duplicate may not be used together
$ --may-exist ls-add
error: --may-exist requires specifying a name
$ --add-duplicate ls-add
error: --add-duplicate requires specifying a name
$ ls-del sw
error: Multiple logical switches named 'sw'.  Use a UUID.
$ get Logical_Switch sw name
error: multiple rows in Logical_Switch match "sw"
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('routers', () => {
  const said = `$ lr-add r2
$ lr-add r1
$ lr-add r1
error: r1: a router with this name already exists
$ --may-exist lr-add r1
$ --add-duplicate lr-add r1
$ lr-add
$ lr-del r1
error: Multiple logical routers named 'r1'.  Use a UUID.
$ lr-del r2
$ lr-del r2
error: r2: router name not found
$ --if-exists lr-del r2
$ --may-exist lr-add
error: --may-exist requires specifying a name
$ --add-duplicate lr-add
error: --add-duplicate requires specifying a name
$ --may-exist --add-duplicate lr-add x
error: --may-exist and --add-duplicate may not be used together
`;
  expect(replay(nbctl, said)).toBe(said);
});
