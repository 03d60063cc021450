/** Flows as ovn-northd 23.03.1 makes them of the same networks. */
import { expect, test } from '@jest/globals';
import { Compiled } from '../../testing/network.js';

test('what becomes of groups that nobody has joined', () => {
  const compiled = new Compiled({
    switches: {
      off: { config: { mcast_flood_unregistered: 'true' } },
      drops: { config: { mcast_snoop: 'true' }, ports: { vm: {} } },
      floods: { config: { mcast_snoop: 'true', mcast_flood_unregistered: 'true' } },
      relays: {
        config: { mcast_snoop: 'true' },
        ports: { 'relays-r': { type: 'router', addresses: ['router'], options: { 'router-port': 'r-relays' } } },
      },
      statics: { config: { mcast_snoop: 'true' }, ports: { all: { options: { mcast_flood: 'true' } } } },
      both: {
        config: { mcast_snoop: 'true' },
        ports: {
          tap: { options: { mcast_flood: 'true' } },
          'both-r': { type: 'router', addresses: ['router'], options: { 'router-port': 'r-both' } },
        },
      },
    },
    routers: {
      r: {
        options: { mcast_relay: 'true' },
        ports: {
          'r-relays': { mac: '0a:00:00:00:01:01', networks: ['10.0.0.1/24'] },
          'r-both': { mac: '0a:00:00:00:01:02', networks: ['10.0.1.1/24'] },
        },
      },
    },
  });
  expect(compiled.flows('ls_in_l2_lkup').filter((line) => / (100|85|80) /.test(line))).toEqual([
    'both ls_in_l2_lkup 100 (igmp) {igmp;}',
    'both ls_in_l2_lkup 100 (mldv1 || mldv2) {igmp;}',
    'both ls_in_l2_lkup 85 (ip4.mcast && ip4.dst == 224.0.0.0/24) {outport = "_MC_flood_l2"; output;}',
    'both ls_in_l2_lkup 85 (ip6.mcast_flood) {outport = "_MC_flood"; output;}',
    'both ls_in_l2_lkup 80 (flags[1] == 0 && arp.op == 1 && arp.tpa == 10.0.1.1) {clone {outport = "both-r"; output; }; outport = "_MC_flood_l2"; output;}',
    'both ls_in_l2_lkup 80 (flags[1] == 0 && nd_ns && nd.target == fe80::800:ff:fe00:102) {clone {outport = "both-r"; output; }; outport = "_MC_flood_l2"; output;}',
    'both ls_in_l2_lkup 80 (ip4.mcast || ip6.mcast) {clone { outport = "_MC_mrouter_flood"; output; }; outport ="_MC_static"; output;}',
    'drops ls_in_l2_lkup 100 (igmp) {igmp;}',
    'drops ls_in_l2_lkup 100 (mldv1 || mldv2) {igmp;}',
    'drops ls_in_l2_lkup 85 (ip4.mcast && ip4.dst == 224.0.0.0/24) {outport = "_MC_flood_l2"; output;}',
    'drops ls_in_l2_lkup 85 (ip6.mcast_flood) {outport = "_MC_flood"; output;}',
    'drops ls_in_l2_lkup 80 (ip4.mcast || ip6.mcast) {drop;}',
    'floods ls_in_l2_lkup 100 (igmp) {igmp;}',
    'floods ls_in_l2_lkup 100 (mldv1 || mldv2) {igmp;}',
    'floods ls_in_l2_lkup 85 (ip4.mcast && ip4.dst == 224.0.0.0/24) {outport = "_MC_flood_l2"; output;}',
    'floods ls_in_l2_lkup 85 (ip6.mcast_flood) {outport = "_MC_flood"; output;}',
    'relays ls_in_l2_lkup 100 (igmp) {igmp;}',
    'relays ls_in_l2_lkup 100 (mldv1 || mldv2) {igmp;}',
    'relays ls_in_l2_lkup 85 (ip4.mcast && ip4.dst == 224.0.0.0/24) {outport = "_MC_flood_l2"; output;}',
    'relays ls_in_l2_lkup 85 (ip6.mcast_flood) {outport = "_MC_flood"; output;}',
    'relays ls_in_l2_lkup 80 (flags[1] == 0 && arp.op == 1 && arp.tpa == 10.0.0.1) {outport = "relays-r"; output;}',
    'relays ls_in_l2_lkup 80 (flags[1] == 0 && nd_ns && nd.target == fe80::800:ff:fe00:101) {outport = "relays-r"; output;}',
    'relays ls_in_l2_lkup 80 (ip4.mcast || ip6.mcast) {clone { outport = "_MC_mrouter_flood"; output; }; }',
    'statics ls_in_l2_lkup 100 (igmp) {igmp;}',
    'statics ls_in_l2_lkup 100 (mldv1 || mldv2) {igmp;}',
    'statics ls_in_l2_lkup 85 (ip4.mcast && ip4.dst == 224.0.0.0/24) {outport = "_MC_flood_l2"; output;}',
    'statics ls_in_l2_lkup 85 (ip6.mcast_flood) {outport = "_MC_flood"; output;}',
    'statics ls_in_l2_lkup 80 (ip4.mcast || ip6.mcast) {outport ="_MC_static"; output;}',
  ]);
});
