/** Flows as ovn-northd 23.03.1 makes them of the same networks. */
import { expect, test } from '@jest/globals';
import { Compiled } from '../../testing/network.js';

test('connected networks and routes, the longest prefix first', () => {
  const compiled = new Compiled({
    routers: {
      r: {
        ports: {
          a: { mac: '0a:00:00:00:00:01', networks: ['10.0.0.1/24', '10.0.1.1/16', 'fd00::1/64'] },
          b: { mac: '0a:00:00:00:00:02', networks: ['10.0.0.1/32', 'fe80::1/64'] },
        },
        routes: [
          { ip_prefix: '0.0.0.0/0', nexthop: '10.0.0.254' },
          { ip_prefix: '20.0.0.9/8', nexthop: '99.9.9.9', output_port: 'a' },
          { ip_prefix: '21.0.0.0/8', nexthop: '10.0.9.9', policy: 'src-ip' },
          { ip_prefix: '22.0.0.0/8', nexthop: 'discard' },
          { ip_prefix: '23.0.0.0/255.0.0.0', nexthop: '', output_port: 'b' },
          { ip_prefix: 'fd40::/48', nexthop: 'fd00::9' },
          { ip_prefix: '::/0', nexthop: 'fe80::9', output_port: 'b' },
        ],
      },
    },
  });
  expect(compiled.flows('lr_in_ip_routing_pre', 'lr_in_ip_routing', 'lr_in_ip_routing_ecmp')).toEqual([
    'r lr_in_ip_routing 10550 (nd_rs || nd_ra) {drop;}',
    'r lr_in_ip_routing 194 (inport == "a" && ip6.dst == fe80::/64) {ip.ttl--; reg8[0..15] = 0; xxreg0 = ip6.dst; xxreg1 = fe80::800:ff:fe00:1; eth.src = 0a:00:00:00:00:01; outport = "a"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing 194 (inport == "b" && ip6.dst == fe80::/64) {ip.ttl--; reg8[0..15] = 0; xxreg0 = ip6.dst; xxreg1 = fe80::1; eth.src = 0a:00:00:00:00:02; outport = "b"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing 194 (inport == "b" && ip6.dst == fe80::/64) {ip.ttl--; reg8[0..15] = 0; xxreg0 = ip6.dst; xxreg1 = fe80::800:ff:fe00:2; eth.src = 0a:00:00:00:00:02; outport = "b"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing 194 (ip6.dst == fd00::/64) {ip.ttl--; reg8[0..15] = 0; xxreg0 = ip6.dst; xxreg1 = fd00::1; eth.src = 0a:00:00:00:00:01; outport = "a"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing 145 (reg7 == 0 && ip6.dst == fd40::/48) {ip.ttl--; reg8[0..15] = 0; xxreg0 = fd00::9; xxreg1 = fd00::1; eth.src = 0a:00:00:00:00:01; outport = "a"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing 98 (ip4.dst == 10.0.0.1/32) {ip.ttl--; reg8[0..15] = 0; reg0 = ip4.dst; reg1 = 10.0.0.1; eth.src = 0a:00:00:00:00:02; outport = "b"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing 74 (ip4.dst == 10.0.0.0/24) {ip.ttl--; reg8[0..15] = 0; reg0 = ip4.dst; reg1 = 10.0.0.1; eth.src = 0a:00:00:00:00:01; outport = "a"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing 50 (ip4.dst == 10.0.0.0/16) {ip.ttl--; reg8[0..15] = 0; reg0 = ip4.dst; reg1 = 10.0.1.1; eth.src = 0a:00:00:00:00:01; outport = "a"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing 25 (reg7 == 0 && ip4.dst == 20.0.0.0/8) {ip.ttl--; reg8[0..15] = 0; reg0 = 99.9.9.9; reg1 = 10.0.0.1; eth.src = 0a:00:00:00:00:01; outport = "a"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing 25 (reg7 == 0 && ip4.dst == 22.0.0.0/8) {drop;}',
    'r lr_in_ip_routing 25 (reg7 == 0 && ip4.dst == 23.0.0.0/8) {ip.ttl--; reg8[0..15] = 0; reg0 = ip4.dst; reg1 = 10.0.0.1; eth.src = 0a:00:00:00:00:02; outport = "b"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing 24 (ip4.src == 21.0.0.0/8) {ip.ttl--; reg8[0..15] = 0; reg0 = 10.0.9.9; reg1 = 10.0.1.1; eth.src = 0a:00:00:00:00:01; outport = "a"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing 1 (reg7 == 0 && ip4.dst == 0.0.0.0/0) {ip.ttl--; reg8[0..15] = 0; reg0 = 10.0.0.254; reg1 = 10.0.0.1; eth.src = 0a:00:00:00:00:01; outport = "a"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing 1 (reg7 == 0 && ip6.dst == ::/0) {ip.ttl--; reg8[0..15] = 0; xxreg0 = fe80::9; xxreg1 = fe80::1; eth.src = 0a:00:00:00:00:02; outport = "b"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing 0 (1) {drop;}',
    'r lr_in_ip_routing_ecmp 150 (reg8[0..15] == 0) {next;}',
    'r lr_in_ip_routing_ecmp 0 (1) {drop;}',
    'r lr_in_ip_routing_pre 0 (1) {reg7 = 0; next;}',
  ]);
});

