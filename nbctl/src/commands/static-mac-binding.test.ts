/** Static MAC bindings: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('bindings', () => {
  const said = `$ static-mac-binding-add rp 10.0.0.1 00:00:00:00:00:01
error: rp: port name not found
$ static-mac-binding-add rp fd00::1 00:00:00:00:00:02
error: rp: port name not found
$ static-mac-binding-list
$ static-mac-binding-add rp 10.0.0.1 00:00:00:00:00:03
error: rp: port name not found
$ --may-exist static-mac-binding-add rp 10.0.0.1 00:00:00:00:00:03
error: rp: port name not found
$ static-mac-binding-add rp 10.0.0 00:00:00:00:00:03
error: rp: port name not found
$ static-mac-binding-add rp 10.0.0.2 zz
error: rp: port name not found
$ static-mac-binding-list
$ static-mac-binding-del rp 10.0.0.9
error: rp: port name not found
$ --if-exists static-mac-binding-del rp 10.0.0.9
error: rp: port name not found
$ static-mac-binding-del rp 10.0.0.1
error: rp: port name not found
$ static-mac-binding-list
`;
  expect(replay(nbctl, said)).toBe(said);
});
