/** Matches from text: what `ovs-ofctl parse-flow` of Open vSwitch 3.1 prints for the same flow, or refuses it with. */
import { expect, test } from '@jest/globals';
import { messageOf } from '#base';
import { formatFlow } from './flow-format.js';
import { parseFlow } from './flow-parse.js';

/** The flow as it is printed for a version. */
function printed(text: string, version: 0x01 | 0x06): string {
  const none = { idleTimeout: 0, hardTimeout: 0, flags: 0, importance: 0, packets: 0n, bytes: 0n };
  const stats = { ...none, durationSeconds: 0, durationNanoseconds: 0, ...parseFlow(text), table: 0 };
  return formatFlow(stats, { hasStats: false, version });
}

/** With `-O OpenFlow15`, and with `-O OpenFlow10` where that is something else. */
const texts: readonly (readonly [given: string, in15: string, in10?: string])[] = [
  ['in_port=1 actions=drop', 'in_port=1 actions=drop'],
  ['in_port=LOCAL actions=drop', 'in_port=LOCAL actions=drop'],
  ['in_port=65534 actions=drop', 'in_port=LOCAL actions=drop'],
  ['priority=0 actions=drop', 'priority=0 actions=drop'],
  ['priority=65535,ip actions=drop', 'priority=65535,ip actions=drop'],
  ['table=5,ip actions=drop', 'ip actions=drop'],
  [
    'dl_src=00:00:00:00:00:01/ff:ff:ff:00:00:00,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00 actions=drop',
    'dl_src=00:00:00:00:00:00/ff:ff:ff:00:00:00,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00 actions=drop',
  ],
  ['eth_src=00:00:00:00:00:01 actions=drop', 'dl_src=00:00:00:00:00:01 actions=drop'],
  ['dl_type=0x1234 actions=drop', 'dl_type=0x1234 actions=drop'],
  ['dl_type=0x88cc actions=drop', 'dl_type=0x88cc actions=drop'],
  ['dl_vlan=5 actions=drop', 'dl_vlan=5 actions=drop'],
  ['dl_vlan_pcp=7 actions=drop', 'dl_vlan_pcp=7 actions=drop'],
  ['vlan_tci=0x1005 actions=drop', 'dl_vlan=5,dl_vlan_pcp=0 actions=drop'],
  ['vlan_tci=0x0/0x1000 actions=drop', 'vlan_tci=0x0000/0x1000 actions=drop'],
  ['vlan_vid=0x1000/0x1000 actions=drop', 'vlan_tci=0x1000/0x1000 actions=drop'],
  ['vlan_pcp=3,vlan_vid=0x1005 actions=drop', 'dl_vlan=5,dl_vlan_pcp=3 actions=drop'],
  ['ip actions=drop', 'ip actions=drop'],
  ['ip,nw_src=10.0.0.0/8,nw_dst=10.0.0.1 actions=drop', 'ip,nw_src=10.0.0.0/8,nw_dst=10.0.0.1 actions=drop'],
  ['ip,nw_src=10.1.2.3/0.0.0.255 actions=drop', 'ip,nw_src=0.0.0.3/0.0.0.255 actions=drop'],
  ['ip,nw_src=10.1.2.3/0 actions=drop', 'ip actions=drop'],
  ['ip,nw_proto=1 actions=drop', 'icmp actions=drop'],
  ['ip,nw_proto=50 actions=drop', 'ip,nw_proto=50 actions=drop'],
  ['ip,nw_tos=32,nw_ecn=2,nw_ttl=64 actions=drop', 'ip,nw_tos=32,nw_ecn=2,nw_ttl=64 actions=drop'],
  ['icmp,icmp_type=8,icmp_code=0 actions=drop', 'icmp,icmp_type=8,icmp_code=0 actions=drop'],
  [
    'icmp6,icmpv6_type=135,nd_target=fd00::1,nd_sll=00:00:00:00:00:01 actions=drop',
    'icmp6,icmp_type=135,nd_target=fd00::1,nd_sll=00:00:00:00:00:01 actions=drop',
  ],
  ['tcp,tp_src=1,tp_dst=2 actions=drop', 'tcp,tp_src=1,tp_dst=2 actions=drop'],
  ['tcp,tcp_src=0x10/0xfff0 actions=drop', 'tcp,tp_src=0x10/0xfff0 actions=drop'],
  ['udp,udp_dst=53 actions=drop', 'udp,tp_dst=53 actions=drop'],
  ['sctp,sctp_dst=53 actions=drop', 'sctp,tp_dst=53 actions=drop'],
  ['tcp,tcp_flags=+syn-ack actions=drop', 'tcp,tcp_flags=+syn-ack actions=drop'],
  ['tcp,tcp_flags=0x002/0x012 actions=drop', 'tcp,tcp_flags=+syn-ack actions=drop'],
  [
    'ipv6,ipv6_src=fd00::/8,ipv6_dst=fd00::1,ipv6_label=0x12345 actions=drop',
    'ipv6,ipv6_src=fd00::/8,ipv6_dst=fd00::1,ipv6_label=0x12345 actions=drop',
  ],
  ['ipv6,nw_proto=59 actions=drop', 'ipv6,nw_proto=59 actions=drop'],
  ['tcp6 actions=drop', 'tcp6 actions=drop'],
  [
    'arp,arp_op=1,arp_spa=10.0.0.1,arp_tpa=10.0.0.0/24,arp_sha=00:00:00:00:00:01,arp_tha=00:00:00:00:00:02 actions=drop',
    'arp,arp_spa=10.0.0.1,arp_tpa=10.0.0.0/24,arp_op=1,arp_sha=00:00:00:00:00:01,arp_tha=00:00:00:00:00:02 actions=drop',
  ],
  ['rarp actions=drop', 'rarp actions=drop'],
  ['mpls,mpls_label=5,mpls_tc=1,mpls_bos=1 actions=drop', 'mpls,mpls_label=5,mpls_tc=1,mpls_bos=1 actions=drop'],
  ['reg0=1,reg15=0xffffffff actions=drop', 'reg0=0x1,reg15=0xffffffff actions=drop'],
  ['reg0=0x5/0xff00 actions=drop', 'reg0=0/0xff00 actions=drop'],
  ['xreg0=0x100000002 actions=drop', 'reg0=0x1,reg1=0x2 actions=drop'],
  ['xxreg0=0x5 actions=drop', 'reg0=0,reg1=0,reg2=0,reg3=0x5 actions=drop'],
  ['metadata=5 actions=drop', 'metadata=0x5 actions=drop'],
  ['metadata=0x5/0xff actions=drop', 'metadata=0x5/0xff actions=drop'],
  ['tun_id=5 actions=drop', 'tun_id=0x5 actions=drop'],
  ['tun_id=0x5/0xff actions=drop', 'tun_id=0x5/0xff actions=drop'],
  ['tun_src=1.2.3.4,tun_dst=5.6.7.8 actions=drop', 'tun_src=1.2.3.4,tun_dst=5.6.7.8 actions=drop'],
  ['tun_metadata0=0x5 actions=drop', 'tun_metadata0=0x5 actions=drop'],
  ['tun_flags=oam actions=drop', 'tun_flags=+oam actions=drop'],
  ['ct_state=+trk+new actions=drop', 'ct_state=+new+trk actions=drop'],
  [
    'ct_state=+trk-est,ct_zone=5,ct_mark=0x1/0x1 actions=drop',
    'ct_state=-est+trk,ct_zone=5,ct_mark=0x1/0x1 actions=drop',
  ],
  ['ct_label=0x5/0xff actions=drop', 'ct_label=0x5/0xff actions=drop'],
  ['ct_state=trk|new actions=drop', 'ct_state=new|trk actions=drop'],
  ['ct_state=0x21/0x21 actions=drop', 'ct_state=+new+trk actions=drop'],
  ['ct_state=+trk+snat+dnat actions=drop', 'ct_state=+trk+snat+dnat actions=drop'],
  ['conj_id=5 actions=drop', 'conj_id=5 actions=drop'],
  ['pkt_mark=5 actions=drop', 'pkt_mark=0x5 actions=drop'],
  ['ip,nw_frag=yes actions=drop', 'ip,nw_frag=yes actions=drop'],
  ['ip,nw_frag=no actions=drop', 'ip,nw_frag=no actions=drop'],
  ['ip,nw_frag=first actions=drop', 'ip,nw_frag=first actions=drop'],
  ['ip,nw_frag=later actions=drop', 'ip,nw_frag=later actions=drop'],
  ['actset_output=5 actions=drop', 'actset_output=5 actions=drop'],
  ['recirc_id=0 actions=drop', 'recirc_id=0 actions=drop'],
  ['dp_hash=5/0xf actions=drop', 'dp_hash=0x5/0xf actions=drop'],
  ['ip,ip_dscp=8 actions=drop', 'ip,nw_tos=32 actions=drop'],
  ['tunnel_id=5 actions=drop', 'tun_id=0x5 actions=drop'],
  ['NXM_NX_REG0[]=5 actions=drop', 'reg0=0x5 actions=drop'],
  ['OXM_OF_ETH_TYPE[]=0x800 actions=drop', 'ip actions=drop'],
  ['reg0[0..3]=5 actions=drop', 'reg0=0x5/0xf actions=drop'],
  ['reg0[0]=1 actions=drop', 'reg0=0x1/0x1 actions=drop'],
  ['dl_vlan=4096 actions=drop', 'dl_vlan=0 actions=drop'],
];