test('routes that lead nowhere make no flow', () => {
  const compiled = new Compiled({
    routers: {
      r: {
        ports: { a: { mac: '0a:00:00:00:00:01', networks: ['10.0.0.1/24'] } },
        routes: [
          { ip_prefix: '20.0.0.0/8', nexthop: '99.9.9.9' },
          { ip_prefix: '20.0.0.0/8', nexthop: '10.0.0.5', output_port: 'nowhere' },
          { ip_prefix: '20.0.0.0/8', nexthop: '10.0.0.5/24' },
          { ip_prefix: '20.0.0.0/8', nexthop: 'fd00::5' },
          { ip_prefix: '20.0.0.0/33', nexthop: '10.0.0.5' },
          { ip_prefix: 'default', nexthop: '10.0.0.5' },
          { ip_prefix: 'fd00::/64', nexthop: '', output_port: 'nowhere' },
        ],
      },
      off: {
        enabled: false,
        ports: { o: { mac: '0a:00:00:00:00:09', networks: ['10.0.0.1/24'] } },
        routes: [{ ip_prefix: '20.0.0.0/8', nexthop: '10.0.0.5' }],
      },
    },
  });
  expect(compiled.flows('lr_in_ip_routing').filter((line) => /ip[46]/.test(line))).toEqual([
    'r lr_in_ip_routing 194 (inport == "a" && ip6.dst == fe80::/64) {ip.ttl--; reg8[0..15] = 0; xxreg0 = ip6.dst; xxreg1 = fe80::800:ff:fe00:1; eth.src = 0a:00:00:00:00:01; outport = "a"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing 74 (ip4.dst == 10.0.0.0/24) {ip.ttl--; reg8[0..15] = 0; reg0 = ip4.dst; reg1 = 10.0.0.1; eth.src = 0a:00:00:00:00:01; outport = "a"; flags.loopback = 1; next;}',
  ]);
});

