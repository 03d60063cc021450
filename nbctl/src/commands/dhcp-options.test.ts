/** DHCP options: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('options of a network', () => {
  const said = `$ dhcp-options-create 10.0.0.0/24
$ get DHCP_Options . cidr options
"10.0.0.0/24"
{}
$ dhcp-options-create 10.0.0.0/33
error: Invalid cidr format '10.0.0.0/33'
$ dhcp-options-create nonsense
error: Invalid cidr format 'nonsense'
$ dhcp-options-create fd00::/64 a=b
$ dhcp-options-list
<1>
<2>
$ dhcp-options-del nonsense
error: nonsense: dhcp options UUID not found
$ dhcp-options-del 11111111-0000-0000-0000-000000000001
error: 11111111-0000-0000-0000-000000000001: dhcp options UUID not found
$ --if-exists dhcp-options-del 11111111-0000-0000-0000-000000000001
error: 'dhcp-options-del' command has no '--if-exists' option
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('options with values', () => {
  const said = `$ --id=11111111-0000-0000-0000-000000000001 create DHCP_Options cidr=10.0.0.0/24
11111111-0000-0000-0000-000000000001
$ dhcp-options-set-options 11111111-0000-0000-0000-000000000001 lease_time=3600
$ dhcp-options-get-options 11111111-0000-0000-0000-000000000001
lease_time=3600
$ dhcp-options-set-options 11111111-0000-0000-0000-000000000001 router
$ dhcp-options-set-options 11111111-0000-0000-0000-000000000001
$ dhcp-options-get-options 11111111-0000-0000-0000-000000000001
$ dhcp-options-del 11111111-0000-0000-0000-000000000001
$ dhcp-options-list
`;
  expect(replay(nbctl, said)).toBe(said);
});
