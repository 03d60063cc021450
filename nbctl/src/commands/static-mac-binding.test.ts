/** Static MAC bindings: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('bindings', () => {
  const said = `$ lr-add r -- lrp-add r rp 00:00:00:00:01:00 10.0.0.254/24
$ static-mac-binding-add rp 10.0.0.1 00:00:00:00:00:01
$ static-mac-binding-add rp FD00:0::1 00:00:00:00:00:02
$ static-mac-binding-add nowhere 10.0.0.1 00:00:00:00:00:02
error: nowhere: port name not found
$ static-mac-binding-list
LOGICAL_PORT             IP                       MAC
rp                       10.0.0.1                 00:00:00:00:00:01
rp                       fd00::1                  00:00:00:00:00:02
$ static-mac-binding-add rp 10.0.0.1 00:00:00:00:00:03
error: rp, 10.0.0.1: a Static_MAC_Binding with this logical_port and ip already exists
$ --may-exist static-mac-binding-add rp 10.0.0.1 00:00:00:00:00:03
$ --may-exist static-mac-binding-add rp fd00::1 0A:0:0:0:0:4
$ static-mac-binding-add rp 10.0.0 00:00:00:00:00:03
error: 10.0.0: Not a valid IPv4 or IPv6 address.
$ static-mac-binding-add rp 10.0.0.1/24 00:00:00:00:00:03
error: 10.0.0.1/24: Not a valid IPv4 or IPv6 address.
$ static-mac-binding-add rp 10.0.0.2 zz
error: invalid mac address zz.
$ static-mac-binding-list
LOGICAL_PORT             IP                       MAC
rp                       10.0.0.1                 00:00:00:00:00:03
rp                       fd00::1                  0A:0:0:0:0:4
$ static-mac-binding-del rp 10.0.0.9
error: no matching Static_MAC_Binding with port rp and ip 10.0.0.9
$ --if-exists static-mac-binding-del rp 10.0.0.9
$ static-mac-binding-del nowhere 10.0.0.1
error: nowhere: port name not found
$ static-mac-binding-del rp x
error: x: Not a valid IPv4 or IPv6 address.
$ static-mac-binding-del rp fd00:0:0::1
$ static-mac-binding-list
LOGICAL_PORT             IP                       MAC
rp                       10.0.0.1                 00:00:00:00:00:03
$ lrp-del rp
$ static-mac-binding-del rp 10.0.0.1
error: rp: port name not found
$ static-mac-binding-list
LOGICAL_PORT             IP                       MAC
rp                       10.0.0.1                 00:00:00:00:00:03
`;
  expect(replay(nbctl, said)).toBe(said);
});