test('routes that share prefix, policy and table are chosen from', () => {
  const compiled = new Compiled({
    routers: {
      r: {
        ports: {
          a: { mac: '0a:00:00:00:00:01', networks: ['10.0.0.1/24', 'fd00::1/64'] },
          b: { mac: '0a:00:00:00:00:02', networks: ['10.0.1.1/24'] },
        },
        routes: [
          { ip_prefix: '40.0.0.0/8', nexthop: '10.0.0.5' },
          { ip_prefix: '41.0.0.0/8', nexthop: '10.0.0.5' },
          { ip_prefix: '40.0.0.0/8', nexthop: '10.0.1.5' },
          { ip_prefix: '40.0.0.0/8', nexthop: '10.0.1.5', policy: 'src-ip' },
          { ip_prefix: '40.0.0.0/8', nexthop: '10.0.1.6', route_table: 'blue' },
          { ip_prefix: 'fd40::/48', nexthop: 'fd00::5' },
          { ip_prefix: 'FD40:0::/48', nexthop: 'fd00::6' },
          { ip_prefix: '40.0.0.0/8', nexthop: '99.9.9.9' },
        ],
      },
    },
  });
  expect(
    compiled
      .flows('lr_in_ip_routing', 'lr_in_ip_routing_ecmp')
      .filter((line) => /select|reg8\[16|reg7|ip4.src/.test(line)),
  ).toEqual([
    'r lr_in_ip_routing 145 (reg7 == 0 && ip6.dst == fd40::/48) {ip.ttl--; flags.loopback = 1; reg8[0..15] = 2; reg8[16..31] = select(1, 2);}',
    'r lr_in_ip_routing 25 (reg7 == 0 && ip4.dst == 40.0.0.0/8) {ip.ttl--; flags.loopback = 1; reg8[0..15] = 1; reg8[16..31] = select(1, 2);}',
    'r lr_in_ip_routing 25 (reg7 == 0 && ip4.dst == 41.0.0.0/8) {ip.ttl--; reg8[0..15] = 0; reg0 = 10.0.0.5; reg1 = 10.0.0.1; eth.src = 0a:00:00:00:00:01; outport = "a"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing 25 (reg7 == 1 && ip4.dst == 40.0.0.0/8) {ip.ttl--; reg8[0..15] = 0; reg0 = 10.0.1.6; reg1 = 10.0.1.1; eth.src = 0a:00:00:00:00:02; outport = "b"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing 24 (ip4.src == 40.0.0.0/8) {ip.ttl--; reg8[0..15] = 0; reg0 = 10.0.1.5; reg1 = 10.0.1.1; eth.src = 0a:00:00:00:00:02; outport = "b"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing_ecmp 100 (reg8[0..15] == 1 && reg8[16..31] == 1) {reg0 = 10.0.0.5; reg1 = 10.0.0.1; eth.src = 0a:00:00:00:00:01; outport = "a"; next;}',
    'r lr_in_ip_routing_ecmp 100 (reg8[0..15] == 1 && reg8[16..31] == 2) {reg0 = 10.0.1.5; reg1 = 10.0.1.1; eth.src = 0a:00:00:00:00:02; outport = "b"; next;}',
    'r lr_in_ip_routing_ecmp 100 (reg8[0..15] == 2 && reg8[16..31] == 1) {xxreg0 = fd00::5; xxreg1 = fd00::1; eth.src = 0a:00:00:00:00:01; outport = "a"; next;}',
    'r lr_in_ip_routing_ecmp 100 (reg8[0..15] == 2 && reg8[16..31] == 2) {xxreg0 = fd00::6; xxreg1 = fd00::1; eth.src = 0a:00:00:00:00:01; outport = "a"; next;}',
  ]);
});

test('route tables have numbers, those of ports first', () => {
  const compiled = new Compiled({
    routers: {
      r: {
        ports: {
          a: { mac: '0a:00:00:00:00:01', networks: ['10.0.0.1/24'], options: { route_table: 'red' } },
          b: { mac: '0a:00:00:00:00:02', networks: ['10.0.1.1/24'] },
          c: { mac: '0a:00:00:00:00:03', networks: ['10.0.2.1/24'], options: { route_table: 'empty' } },
        },
        routes: [
          { ip_prefix: '40.0.0.0/8', nexthop: '10.0.0.5', route_table: 'blue' },
          { ip_prefix: '41.0.0.0/8', nexthop: '10.0.0.5', route_table: 'red' },
          { ip_prefix: '42.0.0.0/8', nexthop: 'discard', route_table: 'green' },
          { ip_prefix: '43.0.0.0/8', nexthop: '99.0.0.5', route_table: 'lost' },
          { ip_prefix: '44.0.0.0/8', nexthop: '10.0.0.5', route_table: 'red', policy: 'src-ip' },
        ],
      },
    },
  });
  expect(compiled.flows('lr_in_ip_routing_pre', 'lr_in_ip_routing').filter((line) => /reg7/.test(line))).toEqual([
    'r lr_in_ip_routing 25 (reg7 == 1 && ip4.dst == 41.0.0.0/8) {ip.ttl--; reg8[0..15] = 0; reg0 = 10.0.0.5; reg1 = 10.0.0.1; eth.src = 0a:00:00:00:00:01; outport = "a"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing 25 (reg7 == 3 && ip4.dst == 40.0.0.0/8) {ip.ttl--; reg8[0..15] = 0; reg0 = 10.0.0.5; reg1 = 10.0.0.1; eth.src = 0a:00:00:00:00:01; outport = "a"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing 25 (reg7 == 4 && ip4.dst == 42.0.0.0/8) {drop;}',
    'r lr_in_ip_routing 24 (reg7 == 1 && ip4.src == 44.0.0.0/8) {ip.ttl--; reg8[0..15] = 0; reg0 = 10.0.0.5; reg1 = 10.0.0.1; eth.src = 0a:00:00:00:00:01; outport = "a"; flags.loopback = 1; next;}',
    'r lr_in_ip_routing_pre 100 (inport == "a") {reg7 = 1; next;}',
    'r lr_in_ip_routing_pre 100 (inport == "c") {reg7 = 2; next;}',
    'r lr_in_ip_routing_pre 0 (1) {reg7 = 0; next;}',
  ]);
});

test('a router that relays multicast', () => {
  const compiled = new Compiled({
    routers: {
      r: { options: { mcast_relay: 'true' }, ports: { a: { mac: '0a:00:00:00:00:01', networks: ['10.0.0.1/24'] } } },
      flooding: {
        options: { mcast_relay: 'true' },
        ports: {
          b: { mac: '0a:00:00:00:00:02', networks: ['10.0.1.1/24'], options: { mcast_flood: 'true' } },
          c: { mac: '0a:00:00:00:00:03', networks: ['10.0.2.1/24'] },
        },
      },
    },
  });
  expect(compiled.flows('lr_in_ip_routing', 'lr_in_ip_input').filter((line) => /mcast|igmp|mld/.test(line))).toEqual([
    'flooding lr_in_ip_input 120 ((mldv1 || mldv2) && ip.ttl == 1) {next;}',
    'flooding lr_in_ip_input 120 (igmp && ip.ttl == 1) {next;}',
    'flooding lr_in_ip_input 100 (ip4.src_mcast ||ip4.src == 255.255.255.255 || ip4.src == 127.0.0.0/8 || ip4.dst == 127.0.0.0/8 || ip4.src == 0.0.0.0/8 || ip4.dst == 0.0.0.0/8) {drop;}',
    'flooding lr_in_ip_input 83 (ip6.mcast_rsvd) {drop;}',
    'flooding lr_in_ip_input 82 (ip4.mcast || ip6.mcast) {next;}',
    'flooding lr_in_ip_input 32 (ip.ttl == {0, 1} && !ip.later_frag && (ip4.mcast || ip6.mcast)) {drop;}',
    'flooding lr_in_ip_routing 10550 (eth.src == 0a:00:00:00:00:02 && (mldv1 || mldv2)) {drop;}',
    'flooding lr_in_ip_routing 10550 (eth.src == 0a:00:00:00:00:02 && igmp) {drop;}',
    'flooding lr_in_ip_routing 10550 (eth.src == 0a:00:00:00:00:03 && (mldv1 || mldv2)) {drop;}',
    'flooding lr_in_ip_routing 10550 (eth.src == 0a:00:00:00:00:03 && igmp) {drop;}',
    'flooding lr_in_ip_routing 10460 (igmp) {clone { outport = "_MC_static"; next; };}',
    'flooding lr_in_ip_routing 10460 (mldv1 || mldv2) {clone { outport = "_MC_static"; next; };}',
    'flooding lr_in_ip_routing 10450 (ip4.mcast || ip6.mcast) {clone { outport = "_MC_static"; ip.ttl--; next; };}',
    'r lr_in_ip_input 100 (ip4.src_mcast ||ip4.src == 255.255.255.255 || ip4.src == 127.0.0.0/8 || ip4.dst == 127.0.0.0/8 || ip4.src == 0.0.0.0/8 || ip4.dst == 0.0.0.0/8) {drop;}',
    'r lr_in_ip_input 83 (ip6.mcast_rsvd) {drop;}',
    'r lr_in_ip_input 82 (ip4.mcast || ip6.mcast) {next;}',
    'r lr_in_ip_input 32 (ip.ttl == {0, 1} && !ip.later_frag && (ip4.mcast || ip6.mcast)) {drop;}',
    'r lr_in_ip_routing 10450 (ip4.mcast || ip6.mcast) {drop;}',
  ]);
});
