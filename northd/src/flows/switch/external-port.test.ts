/** Flows as ovn-northd 23.03.1 makes them of the same networks. */
import { expect, test } from '@jest/globals';
import { Compiled } from '../../testing/network.js';

test('routers are answered for by the chassis that has the port alone', () => {
  const compiled = new Compiled({
    switches: {
      sw: {
        ports: {
          vm: { type: 'external', addresses: ['0a:00:00:00:00:01 10.0.0.1', '0a:00:00:00:00:02'] },
          here: { addresses: ['0a:00:00:00:00:03 10.0.0.3'] },
          net: { type: 'localnet', addresses: ['unknown'] },
          'sw-r': { type: 'router', addresses: ['router'], options: { 'router-port': 'r-sw' } },
        },
      },
      inner: { ports: { lost: { type: 'external', addresses: ['0a:00:00:00:00:04 10.0.0.4'] } } },
    },
    routers: { r: { ports: { 'r-sw': { mac: '0a:00:00:00:01:01', networks: ['10.0.0.9/24', 'fd00::9/64'] } } } },
  });
  expect(compiled.flows('ls_in_external_port')).toEqual([
    'inner ls_in_external_port 0 (1) {next;}',
    'sw ls_in_external_port 100 (inport == "net" && eth.src == 0a:00:00:00:00:01 && !is_chassis_resident("vm") && arp.tpa == 10.0.0.9 && arp.op == 1) {drop;} at net',
    'sw ls_in_external_port 100 (inport == "net" && eth.src == 0a:00:00:00:00:01 && !is_chassis_resident("vm") && nd_ns && ip6.dst == {fd00::9, ff02::1:ff00:9} && nd.target == fd00::9) {drop;} at net',
    'sw ls_in_external_port 100 (inport == "net" && eth.src == 0a:00:00:00:00:01 && !is_chassis_resident("vm") && nd_ns && ip6.dst == {fe80::800:ff:fe00:101, ff02::1:ff00:101} && nd.target == fe80::800:ff:fe00:101) {drop;} at net',
    'sw ls_in_external_port 100 (inport == "net" && eth.src == 0a:00:00:00:00:01 && eth.dst == 0a:00:00:00:01:01 && !is_chassis_resident("vm")) {drop;} at net',
    'sw ls_in_external_port 100 (inport == "net" && eth.src == 0a:00:00:00:00:02 && !is_chassis_resident("vm") && arp.tpa == 10.0.0.9 && arp.op == 1) {drop;} at net',
    'sw ls_in_external_port 100 (inport == "net" && eth.src == 0a:00:00:00:00:02 && !is_chassis_resident("vm") && nd_ns && ip6.dst == {fd00::9, ff02::1:ff00:9} && nd.target == fd00::9) {drop;} at net',
    'sw ls_in_external_port 100 (inport == "net" && eth.src == 0a:00:00:00:00:02 && !is_chassis_resident("vm") && nd_ns && ip6.dst == {fe80::800:ff:fe00:101, ff02::1:ff00:101} && nd.target == fe80::800:ff:fe00:101) {drop;} at net',
    'sw ls_in_external_port 100 (inport == "net" && eth.src == 0a:00:00:00:00:02 && eth.dst == 0a:00:00:00:01:01 && !is_chassis_resident("vm")) {drop;} at net',
    'sw ls_in_external_port 0 (1) {next;}',
  ]);
});
