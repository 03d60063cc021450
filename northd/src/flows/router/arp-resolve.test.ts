/** Flows as ovn-northd 23.03.1 makes them of the same networks. */
import { expect, test } from '@jest/globals';
import { Compiled } from '../../testing/network.js';

test('addresses of neighbours that the network itself has', () => {
  const compiled = new Compiled({
    switches: {
      sw: {
        ports: {
          'sw-r': { type: 'router', addresses: ['router'], options: { 'router-port': 'r-sw' } },
          'sw-s': { type: 'router', addresses: ['router'], options: { 'router-port': 's-sw' } },
          vm: { addresses: ['0a:00:00:00:00:11 10.0.0.5 10.0.9.5 fd00::5', '0a:00:00:00:00:12 unknown'] },
          vip: { type: 'virtual', addresses: ['0a:00:00:00:00:13 10.0.0.6'] },
          off: { addresses: ['0a:00:00:00:00:14 10.0.0.7'], enabled: false },
        },
      },
    },
    routers: {
      r: {
        ports: {
          'r-sw': { mac: '0a:00:00:00:01:01', networks: ['10.0.0.1/24', 'fd00::1/64'] },
          'r-q': { mac: '0a:00:00:00:01:02', networks: ['10.1.0.1/30', 'fd01::1/64'], peer: 'q-r' },
        },
        routes: [
          { ip_prefix: '40.0.0.0/8', nexthop: '10.0.0.77' },
          { ip_prefix: 'fd40::/48', nexthop: 'fd00::77' },
        ],
      },
      s: {
        options: { dynamic_neigh_routers: 'true' },
        ports: { 's-sw': { mac: '0a:00:00:00:02:01', networks: ['10.0.0.2/24'] } },
      },
      q: { ports: { 'q-r': { mac: '0a:00:00:00:03:01', networks: ['10.1.0.2/30'], peer: 'r-q' } } },
    },
  });
  expect(compiled.flows('lr_in_arp_resolve', 'lr_in_arp_request')).toEqual([
    'q lr_in_arp_request 100 (eth.dst == 00:00:00:00:00:00 && ip4) {arp { eth.dst = ff:ff:ff:ff:ff:ff; arp.spa = reg1; arp.tpa = reg0; arp.op = 1; output; };}',
    'q lr_in_arp_request 100 (eth.dst == 00:00:00:00:00:00 && ip6) {nd_ns { nd.target = xxreg0; output; };}',
    'q lr_in_arp_request 0 (1) {output;}',
    'q lr_in_arp_resolve 500 (ip4.mcast || ip6.mcast) {next;}',
    'q lr_in_arp_resolve 100 (outport == "q-r" && reg0== 10.1.0.1) {eth.dst = 0a:00:00:00:01:02; next;}',
    'q lr_in_arp_resolve 100 (outport == "q-r" && xxreg0 == {fd01::1, fe80::800:ff:fe00:102}) {eth.dst = 0a:00:00:00:01:02; next;}',
    'q lr_in_arp_resolve 1 (ip4) {get_arp(outport, reg0); next;}',
    'q lr_in_arp_resolve 1 (ip6) {get_nd(outport, xxreg0); next;}',
    'q lr_in_arp_resolve 0 (1) {drop;}',
    'r lr_in_arp_request 200 (eth.dst == 00:00:00:00:00:00 && ip6 && xxreg0 == fd00::77) {nd_ns { eth.dst = 33:33:ff:00:00:77; ip6.dst = ff02::1:ff00:77; nd.target = fd00::77; output; };}',
    'r lr_in_arp_request 100 (eth.dst == 00:00:00:00:00:00 && ip4) {arp { eth.dst = ff:ff:ff:ff:ff:ff; arp.spa = reg1; arp.tpa = reg0; arp.op = 1; output; };}',
    'r lr_in_arp_request 100 (eth.dst == 00:00:00:00:00:00 && ip6) {nd_ns { nd.target = xxreg0; output; };}',
    'r lr_in_arp_request 0 (1) {output;}',
    'r lr_in_arp_resolve 500 (ip4.mcast || ip6.mcast) {next;}',
    'r lr_in_arp_resolve 100 (outport == "r-q" && reg0== 10.1.0.2) {eth.dst = 0a:00:00:00:03:01; next;}',
    'r lr_in_arp_resolve 100 (outport == "r-q" && xxreg0 == fe80::800:ff:fe00:301) {eth.dst = 0a:00:00:00:03:01; next;}',
    'r lr_in_arp_resolve 100 (outport == "r-sw" && reg0 == 10.0.0.2) {eth.dst = 0a:00:00:00:02:01; next;}',
    'r lr_in_arp_resolve 100 (outport == "r-sw" && reg0 == 10.0.0.5) {eth.dst = 0a:00:00:00:00:11; next;}',
    'r lr_in_arp_resolve 100 (outport == "r-sw" && xxreg0 == fd00::5) {eth.dst = 0a:00:00:00:00:11; next;}',
    'r lr_in_arp_resolve 100 (outport == "r-sw" && xxreg0 == fe80::800:ff:fe00:201) {eth.dst = 0a:00:00:00:02:01; next;}',
    'r lr_in_arp_resolve 1 (ip4) {get_arp(outport, reg0); next;}',
    'r lr_in_arp_resolve 1 (ip6) {get_nd(outport, xxreg0); next;}',
    'r lr_in_arp_resolve 0 (1) {drop;}',
    's lr_in_arp_request 100 (eth.dst == 00:00:00:00:00:00 && ip4) {arp { eth.dst = ff:ff:ff:ff:ff:ff; arp.spa = reg1; arp.tpa = reg0; arp.op = 1; output; };}',
    's lr_in_arp_request 100 (eth.dst == 00:00:00:00:00:00 && ip6) {nd_ns { nd.target = xxreg0; output; };}',
    's lr_in_arp_request 0 (1) {output;}',
    's lr_in_arp_resolve 500 (ip4.mcast || ip6.mcast) {next;}',
    's lr_in_arp_resolve 100 (outport == "s-sw" && reg0 == 10.0.0.5) {eth.dst = 0a:00:00:00:00:11; next;}',
    's lr_in_arp_resolve 1 (ip4) {get_arp(outport, reg0); next;}',
    's lr_in_arp_resolve 1 (ip6) {get_nd(outport, xxreg0); next;}',
    's lr_in_arp_resolve 0 (1) {drop;}',
  ]);
});
