/** Flows as ovn-northd 23.03.1 makes them of the same networks. */
import { expect, test } from '@jest/globals';
import { Compiled } from '../../testing/network.js';

test('without rules nothing is tracked or dropped, whatever the default', () => {
  const compiled = new Compiled({
    options: { default_acl_drop: 'true' },
    switches: { sw: { ports: { vm: {} } } },
  });
  expect(
    compiled.flows(
      'ls_in_pre_acl',
      'ls_in_acl_hint',
      'ls_in_acl',
      'ls_in_acl_after_lb',
      'ls_out_pre_acl',
      'ls_out_acl_hint',
      'ls_out_acl',
    ),
  ).toEqual([
    'sw ls_in_acl 65535 (1) {next;}',
    'sw ls_in_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'sw ls_in_acl_after_lb 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'sw ls_in_acl_after_lb 0 (1) {next;}',
    'sw ls_in_acl_hint 65535 (1) {next;}',
    'sw ls_in_pre_acl 110 (eth.dst == $svc_monitor_mac) {next;}',
    'sw ls_in_pre_acl 0 (1) {next;}',
    'sw ls_out_acl 65535 (1) {next;}',
    'sw ls_out_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'sw ls_out_acl_hint 65535 (1) {next;}',
    'sw ls_out_pre_acl 110 (eth.src == $svc_monitor_mac) {next;}',
    'sw ls_out_pre_acl 0 (1) {next;}',
  ]);
});

test('rules without memory', () => {
  const compiled = new Compiled({
    switches: {
      sw: {
        ports: { vm: {}, 'sw-net': { type: 'localnet', addresses: ['unknown'] } },
        acls: [
          { direction: 'from-lport', priority: 0, match: 'ip4', action: 'allow' },
          { direction: 'from-lport', priority: 7, match: 'ip6', action: 'drop', options: { 'apply-after-lb': 'true' } },
          { direction: 'from-lport', priority: 32767, match: 'udp', action: 'reject' },
          {
            direction: 'to-lport',
            priority: 8,
            match: 'tcp',
            action: 'allow-stateless',
            options: { 'apply-after-lb': 'true' },
          },
          { direction: 'to-lport', priority: 9, match: 'udp', action: 'reject' },
        ],
      },
    },
  });
  expect(compiled.flows('ls_in_pre_acl', 'ls_in_acl_hint', 'ls_in_acl', 'ls_in_acl_after_lb', 'ls_out_acl')).toEqual([
    'sw ls_in_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'sw ls_in_acl 34000 (eth.dst == $svc_monitor_mac) {next;}',
    'sw ls_in_acl 33767 (udp) {reg0 = 0; reject { /* eth.dst <-> eth.src; ip.dst <-> ip.src; is implicit. */ outport <-> inport; next(pipeline=egress,table=5); };}',
    'sw ls_in_acl 1000 (ip4) {next;}',
    'sw ls_in_acl 0 (1) {next;}',
    'sw ls_in_acl_after_lb 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'sw ls_in_acl_after_lb 1007 (ip6) {/* drop */}',
    'sw ls_in_acl_after_lb 0 (1) {next;}',
    'sw ls_in_acl_hint 0 (1) {next;}',
    'sw ls_in_pre_acl 110 (eth.dst == $svc_monitor_mac) {next;}',
    'sw ls_in_pre_acl 0 (1) {next;}',
    'sw ls_out_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'sw ls_out_acl 34000 (eth.src == $svc_monitor_mac) {next;}',
    'sw ls_out_acl 1009 (udp) {reg0 = 0; reject { /* eth.dst <-> eth.src; ip.dst <-> ip.src; is implicit. */ outport <-> inport; next(pipeline=ingress,table=25); };}',
    'sw ls_out_acl 1008 (tcp) {next;}',
    'sw ls_out_acl 0 (1) {next;}',
  ]);
});

