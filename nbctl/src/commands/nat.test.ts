/** Network address translation of routers: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('translations are listed by type and addresses', () => {
  const said = `$ lr-add r
$ lr-nat-add r snat 172.16.0.1 10.0.0.0/24
$ lr-nat-add r snat 172.16.0.2 10.0.1.7/24
$ lr-nat-add r dnat 172.16.0.3 10.0.0.3
$ lr-nat-add r dnat_and_snat 172.16.0.4 10.0.0.4 vm1 00:00:00:00:00:04
error: vm1: port name not found
$ --stateless lr-nat-add r dnat_and_snat 172.16.0.5 10.0.0.5
$ --portrange lr-nat-add r dnat_and_snat 172.16.0.6 10.0.0.6 5000-6000
$ lr-nat-add r snat fd01::1 fd00::/64
$ lr-nat-list r
TYPE             GATEWAY_PORT          EXTERNAL_IP        EXTERNAL_PORT    LOGICAL_IP          EXTERNAL_MAC         LOGICAL_PORT
dnat                                   172.16.0.3                          10.0.0.3
dnat_and_snat                          172.16.0.5                          10.0.0.5
dnat_and_snat                          172.16.0.6         5000-6000        10.0.0.6
snat                                   172.16.0.1                          10.0.0.0/24
snat                                   172.16.0.2                          10.0.1.0/24
snat                                   fd01::1                             fd00::/64
$ lr-nat-del r snat 10.0.0.0/24
$ lr-nat-del r dnat 172.16.0.3
$ lr-nat-del r dnat_and_snat
$ lr-nat-list r
TYPE             GATEWAY_PORT          EXTERNAL_IP        EXTERNAL_PORT    LOGICAL_IP          EXTERNAL_MAC         LOGICAL_PORT
snat                                   172.16.0.2                          10.0.1.0/24
snat                                   fd01::1                             fd00::/64
$ lr-nat-del r
$ lr-nat-list r
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('what a translation may not be', () => {
  const said = `$ lr-add r
$ lr-nat-add r nat 172.16.0.1 10.0.0.1
error: nat: type must be one of "dnat", "snat" and "dnat_and_snat".
$ lr-nat-add r snat 172.16.0 10.0.0.1
error: 172.16.0: Not a valid IPv4 or IPv6 address.
$ lr-nat-add r snat 172.16.0.1 10.0.0.0/33
error: 10.0.0.0/33: should be an IPv4 address or network.
$ lr-nat-add r dnat 172.16.0.1 10.0.0.0/24
error: 10.0.0.0/24: Not a valid IPv4 address.
$ lr-nat-add r snat 172.16.0.1 fd00::1
error: fd00::1: should be an IPv4 address or network.
$ lr-nat-add r snat fd00::1 10.0.0.1
error: 10.0.0.1: should be an IPv6 address or network.
$ lr-nat-add r snat 172.16.0.1 10.0.0.1 vm1 00:00:00:00:00:01
error: logical_port and external_mac are only valid when type is "dnat_and_snat".
$ lr-nat-add r dnat_and_snat 172.16.0.1 10.0.0.1 vm1
error: lr-nat-add with logical_port must also specify external_mac.
$ lr-nat-add r dnat_and_snat 172.16.0.1 10.0.0.1 vm1 zz
error: vm1: port name not found
$ --stateless lr-nat-add r snat 172.16.0.1 10.0.0.1
error: stateless is not applicable to dnat or snat types
$ --portrange lr-nat-add r snat 172.16.0.1 10.0.0.1
$ --portrange lr-nat-add r snat 172.16.0.2 10.0.0.2 0
error: invalid port range 0.
$ --portrange lr-nat-add r snat 172.16.0.2 10.0.0.2 6000-5000
error: invalid port range 6000-5000.
$ --portrange lr-nat-add r snat 172.16.0.2 10.0.0.2 5000-5000
error: invalid port range 5000-5000.
$ --portrange lr-nat-add r snat 172.16.0.2 10.0.0.2 1-65536
error: invalid port range 1-65536.
$ --portrange lr-nat-add r snat 172.16.0.2 10.0.0.2 http
error: invalid port range http.
$ lr-nat-add r dnat 172.16.0.2 10.0.0.2 500
error: lr-nat-add with logical_port must also specify external_mac.
$ lr-nat-list r
TYPE             GATEWAY_PORT          EXTERNAL_IP        EXTERNAL_PORT    LOGICAL_IP          EXTERNAL_MAC         LOGICAL_PORT
snat                                   172.16.0.1                          10.0.0.1
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('the same translation once more', () => {
  const said = `$ lr-add r
$ lr-nat-add r dnat_and_snat 172.16.0.1 10.0.0.1
$ lr-nat-add r dnat_and_snat 172.16.0.1 10.0.0.1
error: 172.16.0.1, 10.0.0.1: a NAT with this external_ip and logical_ip already exists
$ --may-exist lr-nat-add r dnat_and_snat 172.16.0.1 10.0.0.1 vm1 00:00:00:00:00:01
error: vm1: port name not found
$ lr-nat-add r dnat_and_snat 172.16.0.1 10.0.0.2
error: a NAT with this type (dnat_and_snat), external_ip (172.16.0.1) already exists
$ lr-nat-add r snat 172.16.0.1 10.0.1.0/24
$ lr-nat-add r snat 172.16.0.2 10.0.1.0/24
error: a NAT with this type (snat), logical_ip (10.0.1.0/24) already exists
$ lr-nat-list r
TYPE             GATEWAY_PORT          EXTERNAL_IP        EXTERNAL_PORT    LOGICAL_IP          EXTERNAL_MAC         LOGICAL_PORT
dnat_and_snat                          172.16.0.1                          10.0.0.1
snat                                   172.16.0.1                          10.0.1.0/24
$ lr-nat-del r snat 172.16.0.1
$ lr-nat-del r snat 1.2.3
error: 1.2.3: port name not found
$ lr-nat-del r nat
error: nat: type must be one of "dnat", "snat" and "dnat_and_snat".
$ --if-exists lr-nat-del r snat 172.16.0.1
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('gateway ports', () => {
  const said = `$ lr-add r -- lrp-add r gw 00:00:00:00:00:01 172.16.0.254/24 -- lrp-add r plain 00:00:00:00:00:02 10.0.0.254/24
$ lrp-set-gateway-chassis gw c1
$ --gateway-port=gw lr-nat-add r snat 172.16.0.1 10.0.0.0/24
$ --gateway-port=plain lr-nat-add r snat 172.16.0.1 10.0.0.0/24
error: plain is not a distributed gateway router port.
$ --gateway-port=nop lr-nat-add r snat 172.16.0.1 10.0.0.0/24
error: nop: port name not found
$ lr-nat-list r
TYPE             GATEWAY_PORT          EXTERNAL_IP        EXTERNAL_PORT    LOGICAL_IP          EXTERNAL_MAC         LOGICAL_PORT
snat             gw                    172.16.0.1                          10.0.0.0/24
$ lr-nat-del r snat 10.0.0.0/24 plain
error: no matching NAT with the type (snat), logical_ip (10.0.0.0/24) and gateway_port (plain)
$ lr-nat-del r snat 10.0.0.0/24 gw
$ lr-nat-list r
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('allowed and exempted external addresses', () => {
  const said = `$ lr-add r -- lr-nat-add r snat 172.16.0.1 10.0.0.0/24
$ --id=11111111-0000-0000-0000-000000000001 create Address_Set name=as addresses=1.2.3.4
11111111-0000-0000-0000-000000000001
$ lr-nat-update-ext-ip r snat 10.0.0.0/24 as
$ get NAT . allowed_ext_ips exempted_ext_ips
11111111-0000-0000-0000-000000000001
[]
$ --is-exempted lr-nat-update-ext-ip r snat 10.0.0.0/24 as
$ get NAT . exempted_ext_ips
11111111-0000-0000-0000-000000000001
$ lr-nat-update-ext-ip r snat 10.0.0.0/24 noas
error: noas: Address Set name not found
$ lr-nat-update-ext-ip r snat 10.0.9.0/24 as
error: snat: Could not locate nat rule for: 10.0.9.0/24.
`;
  expect(replay(nbctl, said)).toBe(said);
});
