/** Flows as ovn-northd 23.03.1 makes them of the same networks. */
import { expect, test } from '@jest/globals';
import { Compiled } from '../../testing/network.js';

test('what load balancing leaves alone', () => {
  const compiled = new Compiled({
    switches: {
      sw: {
        ports: {
          vm: {},
          net: { type: 'localnet', addresses: ['unknown'] },
          'sw-r': { type: 'router', options: { 'router-port': 'r-sw' } },
        },
      },
      tracked: {
        ports: { net2: { type: 'localnet', addresses: ['unknown'] } },
        acls: [{ direction: 'from-lport', priority: 1, match: 'ip', action: 'allow-related' }],
      },
    },
    routers: { r: { ports: { 'r-sw': { mac: '0a:00:00:00:01:01', networks: ['10.0.0.1/24'] } } } },
  });
  expect(compiled.flows('ls_in_pre_lb', 'ls_out_pre_lb')).toEqual([
    'sw ls_in_pre_lb 110 (eth.dst == $svc_monitor_mac) {next;}',
    'sw ls_in_pre_lb 110 (eth.mcast) {next;}',
    'sw ls_in_pre_lb 110 (ip && inport == "net") {next;} at net',
    'sw ls_in_pre_lb 110 (ip && inport == "sw-r") {next;} at sw-r',
    'sw ls_in_pre_lb 110 (nd || nd_rs || nd_ra || mldv1 || mldv2) {next;}',
    'sw ls_in_pre_lb 110 (reg0[16] == 1) {next;}',
    'sw ls_in_pre_lb 0 (1) {next;}',
    'sw ls_out_pre_lb 110 (eth.mcast) {next;}',
    'sw ls_out_pre_lb 110 (eth.src == $svc_monitor_mac) {next;}',
    'sw ls_out_pre_lb 110 (ip && outport == "net") {ct_clear; next;} at net',
    'sw ls_out_pre_lb 110 (ip && outport == "sw-r") {ct_clear; next;} at sw-r',
    'sw ls_out_pre_lb 110 (nd || nd_rs || nd_ra || mldv1 || mldv2) {next;}',
    'sw ls_out_pre_lb 110 (reg0[16] == 1) {next;}',
    'sw ls_out_pre_lb 0 (1) {next;}',
    'tracked ls_in_pre_lb 110 (eth.dst == $svc_monitor_mac) {next;}',
    'tracked ls_in_pre_lb 110 (eth.mcast) {next;}',
    'tracked ls_in_pre_lb 110 (ip && inport == "net2") {next;} at net2',
    'tracked ls_in_pre_lb 110 (nd || nd_rs || nd_ra || mldv1 || mldv2) {next;}',
    'tracked ls_in_pre_lb 110 (reg0[16] == 1) {next;}',
    'tracked ls_in_pre_lb 0 (1) {next;}',
    'tracked ls_out_pre_lb 110 (eth.mcast) {next;}',
    'tracked ls_out_pre_lb 110 (eth.src == $svc_monitor_mac) {next;}',
    'tracked ls_out_pre_lb 110 (ip && outport == "net2") {next;} at net2',
    'tracked ls_out_pre_lb 110 (nd || nd_rs || nd_ra || mldv1 || mldv2) {next;}',
    'tracked ls_out_pre_lb 110 (reg0[16] == 1) {next;}',
    'tracked ls_out_pre_lb 0 (1) {next;}',
  ]);
});