test('matches are printed as they were meant', () => {
  const found = texts.map(([given, , in10]) =>
    in10 === undefined ? [given, printed(given, 0x06)] : [given, printed(given, 0x06), printed(given, 0x01)],
  );
  expect(found).toEqual(texts);
});

const refused: readonly (readonly [given: string, message: string])[] = [
  ['in_port=x actions=drop', 'x: invalid or unknown port for in_port'],
  ['in_port=70000 actions=drop', '70000: invalid or unknown port for in_port'],
  ['dl_src=x actions=drop', 'x: invalid Ethernet address'],
  ['dl_type=x actions=drop', 'x: bad syntax for eth_type value'],
  ['dl_type=0x12345 actions=drop', '0x12345: value too large for 2-byte field eth_type'],
  ['dl_vlan=x actions=drop', 'x: bad syntax for dl_vlan value'],
  ['ip,nw_src=x actions=drop', 'x: invalid IP address'],
  ['ip,nw_src=1.2.3.4/33 actions=drop', '1.2.3.4/33: IPv4 network prefix bits not between 0 and 32, inclusive'],
  ['ip,nw_src=1.2.3.4/x actions=drop', '1.2.3.4/x: invalid IP address'],
  ['ipv6,ipv6_src=x actions=drop', 'x: invalid IPv6 address'],
  ['ipv6,ipv6_src=fd00::1/129 actions=drop', 'fd00::1/129: IPv6 network prefix bits not between 0 and 128, inclusive'],
  ['tcp,tp_src=65536 actions=drop', '65536: value too large for 2-byte field tcp_src'],
  ['tcp,tp_src=x actions=drop', 'x: bad syntax for tcp_src value'],
  ['tcp,tcp_flags=+foo actions=drop', 'foo: unknown TCP flag(s)'],
  ['tcp,tcp_flags=foo actions=drop', 'foo: unknown TCP flag(s)'],
  ['reg0=x actions=drop', 'x: bad syntax for reg0 value'],
  ['reg0=0x100000000 actions=drop', '0x100000000: value too large for 4-byte field reg0'],
  ['reg16=5 actions=drop', 'unknown keyword reg16'],
  ['ct_state=+foo actions=drop', 'foo: unknown ct_state flag(s)'],
  ['ct_state=foo actions=drop', 'foo: unknown ct_state flag(s)'],
  ['metadata=x actions=drop', 'x: bad syntax for metadata value'],
  ['ip,nw_frag=x actions=drop', 'x: unknown fragment type (valid types are "no", "yes", "first", "later", "not_later"'],
  ['nope actions=drop', 'field nope missing value'],
  ['nope=5 actions=drop', 'unknown keyword nope'],
  ['table=256,ip actions=drop', 'unknown table "256"'],
  ['table=x actions=drop', 'unknown table "x"'],
  ['priority=65536 actions=drop', 'invalid priority "65536"'],
  ['priority=x actions=drop', 'invalid priority "x"'],
  ['cookie=0x5/0xf,ip actions=drop', 'flow additions cannot use a cookie mask'],
  ['idle_timeout=65536 actions=drop', 'invalid idle_timeout "65536"'],
  ['icmp,icmp_type=300 actions=drop', '300: value too large for 1-byte field icmp_type'],
  ['reg0[0..3]=16 actions=drop', 'reg0[0..3]: value 0x10 does not fit into 4 bits'],
  ['reg0[0..40]=1 actions=drop', 'reg0[0..40]: ending bit 40 is not valid because field is only 32 bits wide'],
  ['reg0[0]=x actions=drop', 'reg0[0]: cannot parse integer value: x'],
  ['in_port=0xffff0000 actions=drop', '0xffff0000: invalid or unknown port for in_port'],
];

test('what is wrong is said', () => {
  const found = refused.map(([given]) => {
    try {
      return [given, printed(given, 0x06)];
    } catch (error) {
      return [given, messageOf(error)];
    }
  });
  expect(found).toEqual(refused);
});