test('one rule with memory makes all rules of the switch ask conntrack', () => {
  const compiled = new Compiled({
    switches: {
      sw: {
        ports: {
          vm: {},
          'sw-net': { type: 'localnet', addresses: ['unknown'] },
          'sw-r': { type: 'router', addresses: ['router'], options: { 'router-port': 'r-sw' } },
        },
        acls: [
          { direction: 'from-lport', priority: 1, match: 'ip4', action: 'allow-related' },
          { direction: 'from-lport', priority: 2, match: 'ip6', action: 'drop' },
          { direction: 'from-lport', priority: 3, match: 'udp', action: 'reject' },
          { direction: 'from-lport', priority: 4, match: 'tcp', action: 'allow-stateless' },
          {
            direction: 'from-lport',
            priority: 5,
            match: 'icmp',
            action: 'allow',
            options: { 'apply-after-lb': 'true' },
          },
          { direction: 'to-lport', priority: 6, match: 'tcp', action: 'allow-related', label: 1234 },
          { direction: 'to-lport', priority: 7, match: 'udp', action: 'reject' },
        ],
      },
      other: { ports: { vm2: {} }, acls: [{ direction: 'from-lport', priority: 1, match: 'ip4', action: 'drop' }] },
    },
    routers: { r: { ports: { 'r-sw': { mac: '0a:00:00:00:00:01', networks: ['10.0.0.1/24'] } } } },
  });
  expect(
    compiled.flows(
      'ls_in_pre_acl',
      'ls_in_acl_hint',
      'ls_in_acl',
      'ls_in_acl_after_lb',
      'ls_out_pre_acl',
      'ls_out_acl',
    ),
  ).toEqual([
    'other ls_in_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'other ls_in_acl 34000 (eth.dst == $svc_monitor_mac) {next;}',
    'other ls_in_acl 1001 (ip4) {/* drop */}',
    'other ls_in_acl 0 (1) {next;}',
    'other ls_in_acl_after_lb 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'other ls_in_acl_after_lb 0 (1) {next;}',
    'other ls_in_acl_hint 0 (1) {next;}',
    'other ls_in_pre_acl 110 (eth.dst == $svc_monitor_mac) {next;}',
    'other ls_in_pre_acl 0 (1) {next;}',
    'other ls_out_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'other ls_out_acl 34000 (eth.src == $svc_monitor_mac) {next;}',
    'other ls_out_acl 0 (1) {next;}',
    'other ls_out_pre_acl 110 (eth.src == $svc_monitor_mac) {next;}',
    'other ls_out_pre_acl 0 (1) {next;}',
    'sw ls_in_acl 65532 (!ct.est && ct.rel && !ct.new && !ct.inv && ct_mark.blocked == 0) {reg0[17] = 1; ct_commit_nat;}',
    'sw ls_in_acl 65532 (ct.est && !ct.rel && !ct.new && !ct.inv && ct.rpl && ct_mark.blocked == 0) {reg0[9] = 0; reg0[10] = 0; reg0[17] = 1; next;}',
    'sw ls_in_acl 65532 (ct.inv || (ct.est && ct.rpl && ct_mark.blocked == 1)) {drop;}',
    'sw ls_in_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'sw ls_in_acl 34000 (eth.dst == $svc_monitor_mac) {next;}',
    'sw ls_in_acl 1004 (tcp) {next;}',
    'sw ls_in_acl 1003 ((reg0[10] == 1) && udp) {ct_commit { ct_mark.blocked = 1; };  reg0 = 0; reject { /* eth.dst <-> eth.src; ip.dst <-> ip.src; is implicit. */ outport <-> inport; next(pipeline=egress,table=5); };}',
    'sw ls_in_acl 1003 ((reg0[9] == 1) && udp) {reg0 = 0; reject { /* eth.dst <-> eth.src; ip.dst <-> ip.src; is implicit. */ outport <-> inport; next(pipeline=egress,table=5); };}',
    'sw ls_in_acl 1002 (reg0[10] == 1 && (ip6)) {ct_commit { ct_mark.blocked = 1; }; /* drop */}',
    'sw ls_in_acl 1002 (reg0[9] == 1 && (ip6)) {/* drop */}',
    'sw ls_in_acl 1001 (reg0[7] == 1 && (ip4)) {reg0[1] = 1; next;}',
    'sw ls_in_acl 1001 (reg0[8] == 1 && (ip4)) {next;}',
    'sw ls_in_acl 1 (ip && !ct.est) {reg0[1] = 1; next;}',
    'sw ls_in_acl 1 (ip && ct.est && ct_mark.blocked == 1) {reg0[1] = 1; next;}',
    'sw ls_in_acl 0 (1) {next;}',
    'sw ls_in_acl_after_lb 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'sw ls_in_acl_after_lb 65532 (reg0[17] == 1) {next;}',
    'sw ls_in_acl_after_lb 1005 (reg0[7] == 1 && (icmp)) {reg0[1] = 1; next;}',
    'sw ls_in_acl_after_lb 1005 (reg0[8] == 1 && (icmp)) {next;}',
    'sw ls_in_acl_after_lb 0 (1) {next;}',
    'sw ls_in_acl_hint 7 (ct.new && !ct.est) {reg0[7] = 1; reg0[9] = 1; next;}',
    'sw ls_in_acl_hint 6 (!ct.new && ct.est && !ct.rpl && ct_mark.blocked == 1) {reg0[7] = 1; reg0[9] = 1; next;}',
    'sw ls_in_acl_hint 5 (!ct.trk) {reg0[8] = 1; reg0[9] = 1; next;}',
    'sw ls_in_acl_hint 4 (!ct.new && ct.est && !ct.rpl && ct_mark.blocked == 0) {reg0[8] = 1; reg0[10] = 1; next;}',
    'sw ls_in_acl_hint 3 (!ct.est) {reg0[9] = 1; next;}',
    'sw ls_in_acl_hint 2 (ct.est && ct_mark.blocked == 1) {reg0[9] = 1; next;}',
    'sw ls_in_acl_hint 1 (ct.est && ct_mark.blocked == 0) {reg0[10] = 1; next;}',
    'sw ls_in_acl_hint 0 (1) {next;}',
    'sw ls_in_pre_acl 1004 (tcp) {reg0[16] = 1; next;}',
    'sw ls_in_pre_acl 110 (eth.dst == $svc_monitor_mac) {next;}',
    'sw ls_in_pre_acl 110 (eth.mcast) {next;}',
    'sw ls_in_pre_acl 110 (ip && inport == "sw-net") {next;} at sw-net',
    'sw ls_in_pre_acl 110 (ip && inport == "sw-r") {next;} at sw-r',
    'sw ls_in_pre_acl 110 (nd || nd_rs || nd_ra || mldv1 || mldv2 || (udp && udp.src == 546 && udp.dst == 547)) {next;}',
    'sw ls_in_pre_acl 100 (ip) {reg0[0] = 1; next;}',
    'sw ls_in_pre_acl 0 (1) {next;}',
    'sw ls_out_acl 65532 (!ct.est && ct.rel && !ct.new && !ct.inv && ct_mark.blocked == 0) {ct_commit_nat;}',
    'sw ls_out_acl 65532 (ct.est && !ct.rel && !ct.new && !ct.inv && ct.rpl && ct_mark.blocked == 0) {next;}',
    'sw ls_out_acl 65532 (ct.inv || (ct.est && ct.rpl && ct_mark.blocked == 1)) {drop;}',
    'sw ls_out_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'sw ls_out_acl 34000 (eth.src == $svc_monitor_mac) {next;}',
    'sw ls_out_acl 1007 ((reg0[10] == 1) && udp) {ct_commit { ct_mark.blocked = 1; };  reg0 = 0; reject { /* eth.dst <-> eth.src; ip.dst <-> ip.src; is implicit. */ outport <-> inport; next(pipeline=ingress,table=25); };}',
    'sw ls_out_acl 1007 ((reg0[9] == 1) && udp) {reg0 = 0; reject { /* eth.dst <-> eth.src; ip.dst <-> ip.src; is implicit. */ outport <-> inport; next(pipeline=ingress,table=25); };}',
    'sw ls_out_acl 1006 (reg0[7] == 1 && (tcp)) {reg0[1] = 1; reg0[13] = 1; reg3 = 1234; next;}',
    'sw ls_out_acl 1006 (reg0[8] == 1 && (tcp)) {reg0[1] = 1; reg0[13] = 1; reg3 = 1234; next;}',
    'sw ls_out_acl 1 (ip && !ct.est) {reg0[1] = 1; next;}',
    'sw ls_out_acl 1 (ip && ct.est && ct_mark.blocked == 1) {reg0[1] = 1; next;}',
    'sw ls_out_acl 0 (1) {next;}',
    'sw ls_out_pre_acl 110 (eth.mcast) {next;}',
    'sw ls_out_pre_acl 110 (eth.src == $svc_monitor_mac) {next;}',
    'sw ls_out_pre_acl 110 (ip && outport == "sw-net") {next;} at sw-net',
    'sw ls_out_pre_acl 110 (ip && outport == "sw-r") {next;} at sw-r',
    'sw ls_out_pre_acl 110 (nd || nd_rs || nd_ra || mldv1 || mldv2 || (udp && udp.src == 546 && udp.dst == 547)) {next;}',
    'sw ls_out_pre_acl 100 (ip) {reg0[0] = 1; next;}',
    'sw ls_out_pre_acl 0 (1) {next;}',
  ]);
});

