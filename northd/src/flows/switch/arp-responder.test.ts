/** Flows as ovn-northd 23.03.1 makes them of the same networks. */
import { expect, test } from '@jest/globals';
import { Compiled } from '../../testing/network.js';

test('who is answered for', () => {
  const compiled = new Compiled({
    switches: {
      sw: {
        ports: {
          vm: { addresses: ['0a:00:00:00:00:01 10.0.0.1 fd00::1', '0a:00:00:00:00:02 10.0.0.2/24'] },
          any: { addresses: ['0a:00:00:00:00:03 10.0.0.3', 'unknown'] },
          far: { type: 'external', addresses: ['0a:00:00:00:00:04 10.0.0.4'] },
          vip: { type: 'virtual', addresses: ['0a:00:00:00:00:05 10.0.0.5'] },
          net: { type: 'localnet', addresses: ['0a:00:00:00:00:06 10.0.0.6'] },
          meta: { type: 'localport', addresses: ['0a:00:00:00:00:07 10.0.0.7'] },
          'sw-r': {
            type: 'router',
            addresses: ['router'],
            options: { 'router-port': 'r-sw', arp_proxy: '169.254.1.1 10.9.0.0/16 fd00::9 10.9.1.1, 10.9.1.2' },
          },
        },
      },
      tagged: { config: { 'vlan-passthru': 'true' }, ports: { t: { addresses: ['0a:00:00:00:00:08 10.0.0.8'] } } },
    },
    routers: { r: { ports: { 'r-sw': { mac: '0a:00:00:00:01:01', networks: ['10.0.0.9/24'] } } } },
  });
  expect(compiled.flows('ls_in_arp_rsp')).toEqual([
    'sw ls_in_arp_rsp 100 (arp.tpa == 10.0.0.1 && arp.op == 1 && inport == "vm") {next;} at vm',
    'sw ls_in_arp_rsp 100 (arp.tpa == 10.0.0.2 && arp.op == 1 && inport == "vm") {next;} at vm',
    'sw ls_in_arp_rsp 100 (arp.tpa == 10.0.0.6 && arp.op == 1 && inport == "net") {next;} at net',
    'sw ls_in_arp_rsp 100 (arp.tpa == 10.0.0.7 && arp.op == 1 && inport == "meta") {next;} at meta',
    'sw ls_in_arp_rsp 100 (arp.tpa == 10.0.0.9 && arp.op == 1 && inport == "sw-r") {next;} at sw-r',
    'sw ls_in_arp_rsp 100 (inport == "net") {next;} at net',
    'sw ls_in_arp_rsp 100 (nd_ns && ip6.dst == {fd00::1, ff02::1:ff00:1} && nd.target == fd00::1 && inport == "vm") {next;} at vm',
    'sw ls_in_arp_rsp 100 (nd_ns && ip6.dst == {fe80::800:ff:fe00:101, ff02::1:ff00:101} && nd.target == fe80::800:ff:fe00:101 && inport == "sw-r") {next;} at sw-r',
    'sw ls_in_arp_rsp 50 (arp.op == 1 && arp.tpa == {169.254.1.1,10.9.0.0,10.9.1.1}) {eth.dst = eth.src; eth.src = 0a:00:00:00:01:01; arp.op = 2; /* ARP reply */ arp.tha = arp.sha; arp.sha = 0a:00:00:00:01:01; arp.tpa <-> arp.spa; outport = inport; flags.loopback = 1; output;}',
    'sw ls_in_arp_rsp 50 (arp.tpa == 10.0.0.1 && arp.op == 1) {eth.dst = eth.src; eth.src = 0a:00:00:00:00:01; arp.op = 2; /* ARP reply */ arp.tha = arp.sha; arp.sha = 0a:00:00:00:00:01; arp.tpa = arp.spa; arp.spa = 10.0.0.1; outport = inport; flags.loopback = 1; output;}',
    'sw ls_in_arp_rsp 50 (arp.tpa == 10.0.0.2 && arp.op == 1) {eth.dst = eth.src; eth.src = 0a:00:00:00:00:02; arp.op = 2; /* ARP reply */ arp.tha = arp.sha; arp.sha = 0a:00:00:00:00:02; arp.tpa = arp.spa; arp.spa = 10.0.0.2; outport = inport; flags.loopback = 1; output;}',
    'sw ls_in_arp_rsp 50 (arp.tpa == 10.0.0.6 && arp.op == 1) {eth.dst = eth.src; eth.src = 0a:00:00:00:00:06; arp.op = 2; /* ARP reply */ arp.tha = arp.sha; arp.sha = 0a:00:00:00:00:06; arp.tpa = arp.spa; arp.spa = 10.0.0.6; outport = inport; flags.loopback = 1; output;}',
    'sw ls_in_arp_rsp 50 (arp.tpa == 10.0.0.7 && arp.op == 1) {eth.dst = eth.src; eth.src = 0a:00:00:00:00:07; arp.op = 2; /* ARP reply */ arp.tha = arp.sha; arp.sha = 0a:00:00:00:00:07; arp.tpa = arp.spa; arp.spa = 10.0.0.7; outport = inport; flags.loopback = 1; output;}',
    'sw ls_in_arp_rsp 50 (arp.tpa == 10.0.0.9 && arp.op == 1) {eth.dst = eth.src; eth.src = 0a:00:00:00:01:01; arp.op = 2; /* ARP reply */ arp.tha = arp.sha; arp.sha = 0a:00:00:00:01:01; arp.tpa = arp.spa; arp.spa = 10.0.0.9; outport = inport; flags.loopback = 1; output;}',
    'sw ls_in_arp_rsp 50 (nd_ns && ip6.dst == {fd00::1, ff02::1:ff00:1} && nd.target == fd00::1) {nd_na { eth.src = 0a:00:00:00:00:01; ip6.src = fd00::1; nd.target = fd00::1; nd.tll = 0a:00:00:00:00:01; outport = inport; flags.loopback = 1; output; };}',
    'sw ls_in_arp_rsp 50 (nd_ns && ip6.dst == {fe80::800:ff:fe00:101, ff02::1:ff00:101} && nd.target == fe80::800:ff:fe00:101) {nd_na_router { eth.src = 0a:00:00:00:01:01; ip6.src = fe80::800:ff:fe00:101; nd.target = fe80::800:ff:fe00:101; nd.tll = 0a:00:00:00:01:01; outport = inport; flags.loopback = 1; output; };}',
    'sw ls_in_arp_rsp 0 (1) {next;}',
    'tagged ls_in_arp_rsp 0 (1) {next;}',
  ]);
});

