/** Flows as ovn-northd 23.03.1 makes them of the same networks. */
import { expect, test } from '@jest/globals';
import { Compiled } from '../../testing/network.js';

test('where packets go by their destination', () => {
  const compiled = new Compiled({
    switches: {
      sw: {
        ports: {
          vm: { addresses: ['0a:00:00:00:00:01 10.0.0.1', '0a:00:00:00:00:02'] },
          off: { addresses: ['0a:00:00:00:00:03'], enabled: false },
          any: { addresses: ['unknown'] },
          far: { type: 'external', addresses: ['0a:00:00:00:00:04'] },
          'sw-r': { type: 'router', addresses: ['router'], options: { 'router-port': 'r-sw' } },
          'sw-r0': { type: 'router', addresses: ['router'], options: { 'router-port': 'r-off' } },
          'sw-lost': { type: 'router', addresses: ['router'], options: { 'router-port': 'nowhere' } },
        },
      },
    },
    routers: {
      r: {
        ports: {
          'r-sw': { mac: '0a:00:00:00:01:01', networks: ['10.0.0.9/24', 'fd00::9/64'] },
          'r-off': { mac: '0a:00:00:00:01:02', networks: ['10.0.0.8/24'], enabled: false },
        },
      },
    },
  });
  expect(compiled.flows('ls_in_l2_lkup', 'ls_in_l2_unknown')).toEqual([
    'sw ls_in_l2_lkup 110 (eth.dst == $svc_monitor_mac && (tcp || icmp || icmp6)) {handle_svc_check(inport);}',
    'sw ls_in_l2_lkup 80 (flags[1] == 0 && arp.op == 1 && arp.tpa == 10.0.0.9) {clone {outport = "sw-r"; output; }; outport = "_MC_flood_l2"; output;}',
    'sw ls_in_l2_lkup 80 (flags[1] == 0 && nd_ns && nd.target == fd00::9) {clone {outport = "sw-r"; output; }; outport = "_MC_flood_l2"; output;}',
    'sw ls_in_l2_lkup 80 (flags[1] == 0 && nd_ns && nd.target == fe80::800:ff:fe00:101) {clone {outport = "sw-r"; output; }; outport = "_MC_flood_l2"; output;}',
    'sw ls_in_l2_lkup 75 (eth.src == {0a:00:00:00:01:01} && (arp.op == 1 || rarp.op == 3 || nd_ns)) {outport = "_MC_flood_l2"; output;}',
    'sw ls_in_l2_lkup 70 (eth.mcast) {outport = "_MC_flood"; output;}',
    'sw ls_in_l2_lkup 50 (eth.dst == 0a:00:00:00:00:01) {outport = "vm"; output;}',
    'sw ls_in_l2_lkup 50 (eth.dst == 0a:00:00:00:00:02) {outport = "vm"; output;}',
    'sw ls_in_l2_lkup 50 (eth.dst == 0a:00:00:00:00:03) {drop;}',
    'sw ls_in_l2_lkup 50 (eth.dst == 0a:00:00:00:01:01) {outport = "sw-r"; output;}',
    'sw ls_in_l2_lkup 50 (eth.dst == 0a:00:00:00:01:02) {outport = "sw-r0"; output;}',
    'sw ls_in_l2_lkup 0 (1) {outport = get_fdb(eth.dst); next;}',
    'sw ls_in_l2_unknown 50 (outport == "none") {outport = "_MC_unknown"; output;}',
    'sw ls_in_l2_unknown 50 (outport == "off") {drop;} at off',
    'sw ls_in_l2_unknown 0 (1) {output;}',
  ]);
});

test('between routers alone, requests go to the one that is asked', () => {
  const compiled = new Compiled({
    switches: {
      join: {
        ports: {
          'join-a': { type: 'router', addresses: ['router'], options: { 'router-port': 'a-join' } },
          'join-b': { type: 'router', addresses: ['0a:00:00:00:01:02'], options: { 'router-port': 'b-join' } },
        },
      },
    },
    routers: {
      a: { ports: { 'a-join': { mac: '0a:00:00:00:01:01', networks: ['10.0.0.1/24'] } } },
      b: { ports: { 'b-join': { mac: '0a:00:00:00:01:02', networks: ['10.0.0.2/24'] } } },
    },
  });
  expect(compiled.flows('ls_in_l2_lkup').filter((line) => / (80|75|50) /.test(line))).toEqual([
    'join ls_in_l2_lkup 80 (flags[1] == 0 && arp.op == 1 && arp.tpa == 10.0.0.1) {outport = "join-a"; output;}',
    'join ls_in_l2_lkup 80 (flags[1] == 0 && arp.op == 1 && arp.tpa == 10.0.0.2) {outport = "join-b"; output;}',
    'join ls_in_l2_lkup 80 (flags[1] == 0 && nd_ns && nd.target == fe80::800:ff:fe00:101) {outport = "join-a"; output;}',
    'join ls_in_l2_lkup 80 (flags[1] == 0 && nd_ns && nd.target == fe80::800:ff:fe00:102) {outport = "join-b"; output;}',
    'join ls_in_l2_lkup 50 (eth.dst == 0a:00:00:00:01:01) {outport = "join-a"; output;}',
    'join ls_in_l2_lkup 50 (eth.dst == 0a:00:00:00:01:02) {outport = "join-b"; output;}',
  ]);
});
