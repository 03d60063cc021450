/** Flows as ovn-northd 23.03.1 makes them of the same networks. */
import { expect, test } from '@jest/globals';
import { Compiled } from '../../testing/network.js';

test('advertisements on request', () => {
  const compiled = new Compiled({
    switches: {
      sw: {
        ports: Object.fromEntries(
          ['a', 'b', 'c', 'd', 'e'].map((name) => [
            `sw-${name}`,
            { type: 'router', addresses: ['router'], options: { 'router-port': name } },
          ]),
        ),
      },
    },
    routers: {
      r: {
        ports: {
          a: {
            mac: '0a:00:00:00:00:01',
            networks: ['fd00::1/64', 'fd01::1/48', '10.0.0.1/24'],
            ipv6_ra_configs: { address_mode: 'slaac', mtu: '1280', router_preference: 'HIGH' },
          },
          b: {
            mac: '0a:00:00:00:00:02',
            networks: ['fd02::1/64'],
            ipv6_ra_configs: { address_mode: 'dhcpv6_stateful', mtu: '1279', router_preference: 'MEDIUM' },
          },
          c: { mac: '0a:00:00:00:00:03', networks: ['fd03::1/64'], ipv6_ra_configs: { address_mode: 'other' } },
          d: { mac: '0a:00:00:00:00:04', ipv6_ra_configs: { address_mode: 'slaac' } },
          e: { mac: '0a:00:00:00:00:05', networks: ['fd05::1/64'], ipv6_ra_configs: { mtu: '1400' } },
          alone: {
            mac: '0a:00:00:00:00:06',
            networks: ['fd06::1/64'],
            ipv6_ra_configs: { address_mode: 'dhcpv6_stateless' },
          },
        },
      },
    },
  });
  expect(compiled.flows('lr_in_nd_ra_options', 'lr_in_nd_ra_response')).toEqual([
    'r lr_in_nd_ra_options 50 (inport == "a" && ip6.dst == ff02::2 && nd_rs) {reg0[5] = put_nd_ra_opts(addr_mode = "slaac", slla = 0a:00:00:00:00:01, mtu = 1280, router_preference = "HIGH", prefix = fd00::/64, prefix = fd01::/48); next;}',
    'r lr_in_nd_ra_options 50 (inport == "b" && ip6.dst == ff02::2 && nd_rs) {reg0[5] = put_nd_ra_opts(addr_mode = "dhcpv6_stateful", slla = 0a:00:00:00:00:02, prefix = fd02::/64); next;}',
    'r lr_in_nd_ra_options 0 (1) {next;}',
    'r lr_in_nd_ra_response 50 (inport == "a" && ip6.dst == ff02::2 && nd_ra && reg0[5]) {eth.dst = eth.src; eth.src = 0a:00:00:00:00:01; ip6.dst = ip6.src; ip6.src = fe80::800:ff:fe00:1; outport = inport; flags.loopback = 1; output;}',
    'r lr_in_nd_ra_response 50 (inport == "b" && ip6.dst == ff02::2 && nd_ra && reg0[5]) {eth.dst = eth.src; eth.src = 0a:00:00:00:00:02; ip6.dst = ip6.src; ip6.src = fe80::800:ff:fe00:2; outport = inport; flags.loopback = 1; output;}',
    'r lr_in_nd_ra_response 0 (1) {next;}',
  ]);
});