test('what is logged', () => {
  const compiled = new Compiled({
    switches: {
      sw: {
        acls: [
          { direction: 'from-lport', priority: 1, match: 'ip4', action: 'allow-related', log: true },
          {
            direction: 'from-lport',
            priority: 2,
            match: 'ip6',
            action: 'drop',
            log: true,
            name: 'no v6',
            severity: 'alert',
          },
          {
            direction: 'from-lport',
            priority: 3,
            match: 'udp',
            action: 'reject',
            log: true,
            severity: 'debug',
            meter: 'm',
          },
          {
            direction: 'to-lport',
            priority: 4,
            match: 'tcp',
            action: 'allow-stateless',
            log: true,
            name: 'x',
            meter: 'm',
          },
          { direction: 'to-lport', priority: 5, match: 'arp', action: 'drop', name: 'silent', severity: 'alert' },
        ],
      },
    },
  });
  expect(compiled.flows('ls_in_acl', 'ls_out_acl').filter((line) => /log\(|arp/.test(line))).toEqual([
    'sw ls_in_acl 1003 ((reg0[10] == 1) && udp) {log(severity=debug, verdict=reject, meter="m"); ct_commit { ct_mark.blocked = 1; };  reg0 = 0; reject { /* eth.dst <-> eth.src; ip.dst <-> ip.src; is implicit. */ outport <-> inport; next(pipeline=egress,table=5); };}',
    'sw ls_in_acl 1003 ((reg0[9] == 1) && udp) {log(severity=debug, verdict=reject, meter="m"); reg0 = 0; reject { /* eth.dst <-> eth.src; ip.dst <-> ip.src; is implicit. */ outport <-> inport; next(pipeline=egress,table=5); };}',
    'sw ls_in_acl 1002 (reg0[10] == 1 && (ip6)) {ct_commit { ct_mark.blocked = 1; }; log(name="no v6", severity=alert, verdict=drop); /* drop */}',
    'sw ls_in_acl 1002 (reg0[9] == 1 && (ip6)) {log(name="no v6", severity=alert, verdict=drop); /* drop */}',
    'sw ls_in_acl 1001 (reg0[7] == 1 && (ip4)) {reg0[1] = 1; log(severity=info, verdict=allow); next;}',
    'sw ls_in_acl 1001 (reg0[8] == 1 && (ip4)) {log(severity=info, verdict=allow); next;}',
    'sw ls_out_acl 1005 (reg0[10] == 1 && (arp)) {ct_commit { ct_mark.blocked = 1; }; /* drop */}',
    'sw ls_out_acl 1005 (reg0[9] == 1 && (arp)) {/* drop */}',
    'sw ls_out_acl 1004 (tcp) {log(name="x", severity=info, verdict=allow, meter="m"); next;}',
  ]);
});

test('what is dropped by default, and invalid connections that are not told from others', () => {
  const compiled = new Compiled({
    options: { default_acl_drop: 'TRUE', use_ct_inv_match: 'false' },
    switches: {
      open: {},
      filtered: { acls: [{ direction: 'to-lport', priority: 1, match: 'ip4', action: 'allow' }] },
      tracked: { acls: [{ direction: 'to-lport', priority: 1, match: 'ip4', action: 'allow-related' }] },
    },
  });
  expect(
    compiled.flows('ls_in_acl', 'ls_in_acl_after_lb', 'ls_out_acl').filter((line) => / (65532|1|0) /.test(line)),
  ).toEqual([
    'filtered ls_in_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'filtered ls_in_acl 0 (1) {drop;}',
    'filtered ls_in_acl_after_lb 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'filtered ls_in_acl_after_lb 0 (1) {drop;}',
    'filtered ls_out_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'filtered ls_out_acl 0 (1) {drop;}',
    'open ls_in_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'open ls_in_acl_after_lb 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'open ls_in_acl_after_lb 0 (1) {next;}',
    'open ls_out_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'tracked ls_in_acl 65532 (!ct.est && ct.rel && !ct.new && ct_mark.blocked == 0) {reg0[17] = 1; ct_commit_nat;}',
    'tracked ls_in_acl 65532 ((ct.est && ct.rpl && ct_mark.blocked == 1)) {drop;}',
    'tracked ls_in_acl 65532 (ct.est && !ct.rel && !ct.new && ct.rpl && ct_mark.blocked == 0) {reg0[9] = 0; reg0[10] = 0; reg0[17] = 1; next;}',
    'tracked ls_in_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'tracked ls_in_acl 1 (ip && !ct.est) {drop;}',
    'tracked ls_in_acl 1 (ip && ct.est && ct_mark.blocked == 1) {reg0[1] = 1; next;}',
    'tracked ls_in_acl 0 (1) {drop;}',
    'tracked ls_in_acl_after_lb 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'tracked ls_in_acl_after_lb 65532 (reg0[17] == 1) {next;}',
    'tracked ls_in_acl_after_lb 0 (1) {drop;}',
    'tracked ls_out_acl 65532 (!ct.est && ct.rel && !ct.new && ct_mark.blocked == 0) {ct_commit_nat;}',
    'tracked ls_out_acl 65532 ((ct.est && ct.rpl && ct_mark.blocked == 1)) {drop;}',
    'tracked ls_out_acl 65532 (ct.est && !ct.rel && !ct.new && ct.rpl && ct_mark.blocked == 0) {next;}',
    'tracked ls_out_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'tracked ls_out_acl 1001 (reg0[7] == 1 && (ip4)) {reg0[1] = 1; next;}',
    'tracked ls_out_acl 1001 (reg0[8] == 1 && (ip4)) {next;}',
    'tracked ls_out_acl 1 (ip && !ct.est) {drop;}',
    'tracked ls_out_acl 1 (ip && ct.est && ct_mark.blocked == 1) {reg0[1] = 1; next;}',
    'tracked ls_out_acl 0 (1) {drop;}',
  ]);
});

test('chassis that are older than marks have labels; those of other zones do not count', () => {
  const compiled = new Compiled({
    chassis: {
      new: { 'ct-no-masked-label': 'true', 'ovn-ct-lb-related': 'true' },
      old: { 'ct-no-masked-label': 'false' },
      far: { 'is-remote': 'true' },
    },
    switches: {
      sw: {
        acls: [
          { direction: 'to-lport', priority: 1, match: 'ip4', action: 'drop' },
          { direction: 'to-lport', priority: 2, match: 'ip4', action: 'allow-related' },
        ],
      },
    },
  });
  expect(compiled.flows('ls_in_acl_hint', 'ls_out_acl')).toEqual([
    'sw ls_in_acl_hint 7 (ct.new && !ct.est) {reg0[7] = 1; reg0[9] = 1; next;}',
    'sw ls_in_acl_hint 6 (!ct.new && ct.est && !ct.rpl && ct_label.blocked == 1) {reg0[7] = 1; reg0[9] = 1; next;}',
    'sw ls_in_acl_hint 5 (!ct.trk) {reg0[8] = 1; reg0[9] = 1; next;}',
    'sw ls_in_acl_hint 4 (!ct.new && ct.est && !ct.rpl && ct_label.blocked == 0) {reg0[8] = 1; reg0[10] = 1; next;}',
    'sw ls_in_acl_hint 3 (!ct.est) {reg0[9] = 1; next;}',
    'sw ls_in_acl_hint 2 (ct.est && ct_label.blocked == 1) {reg0[9] = 1; next;}',
    'sw ls_in_acl_hint 1 (ct.est && ct_label.blocked == 0) {reg0[10] = 1; next;}',
    'sw ls_in_acl_hint 0 (1) {next;}',
    'sw ls_out_acl 65532 (!ct.est && ct.rel && !ct.new && !ct.inv && ct_label.blocked == 0) {next;}',
    'sw ls_out_acl 65532 (ct.est && !ct.rel && !ct.new && !ct.inv && ct.rpl && ct_label.blocked == 0) {next;}',
    'sw ls_out_acl 65532 (ct.inv || (ct.est && ct.rpl && ct_label.blocked == 1)) {drop;}',
    'sw ls_out_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'sw ls_out_acl 34000 (eth.src == $svc_monitor_mac) {next;}',
    'sw ls_out_acl 1002 (reg0[7] == 1 && (ip4)) {reg0[1] = 1; next;}',
    'sw ls_out_acl 1002 (reg0[8] == 1 && (ip4)) {next;}',
    'sw ls_out_acl 1001 (reg0[10] == 1 && (ip4)) {ct_commit { ct_label.blocked = 1; }; /* drop */}',
    'sw ls_out_acl 1001 (reg0[9] == 1 && (ip4)) {/* drop */}',
    'sw ls_out_acl 1 (ip && !ct.est) {reg0[1] = 1; next;}',
    'sw ls_out_acl 1 (ip && ct.est && ct_label.blocked == 1) {reg0[1] = 1; next;}',
    'sw ls_out_acl 0 (1) {next;}',
  ]);
});

test('the rules of a port group apply in each switch that has a port of it', () => {
  const compiled = new Compiled({
    switches: {
      sw1: { ports: { a: {} }, acls: [{ direction: 'to-lport', priority: 5, match: 'arp', action: 'drop' }] },
      sw2: { ports: { b: {}, c: {} } },
      sw3: { ports: { d: {} } },
    },
    groups: {
      web: {
        ports: ['a', 'b'],
        acls: [{ direction: 'from-lport', priority: 9, match: 'inport == @web && tcp', action: 'allow-related' }],
      },
      all: {
        ports: ['b', 'c'],
        acls: [{ direction: 'to-lport', priority: 8, match: 'outport == @all', action: 'drop' }],
      },
      empty: { ports: [], acls: [{ direction: 'to-lport', priority: 7, match: 'ip', action: 'drop' }] },
    },
  });
  expect(
    compiled
      .flows('ls_in_acl', 'ls_out_acl', 'ls_in_acl_hint')
      .filter((line) => /_acl (100\d|6553|0 )|hint (65535|7|0 )/.test(line)),
  ).toEqual([
    'sw1 ls_in_acl 65532 (!ct.est && ct.rel && !ct.new && !ct.inv && ct_mark.blocked == 0) {reg0[17] = 1; ct_commit_nat;}',
    'sw1 ls_in_acl 65532 (ct.est && !ct.rel && !ct.new && !ct.inv && ct.rpl && ct_mark.blocked == 0) {reg0[9] = 0; reg0[10] = 0; reg0[17] = 1; next;}',
    'sw1 ls_in_acl 65532 (ct.inv || (ct.est && ct.rpl && ct_mark.blocked == 1)) {drop;}',
    'sw1 ls_in_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'sw1 ls_in_acl 1009 (reg0[7] == 1 && (inport == @web && tcp)) {reg0[1] = 1; next;}',
    'sw1 ls_in_acl 1009 (reg0[8] == 1 && (inport == @web && tcp)) {next;}',
    'sw1 ls_in_acl 0 (1) {next;}',
    'sw1 ls_in_acl_hint 7 (ct.new && !ct.est) {reg0[7] = 1; reg0[9] = 1; next;}',
    'sw1 ls_in_acl_hint 0 (1) {next;}',
    'sw1 ls_out_acl 65532 (!ct.est && ct.rel && !ct.new && !ct.inv && ct_mark.blocked == 0) {ct_commit_nat;}',
    'sw1 ls_out_acl 65532 (ct.est && !ct.rel && !ct.new && !ct.inv && ct.rpl && ct_mark.blocked == 0) {next;}',
    'sw1 ls_out_acl 65532 (ct.inv || (ct.est && ct.rpl && ct_mark.blocked == 1)) {drop;}',
    'sw1 ls_out_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'sw1 ls_out_acl 1005 (reg0[10] == 1 && (arp)) {ct_commit { ct_mark.blocked = 1; }; /* drop */}',
    'sw1 ls_out_acl 1005 (reg0[9] == 1 && (arp)) {/* drop */}',
    'sw1 ls_out_acl 0 (1) {next;}',
    'sw2 ls_in_acl 65532 (!ct.est && ct.rel && !ct.new && !ct.inv && ct_mark.blocked == 0) {reg0[17] = 1; ct_commit_nat;}',
    'sw2 ls_in_acl 65532 (ct.est && !ct.rel && !ct.new && !ct.inv && ct.rpl && ct_mark.blocked == 0) {reg0[9] = 0; reg0[10] = 0; reg0[17] = 1; next;}',
    'sw2 ls_in_acl 65532 (ct.inv || (ct.est && ct.rpl && ct_mark.blocked == 1)) {drop;}',
    'sw2 ls_in_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'sw2 ls_in_acl 1009 (reg0[7] == 1 && (inport == @web && tcp)) {reg0[1] = 1; next;}',
    'sw2 ls_in_acl 1009 (reg0[8] == 1 && (inport == @web && tcp)) {next;}',
    'sw2 ls_in_acl 0 (1) {next;}',
    'sw2 ls_in_acl_hint 7 (ct.new && !ct.est) {reg0[7] = 1; reg0[9] = 1; next;}',
    'sw2 ls_in_acl_hint 0 (1) {next;}',
    'sw2 ls_out_acl 65532 (!ct.est && ct.rel && !ct.new && !ct.inv && ct_mark.blocked == 0) {ct_commit_nat;}',
    'sw2 ls_out_acl 65532 (ct.est && !ct.rel && !ct.new && !ct.inv && ct.rpl && ct_mark.blocked == 0) {next;}',
    'sw2 ls_out_acl 65532 (ct.inv || (ct.est && ct.rpl && ct_mark.blocked == 1)) {drop;}',
    'sw2 ls_out_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'sw2 ls_out_acl 1008 (reg0[10] == 1 && (outport == @all)) {ct_commit { ct_mark.blocked = 1; }; /* drop */}',
    'sw2 ls_out_acl 1008 (reg0[9] == 1 && (outport == @all)) {/* drop */}',
    'sw2 ls_out_acl 0 (1) {next;}',
    'sw3 ls_in_acl 65535 (1) {next;}',
    'sw3 ls_in_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
    'sw3 ls_in_acl_hint 65535 (1) {next;}',
    'sw3 ls_out_acl 65535 (1) {next;}',
    'sw3 ls_out_acl 65532 (nd || nd_ra || nd_rs || mldv1 || mldv2) {next;}',
  ]);
});
