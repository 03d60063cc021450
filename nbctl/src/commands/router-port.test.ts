/** Ports of logical routers: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('networks, MAC and peer', () => {
  const said = `$ lr-add r
$ lrp-add r rp 00:00:00:00:00:01 10.0.0.1/24 fd00::1/64
$ lrp-add r peer 00:00:00:00:00:02 10.0.0.2/24 peer=rp
$ get Logical_Router_Port peer networks peer
["10.0.0.2/24"]
rp
$ lrp-add r x 00:00:00:00:00:03
error: 'lrp-add' command requires at least 4 arguments
$ lrp-add r x zz 10.0.0.1/24
error: x: invalid mac address zz
$ lrp-add r x 00:00:00:00:00:03 10.0.0.1/33
error: x: invalid network address: 10.0.0.1/33
$ lrp-add r x 00:00:00:00:00:03 10.0.0.1
$ get Logical_Router_Port x networks
["10.0.0.1"]
$ lrp-add nor y 00:00:00:00:00:03 10.0.0.1/24
error: nor: router name not found
$ lrp-list r
<1> (peer)
<2> (rp)
<3> (x)
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('what is already there must be the same with --may-exist', () => {
  const said = `$ lr-add r -- lr-add other -- lrp-add r rp 00:00:00:00:00:01 10.0.0.1/24 fd00::1/64
$ lrp-add r rp 00:00:00:00:00:01 10.0.0.1/24
error: rp: a port with this name already exists
$ --may-exist lrp-add r rp 00:00:00:00:00:01 fd00::1/64 10.0.0.1/24
$ --may-exist lrp-add r rp 00:00:00:00:00:02 10.0.0.1/24
error: rp: port already exists with mac 00:00:00:00:00:01
$ --may-exist lrp-add r rp 00:00:00:00:00:01 10.0.0.1/24
error: rp: port already exists with different network
$ --may-exist lrp-add r rp 00:00:00:00:00:01 10.0.0.1/24 fd00::1/64 peer=x
error: rp: port already exists with mismatching peer
$ --may-exist lrp-add other rp 00:00:00:00:00:01 10.0.0.1/24 fd00::1/64
error: rp: port already exists but in router r
$ lrp-del rp
$ lrp-del rp
error: rp: port name not found
$ --if-exists lrp-del rp
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('state, options and redirection', () => {
  const said = `$ lr-add r -- lrp-add r rp 00:00:00:00:00:01 10.0.0.1/24
$ lrp-get-enabled rp
enabled
$ lrp-set-enabled rp disabled
$ lrp-get-enabled rp
disabled
$ lrp-set-enabled rp no
error: no: state must be "enabled" or "disabled"
$ lrp-set-options rp gateway_mtu=1400
$ get Logical_Router_Port rp options
{gateway_mtu="1400"}
$ lrp-get-redirect-type rp
overlay
$ lrp-set-redirect-type rp bridged
$ lrp-get-redirect-type rp
bridged
$ lrp-set-redirect-type rp tunnel
error: Invalid redirect type: tunnel
$ get Logical_Router_Port rp options
{gateway_mtu="1400", redirect-type=bridged}
$ lrp-set-enabled norp enabled
error: norp: port name not found
`;
  expect(replay(nbctl, said)).toBe(said);
});