test('ports that are down are not answered for when that is asked', () => {
  const compiled = new Compiled({
    options: { ignore_lsp_down: 'false' },
    switches: {
      sw: {
        ports: {
          vm: { addresses: ['0a:00:00:00:00:01 10.0.0.1'] },
          meta: { type: 'localport', addresses: ['0a:00:00:00:00:07 10.0.0.7'] },
          'sw-r': { type: 'router', addresses: ['router'], options: { 'router-port': 'r-sw' } },
        },
      },
    },
    routers: { r: { ports: { 'r-sw': { mac: '0a:00:00:00:01:01', networks: ['10.0.0.9/24'] } } } },
  });
  expect(compiled.flows('ls_in_arp_rsp')).toEqual([
    'sw ls_in_arp_rsp 100 (arp.tpa == 10.0.0.7 && arp.op == 1 && inport == "meta") {next;} at meta',
    'sw ls_in_arp_rsp 100 (arp.tpa == 10.0.0.9 && arp.op == 1 && inport == "sw-r") {next;} at sw-r',
    'sw ls_in_arp_rsp 100 (nd_ns && ip6.dst == {fe80::800:ff:fe00:101, ff02::1:ff00:101} && nd.target == fe80::800:ff:fe00:101 && inport == "sw-r") {next;} at sw-r',
    'sw ls_in_arp_rsp 50 (arp.tpa == 10.0.0.7 && arp.op == 1) {eth.dst = eth.src; eth.src = 0a:00:00:00:00:07; arp.op = 2; /* ARP reply */ arp.tha = arp.sha; arp.sha = 0a:00:00:00:00:07; arp.tpa = arp.spa; arp.spa = 10.0.0.7; outport = inport; flags.loopback = 1; output;}',
    'sw ls_in_arp_rsp 50 (arp.tpa == 10.0.0.9 && arp.op == 1) {eth.dst = eth.src; eth.src = 0a:00:00:00:01:01; arp.op = 2; /* ARP reply */ arp.tha = arp.sha; arp.sha = 0a:00:00:00:01:01; arp.tpa = arp.spa; arp.spa = 10.0.0.9; outport = inport; flags.loopback = 1; output;}',
    'sw ls_in_arp_rsp 50 (nd_ns && ip6.dst == {fe80::800:ff:fe00:101, ff02::1:ff00:101} && nd.target == fe80::800:ff:fe00:101) {nd_na_router { eth.src = 0a:00:00:00:01:01; ip6.src = fe80::800:ff:fe00:101; nd.target = fe80::800:ff:fe00:101; nd.tll = 0a:00:00:00:01:01; outport = inport; flags.loopback = 1; output; };}',
    'sw ls_in_arp_rsp 0 (1) {next;}',
  ]);
});
