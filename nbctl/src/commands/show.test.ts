/** The overview of the northbound database: transcripts of ovn-nbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from '../program.js';

test('a switch with a port of each kind in turn', () => {
  const said = `$ ls-add sw -- lsp-add sw vm -- lsp-set-addresses vm '00:00:00:00:00:01 10.0.0.1' unknown
$ show
switch <1> (sw)
    port vm
        addresses: ["00:00:00:00:00:01 10.0.0.1", "unknown"]
$ lsp-del vm -- lsp-add sw vm-c vm 5 -- set Logical_Switch_Port vm-c tag=5
$ show sw
switch <1> (sw)
    port vm-c
        parent: vm
        tag: 5
$ lsp-del vm-c -- lsp-add sw sw-r -- lsp-set-type sw-r router -- lsp-set-addresses sw-r router -- lsp-set-options sw-r router-port=r-sw
$ show sw
switch <1> (sw)
    port sw-r
        type: router
        router-port: r-sw
$ show nosw
`;
  expect(replay(nbctl, said)).toBe(said);
});

test('a router with translations and gateways', () => {
  const said = `$ lr-add r -- lrp-add r r-sw 00:00:00:00:00:01 10.0.0.254/24 fd00::1/64
$ lrp-set-gateway-chassis r-sw c1 10 -- lrp-set-gateway-chassis r-sw c2 20
$ lr-nat-add r snat 172.16.0.1 10.0.0.0/24
$ show r
router <1> (r)
    port r-sw
        mac: "00:00:00:00:00:01"
        networks: ["10.0.0.254/24", "fd00::1/64"]
        gateway chassis: [c2 c1]
    nat <2>
        external ip: "172.16.0.1"
        logical ip: "10.0.0.0/24"
        type: "snat"
`;
  expect(replay(nbctl, said)).toBe(said);
});
