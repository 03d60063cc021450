/** Flows as ovn-northd 23.03.1 makes them of the same networks. */
import { expect, test } from '@jest/globals';
import { Compiled } from '../../testing/network.js';

test('admission of ports of all kinds', () => {
  const compiled = new Compiled({
    switches: {
      sw: {
        ports: {
          vm: { addresses: ['unknown'] },
          safe: { addresses: ['unknown'], port_security: ['0a:00:00:00:00:02'] },
          off: { enabled: false, options: { qdisc_queue_id: '3' } },
          queued: { options: { qdisc_queue_id: '4' } },
          net: { type: 'localnet', addresses: ['unknown'], options: { qdisc_queue_id: '5' } },
          gw: { type: 'vtep' },
          far: { type: 'external', options: { qdisc_queue_id: '6' } },
          'sw-r': { type: 'router', options: { qdisc_queue_id: '7' } },
        },
      },
      tagged: { config: { 'vlan-passthru': 'true' } },
    },
  });
  expect(
    compiled.flows(
      'ls_in_check_port_sec',
      'ls_in_apply_port_sec',
      'ls_out_check_port_sec',
      'ls_out_apply_port_sec',
      'ls_in_hairpin',
      'ls_in_lookup_fdb',
      'ls_in_put_fdb',
    ),
  ).toEqual([
    'sw ls_in_apply_port_sec 50 (reg0[15] == 1) {drop;}',
    'sw ls_in_apply_port_sec 0 (1) {next;}',
    'sw ls_in_check_port_sec 100 (eth.src[40]) {drop;}',
    'sw ls_in_check_port_sec 100 (inport == "off") {reg0[15] = 1; next;} at off',
    'sw ls_in_check_port_sec 100 (vlan.present) {drop;}',
    'sw ls_in_check_port_sec 70 (inport == "gw") {reg0[14] = 1; next(pipeline=ingress, table=16);} at gw',
    'sw ls_in_check_port_sec 70 (inport == "net") {set_queue(5); reg0[15] = check_in_port_sec(); next;} at net',
    'sw ls_in_check_port_sec 70 (inport == "queued") {set_queue(4); reg0[15] = check_in_port_sec(); next;} at queued',
    'sw ls_in_check_port_sec 50 (1) {reg0[15] = check_in_port_sec(); next;}',
    'sw ls_in_hairpin 1000 (reg0[14] == 1) {next(pipeline=ingress, table=25);}',
    'sw ls_in_hairpin 0 (1) {next;}',
    'sw ls_in_lookup_fdb 100 (inport == "vm") {reg0[11] = lookup_fdb(inport, eth.src); next;} at vm',
    'sw ls_in_lookup_fdb 0 (1) {next;}',
    'sw ls_in_put_fdb 100 (inport == "vm" && reg0[11] == 0) {put_fdb(inport, eth.src); next;} at vm',
    'sw ls_in_put_fdb 0 (1) {next;}',
    'sw ls_out_apply_port_sec 100 (outport == "net") {set_queue(5); output;} at net',
    'sw ls_out_apply_port_sec 50 (reg0[15] == 1) {drop;}',
    'sw ls_out_apply_port_sec 0 (1) {output;}',
    'sw ls_out_check_port_sec 100 (eth.mcast) {reg0[15] = 0; next;}',
    'sw ls_out_check_port_sec 0 (1) {reg0[15] = check_out_port_sec(); next;}',
    'tagged ls_in_apply_port_sec 50 (reg0[15] == 1) {drop;}',
    'tagged ls_in_apply_port_sec 0 (1) {next;}',
    'tagged ls_in_check_port_sec 100 (eth.src[40]) {drop;}',
    'tagged ls_in_check_port_sec 50 (1) {reg0[15] = check_in_port_sec(); next;}',
    'tagged ls_in_hairpin 0 (1) {next;}',
    'tagged ls_in_lookup_fdb 0 (1) {next;}',
    'tagged ls_in_put_fdb 0 (1) {next;}',
    'tagged ls_out_apply_port_sec 50 (reg0[15] == 1) {drop;}',
    'tagged ls_out_apply_port_sec 0 (1) {output;}',
    'tagged ls_out_check_port_sec 100 (eth.mcast) {reg0[15] = 0; next;}',
    'tagged ls_out_check_port_sec 0 (1) {reg0[15] = check_out_port_sec(); next;}',
  ]);
});
