/** Flows as ovn-northd 23.03.1 makes them of the same networks. */
import { expect, test } from '@jest/globals';
import { Compiled } from '../../testing/network.js';

test('packets that are larger than what a port can send', () => {
  const compiled = new Compiled({
    switches: {
      sw: {
        ports: {
          'sw-r': { type: 'router', addresses: ['router'], options: { 'router-port': 'r-out' } },
          net: { type: 'localnet', addresses: ['unknown'], tag_request: 5 },
        },
      },
    },
    routers: {
      r: {
        ports: {
          'r-out': {
            mac: '0a:00:00:00:01:01',
            networks: ['10.0.0.1/24', 'fd00::1/64'],
            options: { gateway_mtu: '1400', gateway_mtu_bypass: 'tcp' },
          },
          'r-in': { mac: '0a:00:00:00:01:02', networks: ['10.0.1.1/24'] },
          'r-odd': { mac: '0a:00:00:00:01:03', options: { gateway_mtu: '0' } },
        },
      },
    },
  });
  expect(
    compiled
      .flows('lr_in_admission', 'lr_in_chk_pkt_len', 'lr_in_larger_pkts', 'lr_in_ip_input')
      .filter((line) => /check_pkt|reg9\[[01]\]|tcp\)\)|xreg0/.test(line)),
  ).toEqual([
    'r lr_in_admission 55 (eth.dst == 0a:00:00:00:01:01 && inport == "r-out" && (tcp)) {xreg0[0..47] = 0a:00:00:00:01:01; next;}',
    'r lr_in_admission 55 (eth.mcast && inport == "r-out" && (tcp)) {xreg0[0..47] = 0a:00:00:00:01:01; next;}',
    'r lr_in_admission 50 (eth.dst == 0a:00:00:00:01:01 && inport == "r-out") {reg9[1] = check_pkt_larger(1418); xreg0[0..47] = 0a:00:00:00:01:01; next;}',
    'r lr_in_admission 50 (eth.dst == 0a:00:00:00:01:02 && inport == "r-in") {xreg0[0..47] = 0a:00:00:00:01:02; next;}',
    'r lr_in_admission 50 (eth.dst == 0a:00:00:00:01:03 && inport == "r-odd") {xreg0[0..47] = 0a:00:00:00:01:03; next;}',
    'r lr_in_admission 50 (eth.mcast && inport == "r-in") {xreg0[0..47] = 0a:00:00:00:01:02; next;}',
    'r lr_in_admission 50 (eth.mcast && inport == "r-odd") {xreg0[0..47] = 0a:00:00:00:01:03; next;}',
    'r lr_in_admission 50 (eth.mcast && inport == "r-out") {reg9[1] = check_pkt_larger(1418); xreg0[0..47] = 0a:00:00:00:01:01; next;}',
    'r lr_in_chk_pkt_len 55 (outport == "r-out" && (tcp)) {next;}',
    'r lr_in_chk_pkt_len 50 (outport == "r-out") {reg9[1] = check_pkt_larger(1418); next;}',
    'r lr_in_ip_input 150 (inport == "r-out" && ip4 && reg9[1] && reg9[0] == 0) {icmp4_error {reg9[0] = 1; reg9[1] = 0; eth.dst = 0a:00:00:00:01:01; ip4.dst = ip4.src; ip4.src = 10.0.0.1; ip.ttl = 255; icmp4.type = 3; /* Destination Unreachable. */ icmp4.code = 4; /* Frag Needed and DF was Set. */ icmp4.frag_mtu = 1400; next(pipeline=ingress, table=0); };}',
    'r lr_in_ip_input 150 (inport == "r-out" && ip6 && reg9[1] && reg9[0] == 0) {icmp6_error {reg9[0] = 1; reg9[1] = 0; eth.dst = 0a:00:00:00:01:01; ip6.dst = ip6.src; ip6.src = fd00::1; ip.ttl = 255; icmp6.type = 2; /* Packet Too Big. */ icmp6.code = 0; icmp6.frag_mtu = 1400; next(pipeline=ingress, table=0); };}',
    'r lr_in_ip_input 100 (ip4.src == {10.0.0.1, 10.0.0.255} && reg9[0] == 0) {drop;}',
    'r lr_in_ip_input 100 (ip4.src == {10.0.1.1, 10.0.1.255} && reg9[0] == 0) {drop;}',
    'r lr_in_ip_input 90 (inport == "r-in" && arp.op == 1 && arp.tpa == 10.0.1.1 && arp.spa == 10.0.1.0/24) {eth.dst = eth.src; eth.src = xreg0[0..47]; arp.op = 2; /* ARP reply */ arp.tha = arp.sha; arp.sha = xreg0[0..47]; arp.tpa <-> arp.spa; outport = inport; flags.loopback = 1; output;}',
    'r lr_in_ip_input 90 (inport == "r-in" && ip6.dst == {fe80::800:ff:fe00:102, ff02::1:ff00:102} && nd_ns && nd.target == fe80::800:ff:fe00:102) {nd_na_router { eth.src = xreg0[0..47]; ip6.src = nd.target; nd.tll = xreg0[0..47]; outport = inport; flags.loopback = 1; output; };}',
    'r lr_in_ip_input 90 (inport == "r-odd" && ip6.dst == {fe80::800:ff:fe00:103, ff02::1:ff00:103} && nd_ns && nd.target == fe80::800:ff:fe00:103) {nd_na_router { eth.src = xreg0[0..47]; ip6.src = nd.target; nd.tll = xreg0[0..47]; outport = inport; flags.loopback = 1; output; };}',
    'r lr_in_ip_input 90 (inport == "r-out" && arp.op == 1 && arp.tpa == 10.0.0.1 && arp.spa == 10.0.0.0/24) {eth.dst = eth.src; eth.src = xreg0[0..47]; arp.op = 2; /* ARP reply */ arp.tha = arp.sha; arp.sha = xreg0[0..47]; arp.tpa <-> arp.spa; outport = inport; flags.loopback = 1; output;}',
    'r lr_in_ip_input 90 (inport == "r-out" && ip6.dst == {fd00::1, ff02::1:ff00:1} && nd_ns && nd.target == fd00::1) {nd_na_router { eth.src = xreg0[0..47]; ip6.src = nd.target; nd.tll = xreg0[0..47]; outport = inport; flags.loopback = 1; output; };}',
    'r lr_in_ip_input 90 (inport == "r-out" && ip6.dst == {fe80::800:ff:fe00:101, ff02::1:ff00:101} && nd_ns && nd.target == fe80::800:ff:fe00:101) {nd_na_router { eth.src = xreg0[0..47]; ip6.src = nd.target; nd.tll = xreg0[0..47]; outport = inport; flags.loopback = 1; output; };}',
    'r lr_in_larger_pkts 150 (inport == "r-in" && outport == "r-out" && ip4 && reg9[1] && reg9[0] == 0) {icmp4_error {reg9[0] = 1; reg9[1] = 0; eth.dst = 0a:00:00:00:01:02; ip4.dst = ip4.src; ip4.src = 10.0.1.1; ip.ttl = 255; icmp4.type = 3; /* Destination Unreachable. */ icmp4.code = 4; /* Frag Needed and DF was Set. */ icmp4.frag_mtu = 1400; next(pipeline=ingress, table=0); };}',
    'r lr_in_larger_pkts 150 (inport == "r-in" && outport == "r-out" && ip6 && reg9[1] && reg9[0] == 0) {icmp6_error {reg9[0] = 1; reg9[1] = 0; eth.dst = 0a:00:00:00:01:02; ip6.dst = ip6.src; ip6.src = fe80::800:ff:fe00:102; ip.ttl = 255; icmp6.type = 2; /* Packet Too Big. */ icmp6.code = 0; icmp6.frag_mtu = 1400; next(pipeline=ingress, table=0); };}',
    'r lr_in_larger_pkts 150 (inport == "r-odd" && outport == "r-out" && ip6 && reg9[1] && reg9[0] == 0) {icmp6_error {reg9[0] = 1; reg9[1] = 0; eth.dst = 0a:00:00:00:01:03; ip6.dst = ip6.src; ip6.src = fe80::800:ff:fe00:103; ip.ttl = 255; icmp6.type = 2; /* Packet Too Big. */ icmp6.code = 0; icmp6.frag_mtu = 1400; next(pipeline=ingress, table=0); };}',
  ]);
});
