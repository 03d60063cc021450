/** Columns of logical switch ports: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('addresses', () => {
  const said = `$ ls-add sw -- lsp-add sw p
$ lsp-set-addresses p '00:00:00:00:00:01 10.0.0.1 fd00::1' unknown dynamic router
$ lsp-get-addresses p
00:00:00:00:00:01 10.0.0.1 fd00::1
dynamic
router
unknown
$ lsp-set-addresses p 'dynamic 10.0.0.9 fd00::9'
$ lsp-get-addresses p
dynamic 10.0.0.9 fd00::9
$ lsp-set-addresses p '00:00:00:00:00:01 dynamic'
$ lsp-get-addresses p
00:00:00:00:00:01 dynamic
$ lsp-set-addresses p foo
error: foo: Invalid address format. See ovn-nb(5). Hint: An Ethernet address must be listed before an IP address, together as a single argument.
$ lsp-set-addresses p '10.0.0.1 00:00:00:00:00:01'
error: 10.0.0.1 00:00:00:00:00:01: Invalid address format. See ovn-nb(5). Hint: An Ethernet address must be listed before an IP address, together as a single argument.
$ lsp-set-addresses p '00:00:00:00:00:01 10.0.0.256'
$ lsp-set-addresses p 'dynamic 10.0.0.1 10.0.0.2'
$ lsp-set-addresses p 'dynamic vm'
error: dynamic vm: Invalid address format. See ovn-nb(5). Hint: An Ethernet address must be listed before an IP address, together as a single argument.
$ lsp-set-addresses p
$ lsp-get-addresses p
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('port security', () => {
  const said = `$ ls-add sw -- lsp-add sw p
$ lsp-set-port-security p '00:00:00:00:00:01 10.0.0.1/24' 00:00:00:00:00:02
$ lsp-get-port-security p
00:00:00:00:00:01 10.0.0.1/24
00:00:00:00:00:02
$ lsp-set-port-security p foo
$ lsp-get-port-security p
foo
$ lsp-set-port-security p
$ lsp-get-port-security p
$ lsp-get-port-security nop
error: nop: port name not found
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('state, type and options', () => {
  const said = `$ ls-add sw -- lsp-add sw p
$ lsp-get-enabled p
enabled
$ lsp-set-enabled p disabled
$ lsp-get-enabled p
disabled
$ lsp-set-enabled p off
error: off: state must be "enabled" or "disabled"
$ lsp-get-up p
down
$ set Logical_Switch_Port p up=true
$ lsp-get-up p
up
$ lsp-set-type p router
$ lsp-get-type p
router
$ lsp-set-type p nonsense
error: Logical switch port type 'nonsense' is unrecognized. Not setting type.
$ lsp-set-options p b=2 a=1
$ lsp-get-options p
a=1
b=2
$ lsp-set-options p a=3
$ lsp-get-options p
a=3
$ lsp-set-options p nonsense
$ lsp-set-options p
$ lsp-get-options p
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('DHCP options are of the version that is asked for', () => {
  const said = `$ ls-add sw -- lsp-add sw p
$ --id=11111111-0000-0000-0000-000000000004 create DHCP_Options cidr=10.0.0.0/24
11111111-0000-0000-0000-000000000004
$ --id=11111111-0000-0000-0000-000000000006 create DHCP_Options cidr='"fd00::/64"'
11111111-0000-0000-0000-000000000006
$ lsp-set-dhcpv4-options p 11111111-0000-0000-0000-000000000004
$ lsp-get-dhcpv4-options p
11111111-0000-0000-0000-000000000004 (10.0.0.0/24)
$ lsp-set-dhcpv4-options p 11111111-0000-0000-0000-000000000006
error: DHCP options cidr 'fd00::/64' is not IPv4
$ lsp-set-dhcpv6-options p 11111111-0000-0000-0000-000000000004
error: DHCP options cidr '10.0.0.0/24' is not IPv6
$ lsp-set-dhcpv6-options p 11111111-0000-0000-0000-000000000006
$ lsp-get-dhcpv6-options p
11111111-0000-0000-0000-000000000006 (fd00::/64)
$ lsp-set-dhcpv4-options p
$ lsp-get-dhcpv4-options p
$ lsp-set-dhcpv4-options p 22222222-0000-0000-0000-000000000000
error: 22222222-0000-0000-0000-000000000000: dhcp options UUID not found
$ lsp-set-dhcpv4-options p nonsense
error: nonsense: dhcp options UUID not found
`;
  expect(replay(nbctl, said)).toBe(said);
});
