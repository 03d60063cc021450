/** Flows as ovn-northd 23.03.1 makes them of the same networks. */
import { expect, test } from '@jest/globals';
import { Compiled } from '../../testing/network.js';

test('what is learnt from requests', () => {
  const compiled = new Compiled({
    routers: {
      all: { ports: { a: { mac: '0a:00:00:00:00:01', networks: ['10.0.0.1/24', 'fd00::1/64'] } } },
      few: {
        options: { always_learn_from_arp_request: 'false' },
        ports: { b: { mac: '0a:00:00:00:00:02', networks: ['10.0.1.1/24', 'fd01::1/64'] } },
      },
    },
  });
  expect(compiled.flows('lr_in_lookup_neighbor', 'lr_in_learn_neighbor')).toEqual([
    'all lr_in_learn_neighbor 100 (reg9[2] == 1) {next;}',
    'all lr_in_learn_neighbor 95 (nd_na && nd.tll == 0) {put_nd(inport, nd.target, eth.src); next;}',
    'all lr_in_learn_neighbor 95 (nd_ns && (ip6.src == 0 || nd.sll == 0)) {next;}',
    'all lr_in_learn_neighbor 90 (arp) {put_arp(inport, arp.spa, arp.sha); next;}',
    'all lr_in_learn_neighbor 90 (nd_na) {put_nd(inport, nd.target, nd.tll); next;}',
    'all lr_in_learn_neighbor 90 (nd_ns) {put_nd(inport, ip6.src, nd.sll); next;}',
    'all lr_in_learn_neighbor 0 (1) {drop;}',
    'all lr_in_lookup_neighbor 100 (arp.op == 2) {reg9[2] = lookup_arp(inport, arp.spa, arp.sha); next;}',
    'all lr_in_lookup_neighbor 100 (inport == "a" && arp.spa == 10.0.0.0/24 && arp.op == 1) {reg9[2] = lookup_arp(inport, arp.spa, arp.sha); next;}',
    'all lr_in_lookup_neighbor 100 (nd_na) {reg9[2] = lookup_nd(inport, nd.target, nd.tll); next;}',
    'all lr_in_lookup_neighbor 100 (nd_ns) {reg9[2] = lookup_nd(inport, ip6.src, nd.sll); next;}',
    'all lr_in_lookup_neighbor 0 (1) {reg9[2] = 1; next;}',
    'few lr_in_learn_neighbor 100 (reg9[2] == 1 || reg9[3] == 0) {next;}',
    'few lr_in_learn_neighbor 95 (nd_na && nd.tll == 0) {put_nd(inport, nd.target, eth.src); next;}',
    'few lr_in_learn_neighbor 95 (nd_ns && (ip6.src == 0 || nd.sll == 0)) {next;}',
    'few lr_in_learn_neighbor 90 (arp) {put_arp(inport, arp.spa, arp.sha); next;}',
    'few lr_in_learn_neighbor 90 (nd_na) {put_nd(inport, nd.target, nd.tll); next;}',
    'few lr_in_learn_neighbor 90 (nd_ns) {put_nd(inport, ip6.src, nd.sll); next;}',
    'few lr_in_learn_neighbor 0 (1) {drop;}',
    'few lr_in_lookup_neighbor 110 (inport == "b" && arp.spa == 10.0.1.0/24 && arp.tpa == 10.0.1.1 && arp.op == 1) {reg9[2] = lookup_arp(inport, arp.spa, arp.sha); reg9[3] = 1; next;}',
    'few lr_in_lookup_neighbor 110 (nd_na && ip6.src == fe80::/10 && ip6.dst == ff00::/8) {reg9[2] = lookup_nd(inport, ip6.src, nd.tll); reg9[3] = lookup_nd_ip(inport, ip6.src); next;}',
    'few lr_in_lookup_neighbor 100 (arp.op == 2) {reg9[2] = lookup_arp(inport, arp.spa, arp.sha); reg9[3] = 1; next;}',
    'few lr_in_lookup_neighbor 100 (inport == "b" && arp.spa == 10.0.1.0/24 && arp.op == 1) {reg9[2] = lookup_arp(inport, arp.spa, arp.sha); reg9[3] = lookup_arp_ip(inport, arp.spa); next;}',
    'few lr_in_lookup_neighbor 100 (nd_na) {reg9[2] = lookup_nd(inport, nd.target, nd.tll); reg9[3] = 1; next;}',
    'few lr_in_lookup_neighbor 100 (nd_ns) {reg9[2] = lookup_nd(inport, ip6.src, nd.sll); reg9[3] = lookup_nd_ip(inport, ip6.src); next;}',
    'few lr_in_lookup_neighbor 0 (1) {reg9[2] = 1; next;}',
  ]);
});
