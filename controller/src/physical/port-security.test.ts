import { expect, test } from '@jest/globals';
import { OWN_CHASSIS, TestNetwork, u } from '../testing/network.js';

/** Flows of tables 73 to 75 for a port with these entries, without what all have in common. */
function security(...entries: readonly string[]): readonly string[] {
  const net = new TestNetwork();
  net.commit(
    net.datapath(0x10, 1),
    net.port(0x11, 'vm1', 0x10, 1, { chassis: u(OWN_CHASSIS), port_security: entries }),
    ...net.plug(2, 'tap1', { port: 'vm1' }),
    ...net.zones({ vm1: 2, [`${u(0x10)}_dnat`]: 3, [`${u(0x10)}_snat`]: 1 }),
  );
  return net
    .flows(73, 74, 75)
    .map((line) => line.replace('cookie=0x11, table=', '').replace(/reg1[45]=0x1,metadata=0x1,?/, ''));
}

test('a MAC alone', () => {
  expect(security('40:44:00:00:00:09')).toEqual([
    '73, priority=95,arp, actions=resubmit(,74)',
    '73, priority=90,dl_src=40:44:00:00:00:09 actions=resubmit(,74)',
    '73, priority=80, actions=set_field:0x1000/0x1000->reg10',
    '74, priority=90,arp,dl_src=40:44:00:00:00:09,arp_sha=40:44:00:00:00:09 actions=set_field:0/0x1000->reg10',
    '74, priority=90,icmp6,nw_ttl=225,icmp_type=135,icmp_code=0,nd_sll=00:00:00:00:00:00 actions=set_field:0/0x1000->reg10',
    '74, priority=90,icmp6,nw_ttl=225,icmp_type=135,icmp_code=0,nd_sll=40:44:00:00:00:09 actions=set_field:0/0x1000->reg10',
    '74, priority=90,icmp6,nw_ttl=225,icmp_type=136,icmp_code=0,nd_tll=00:00:00:00:00:00 actions=set_field:0/0x1000->reg10',
    '74, priority=90,icmp6,nw_ttl=225,icmp_type=136,icmp_code=0,nd_tll=40:44:00:00:00:09 actions=set_field:0/0x1000->reg10',
    '74, priority=80,arp, actions=set_field:0x1000/0x1000->reg10',
    '74, priority=80,icmp6,nw_ttl=255,icmp_type=135 actions=set_field:0/0x1000->reg10',
    '74, priority=80,icmp6,nw_ttl=255,icmp_type=136 actions=set_field:0x1000/0x1000->reg10',
    '75, priority=85,dl_dst=40:44:00:00:00:09 actions=set_field:0/0x1000->reg10',
    '75, priority=80, actions=set_field:0x1000/0x1000->reg10',
  ]);
});

test('addresses of both families, a host in a network and a network', () => {
  const lines = security('40:44:00:00:00:0a 10.0.0.4/24 10.1.0.0/16 fd00::5/64');
  expect(lines.filter((line) => /^73, priority=90/.test(line))).toEqual([
    '73, priority=90,udp,dl_src=40:44:00:00:00:0a,nw_src=0.0.0.0,nw_dst=255.255.255.255,tp_src=68,tp_dst=67 actions=set_field:0/0x1000->reg10',
    '73, priority=90,ip,dl_src=40:44:00:00:00:0a,nw_src=10.0.0.4 actions=set_field:0/0x1000->reg10',
    '73, priority=90,ip,dl_src=40:44:00:00:00:0a,nw_src=10.1.0.0/16 actions=set_field:0/0x1000->reg10',
    '73, priority=90,icmp6,dl_src=40:44:00:00:00:0a,ipv6_src=::,ipv6_dst=ff02::/16,icmp_type=131,icmp_code=0 actions=set_field:0/0x1000->reg10',
    '73, priority=90,icmp6,dl_src=40:44:00:00:00:0a,ipv6_src=::,ipv6_dst=ff02::/16,icmp_type=135,icmp_code=0 actions=resubmit(,74)',
    '73, priority=90,icmp6,dl_src=40:44:00:00:00:0a,ipv6_src=::,ipv6_dst=ff02::/16,icmp_type=143,icmp_code=0 actions=set_field:0/0x1000->reg10',
    '73, priority=90,ipv6,dl_src=40:44:00:00:00:0a,ipv6_src=fd00::5 actions=resubmit(,74)',
    '73, priority=90,ipv6,dl_src=40:44:00:00:00:0a,ipv6_src=fe80::4244:ff:fe00:a actions=resubmit(,74)',
  ]);
  expect(lines.filter((line) => /^75, priority=95,ip,/.test(line))).toEqual([
    '75, priority=95,ip,dl_dst=40:44:00:00:00:0a,nw_dst=10.0.0.4 actions=set_field:0/0x1000->reg10',
    '75, priority=95,ip,dl_dst=40:44:00:00:00:0a,nw_dst=10.0.0.255 actions=set_field:0/0x1000->reg10',
    '75, priority=95,ip,dl_dst=40:44:00:00:00:0a,nw_dst=10.1.0.0/16 actions=set_field:0/0x1000->reg10',
    '75, priority=95,ip,dl_dst=40:44:00:00:00:0a,nw_dst=224.0.0.0/4 actions=set_field:0/0x1000->reg10',
    '75, priority=95,ip,dl_dst=40:44:00:00:00:0a,nw_dst=255.255.255.255 actions=set_field:0/0x1000->reg10',
  ]);
});

test('entries that are none, and words after one that is no address, do not count', () => {
  expect(security('zz:zz')).toEqual([]);
  expect(security('40:44:00:00:00:05 foo 10.0.0.1')).toEqual(security('40:44:00:00:00:05'));
});
