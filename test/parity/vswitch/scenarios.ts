/**
 * What both switches are given: flows as `ovs-ofctl add-flows` takes them, then frames one after another, each on a port. After
 * each frame what was sent must be equal. Ports are p1 to p4, numbered 1 to 4.
 */
import { frames } from '#vswitch';

export interface Scenario {
  readonly name: string;
  readonly flows: string;
  readonly groups?: string;
  /** Settings of ports in ovs-vsctl's words, by name. */
  readonly ports?: Readonly<Record<string, readonly string[]>>;
  readonly frames: readonly (readonly [port: string, frame: string])[];
}

const tag = (id: number, priority = 0) => [{ tpid: 0x8100, priority, dei: false, id }];
const back = { from: '10.0.0.2', to: '10.0.0.1', source: '02:00:00:00:00:0b', destination: '02:00:00:00:00:0a' };
const SYN = 2;
const ACK = 16;
const FIN = 1;
const RST = 4;
const six = (next: string, hop: string, payload: string) =>
  `02000000000b02000000000a86dd6000${'0000'}${(payload.length / 2).toString(16).padStart(4, '0')}${next}${hop}` +
  `fd000000000000000000000000000001fd000000000000000000000000000002${payload}`;
/** ct_state and ct_mark become part of the source address, where they can be seen. */
const SHOW =
  'move:NXM_NX_CT_STATE[0..7]->NXM_OF_ETH_SRC[0..7],move:NXM_NX_CT_MARK[0..15]->NXM_OF_ETH_SRC[8..23],' +
  'move:NXM_NX_CT_ZONE[0..7]->NXM_OF_ETH_SRC[24..31]';

export const scenarios: readonly Scenario[] = [
  {
    name: 'NORMAL learns and floods',
    flows: 'actions=NORMAL',
    frames: [
      ['p1', frames.udp()],
      ['p2', frames.udp(back)],
      ['p1', frames.udp()],
      ['p3', frames.udp()],
      ['p2', frames.udp(back)],
      ['p1', frames.udp({ destination: '01:80:c2:00:00:00' })],
      ['p1', frames.udp({ destination: '01:80:c2:00:00:11' })],
      ['p1', frames.arp('10.0.0.1', '10.0.0.2')],
    ],
  },
  {
    name: 'NORMAL and VLANs',
    flows: 'actions=NORMAL',
    ports: { p1: ['tag=5'], p2: ['tag=6'], p3: ['trunks=5,6'] },
    frames: [
      ['p1', frames.udp()],
      ['p3', frames.udp({ ...back, vlans: tag(5, 3) })],
      ['p1', frames.udp()],
      ['p2', frames.udp()],
      ['p3', frames.udp()],
      ['p3', frames.udp({ vlans: tag(7) })],
      ['p4', frames.udp({ vlans: tag(6) })],
      ['p4', frames.udp({ vlans: tag(0, 5) })],
      ['p1', frames.udp({ vlans: tag(5) })],
    ],
  },
  {
    name: 'native VLANs',
    flows: 'actions=NORMAL',
    ports: { p1: ['tag=5', 'vlan_mode=native-untagged'], p2: ['tag=5', 'vlan_mode=native-tagged'] },
    frames: [
      ['p1', frames.udp()],
      ['p2', frames.udp(back)],
      ['p3', frames.udp({ ...back, vlans: tag(5) })],
      ['p3', frames.udp({ ...back, vlans: tag(9) })],
      ['p1', frames.udp({ vlans: tag(9) })],
    ],
  },
  {
    name: 'header writes',
    flows: `
      table=0,priority=9,udp,in_port=1,actions=set_field:1.2.3.4->ip_src,set_field:5.6.7.8->ip_dst,mod_nw_tos:32,mod_nw_ecn:2,mod_nw_ttl:9,set_field:77->udp_src,set_field:78->udp_dst,mod_dl_src:00:11:22:33:44:55,output:2
      table=0,priority=9,tcp,in_port=1,actions=set_field:77->tcp_src,output:2,set_field:79->tcp_dst,output:3
      table=0,priority=9,icmp,in_port=1,actions=set_field:13->icmp_type,set_field:3->icmp_code,output:2
      table=0,priority=9,arp,in_port=1,actions=set_field:2->arp_op,move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[],set_field:9.9.9.9->arp_spa,set_field:aa:bb:cc:00:00:01->arp_sha,output:2
      table=0,priority=9,ip,in_port=2,actions=dec_ttl,output:1
      table=0,priority=9,ipv6,in_port=3,actions=set_field:fd00::99->ipv6_dst,set_field:0x12345->ipv6_label,dec_ttl,output:1
      table=0,priority=10,udp6,in_port=3,actions=set_field:fd00::98->ipv6_src,set_field:53->udp_dst,output:1`,
    frames: [
      ['p1', frames.udp()],
      ['p1', frames.udp({ size: 5 })],
      ['p1', frames.tcp(SYN)],
      ['p1', frames.icmp(8)],
      ['p1', frames.arp('10.0.0.1', '10.0.0.2')],
      ['p2', frames.udp(back)],
      ['p2', frames.udp({ ttl: 2 })],
      ['p2', frames.udp({ ttl: 1 })],
      ['p2', frames.udp({ vlans: tag(3) })],
      ['p3', six('3b', '40', '')],
      ['p3', six('11', '40', '03e807d0000c1b2a01020304')],
      ['p3', six('06', '40', '03e807d000000000000000005002ffff00000000')],
    ],
  },
  {
    name: 'VLAN tags',
    flows: `
      table=0,in_port=1,actions=push_vlan:0x8100,set_field:4196->vlan_vid,output:2,pop_vlan,output:3
      table=0,priority=40000,in_port=2,dl_vlan=100,actions=strip_vlan,output:1
      table=0,priority=30000,in_port=2,vlan_tci=0x1000/0x1000,actions=set_field:3->vlan_pcp,output:3
      table=0,priority=20000,in_port=2,actions=mod_vlan_vid:7,mod_vlan_pcp:2,output:4
      table=0,in_port=3,vlan_tci=0,actions=output:1
      table=0,in_port=3,dl_vlan=5,dl_vlan_pcp=3,actions=output:2`,
    frames: [
      ['p1', frames.udp()],
      ['p2', frames.udp({ vlans: tag(100, 2) })],
      ['p2', frames.udp({ vlans: tag(101, 2) })],
      ['p2', frames.udp()],
      ['p3', frames.udp()],
      ['p3', frames.udp({ vlans: tag(5, 3) })],
      ['p3', frames.udp({ vlans: tag(5, 2) })],
    ],
  },
  {
    name: 'registers, stack and resubmit',
    flows: `
      table=0,in_port=1,actions=set_field:0x12345678->reg0,set_field:0x1/0xf->reg1,move:NXM_NX_REG0[4..19]->NXM_NX_REG2[8..23],push:NXM_NX_REG2[8..15],pop:NXM_NX_REG3[0..7],resubmit(,1)
      table=0,in_port=2,actions=load:0xaabbccddeeff0011->OXM_OF_METADATA[],move:OXM_OF_METADATA[8..39]->NXM_NX_XXREG0[40..71],resubmit(3,0)
      table=0,in_port=3,actions=move:NXM_NX_REG1[]->NXM_OF_ETH_SRC[0..31],move:NXM_NX_REG2[0..15]->NXM_OF_ETH_SRC[32..47],output:4,output:3
      table=0,in_port=4,actions=resubmit(,2),output:1
      table=1,actions=move:NXM_NX_REG2[]->NXM_OF_ETH_SRC[0..31],move:NXM_NX_REG3[0..15]->NXM_OF_ETH_SRC[32..47],output:2
      table=2,actions=output:2,exit,output:3`,
    frames: [
      ['p1', frames.udp()],
      ['p2', frames.udp()],
      ['p3', frames.udp()],
      ['p4', frames.udp()],
    ],
  },
  {
    name: 'output in all its forms',
    flows: `
      table=0,priority=9,in_port=1,dl_type=0x0806,actions=FLOOD
      table=0,priority=8,in_port=1,actions=IN_PORT,output:1,output:2
      table=0,in_port=2,actions=ALL
      table=0,in_port=3,actions=push:NXM_OF_IN_PORT[],set_field:ANY->in_port,output:3,pop:NXM_OF_IN_PORT[],output:3,output:1
      table=0,in_port=4,actions=load:2->NXM_NX_REG0[0..15],output:NXM_NX_REG0[0..15],output(port=3,max_len=20),output:1`,
    frames: [
      ['p1', frames.arp('10.0.0.1', '10.0.0.2')],
      ['p1', frames.udp()],
      ['p2', frames.udp()],
      ['p3', frames.udp()],
      ['p4', frames.udp()],
    ],
  },
  {
    name: 'clone, and writes that follow it',
    flows: `
      table=0,ip,in_port=1,actions=clone(set_field:1.1.1.1->ip_src,output:2,resubmit(,1)),output:3,set_field:2.2.2.2->ip_src,output:4
      table=1,ip,actions=set_field:7.7.7.7->ip_dst,output:4
      table=0,ip,in_port=2,actions=clone(push_vlan:0x8100,set_field:4100->vlan_vid,output:1),output:3`,
    frames: [
      ['p1', frames.udp()],
      ['p2', frames.tcp(SYN)],
    ],
  },
  {
    name: 'conjunctions',
    flows: `
      priority=100,ip,nw_src=10.0.0.1,actions=conjunction(7,1/2)
      priority=100,ip,nw_src=10.0.0.3,actions=conjunction(7,1/2)
      priority=100,udp,tp_dst=53,actions=conjunction(7,2/2)
      priority=100,udp,tp_dst=2000,actions=conjunction(7,2/2),conjunction(8,1/2)
      priority=100,udp,tp_src=1001,actions=conjunction(8,2/2)
      priority=100,conj_id=7,actions=output:2
      priority=100,conj_id=8,actions=output:4
      priority=120,udp,tp_src=666,actions=output:1
      priority=1,actions=output:3`,
    frames: [
      ['p1', frames.udp()],
      ['p1', frames.udp({ dport: 53 })],
      ['p1', frames.udp({ dport: 54 })],
      ['p1', frames.udp({ from: '10.0.0.3' })],
      ['p1', frames.udp({ from: '10.0.0.4' })],
      ['p1', frames.udp({ from: '10.0.0.4', sport: 1001 })],
      ['p2', frames.udp({ sport: 666 })],
    ],
  },
  {
    name: 'groups',
    groups: `
      group_id=1,type=all,bucket=bucket_id:1,actions=set_field:1->udp_src,output:2,bucket=bucket_id:2,actions=output:3
      group_id=2,type=indirect,bucket=bucket_id:1,actions=dec_ttl,output:2
      group_id=3,type=ff,bucket=bucket_id:1,watch_port:99,actions=output:2,bucket=bucket_id:2,watch_port:3,actions=output:3
      group_id=4,type=select,selection_method=dp_hash,bucket=bucket_id:1,weight:100,actions=resubmit(,1)`,
    flows: `
      table=0,udp,in_port=1,actions=group:1,output:4
      table=0,udp,in_port=2,actions=group:2,output:4
      table=0,udp,in_port=3,actions=group:3
      table=0,udp,in_port=4,actions=group:4
      table=1,actions=output:1`,
    frames: [
      ['p1', frames.udp()],
      ['p2', frames.udp()],
      ['p4', frames.udp()],
    ],
  },
  {
    name: 'learn',
    flows: `
      table=0,in_port=1,actions=learn(table=1,priority=9,idle_timeout=60,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:NXM_OF_IN_PORT[]->NXM_NX_REG0[0..15],output:NXM_OF_IN_PORT[]),output:4
      table=0,actions=resubmit(,1)
      table=1,priority=0,actions=output:3
      table=0,udp,in_port=4,priority=40000,actions=learn(table=2,priority=5,eth_type=0x800,nw_proto=17,udp_dst=udp_src,load:0x5->NXM_NX_REG1[]),resubmit(,2)
      table=2,priority=0,actions=output:1
      table=2,priority=6,reg1=5,actions=output:2`,
    frames: [
      ['p2', frames.udp(back)],
      ['p1', frames.udp()],
      ['p2', frames.udp(back)],
      ['p4', frames.udp({ sport: 2000, dport: 1000 })],
      ['p4', frames.udp({ sport: 1000, dport: 2000 })],
    ],
  },
  {
    name: 'check_pkt_larger',
    flows: `
      table=0,in_port=1,actions=check_pkt_larger(100)->NXM_NX_REG0[3],resubmit(,1)
      table=1,reg0=0x8/0x8,actions=output:2
      table=1,reg0=0/0x8,actions=output:3`,
    frames: [57, 58, 59, 60, 10].map((size) => ['p1', frames.udp({ size })] as const),
  },
  {
    name: 'connections: UDP',
    flows: `
      table=0,ip,actions=ct(table=1,zone=3)
      table=1,ct_state=+new+trk,ip,in_port=1,actions=ct(commit,zone=3,exec(set_field:5->ct_mark)),${SHOW},output:2
      table=1,ct_state=+new+trk,ip,in_port=2,actions=${SHOW},output:3
      table=1,priority=1,ip,in_port=1,actions=${SHOW},output:2
      table=1,priority=1,ip,in_port=2,actions=${SHOW},output:1`,
    frames: [
      ['p2', frames.udp({ ...back, sport: 2000, dport: 1000 })],
      ['p1', frames.udp()],
      ['p1', frames.udp()],
      ['p1', frames.udp({ sport: 1001 })],
      ['p2', frames.udp({ ...back, sport: 2000, dport: 1000 })],
      ['p1', frames.udp()],
      ['p2', frames.udp({ ...back, sport: 2000, dport: 1002 })],
    ],
  },
  {
    name: 'connections: TCP',
    flows: `
      table=0,ip,actions=ct(table=1,zone=3)
      table=1,ct_state=+new+trk,ip,in_port=1,actions=ct(commit,zone=3),${SHOW},output:2
      table=1,priority=1,ip,in_port=1,actions=${SHOW},output:2
      table=1,priority=1,ip,in_port=2,actions=${SHOW},output:1`,
    frames: [
      ['p2', frames.tcp(SYN | ACK, { ...back, sport: 80, dport: 1000 })],
      ['p1', frames.tcp(SYN)],
      ['p1', frames.tcp(SYN)],
      ['p2', frames.tcp(SYN | ACK, { ...back, sport: 80, dport: 1000 })],
      ['p1', frames.tcp(ACK)],
      ['p2', frames.tcp(ACK, { ...back, sport: 80, dport: 1000 })],
      ['p1', frames.tcp(FIN | ACK)],
      ['p2', frames.tcp(ACK, { ...back, sport: 80, dport: 1000 })],
      ['p2', frames.tcp(FIN | ACK, { ...back, sport: 80, dport: 1000 })],
      ['p1', frames.tcp(ACK)],
      ['p1', frames.tcp(SYN)],
      ['p1', frames.tcp(SYN, { sport: 1010 })],
      ['p2', frames.tcp(RST | ACK, { ...back, sport: 80, dport: 1010 })],
      ['p1', frames.tcp(0, { sport: 1011 })],
      ['p1', frames.tcp(SYN | FIN, { sport: 1012 })],
    ],
  },
  {
    name: 'connections: ICMP',
    flows: `
      table=0,ip,actions=ct(table=1,zone=3)
      table=1,ct_state=+new+trk,ip,in_port=1,actions=ct(commit,zone=3),${SHOW},output:2
      table=1,priority=1,ip,in_port=1,actions=${SHOW},output:2
      table=1,priority=1,ip,in_port=2,actions=${SHOW},output:1`,
    frames: [
      ['p2', frames.icmp(0, back)],
      ['p1', frames.icmp(8)],
      ['p2', frames.icmp(0, back)],
      ['p1', frames.icmp(8)],
      ['p1', frames.icmp(8, { id: 9 })],
      ['p2', frames.icmp(3, { ...back, code: 1, id: 0, payload: quoted(frames.icmp(8)) })],
      ['p2', frames.icmp(3, { ...back, code: 1, id: 0, payload: quoted(frames.icmp(8, { id: 77 })) })],
      ['p1', frames.icmp(99)],
    ],
  },
  {
    name: 'connections: zones, labels and the original direction',
    flows: `
      table=0,ip,in_port=1,actions=set_field:7->reg0,ct(commit,zone=NXM_NX_REG0[0..15],table=1,exec(set_field:0x1234->ct_label,move:NXM_NX_REG0[]->NXM_NX_CT_MARK[]))
      table=0,ip,in_port=2,actions=ct(table=1,zone=7)
      table=0,ip,in_port=3,actions=ct(table=1,zone=8)
      table=1,priority=9,ct_state=+est+trk,ct_label=0x1234,ip,in_port=2,ct_nw_src=10.0.0.1,ct_tp_dst=2000,ct_nw_proto=17,actions=${SHOW},output:1
      table=1,priority=1,ip,in_port=1,actions=${SHOW},output:2
      table=1,priority=1,ip,actions=${SHOW},output:4,ct_clear,resubmit(,2)
      table=2,ct_state=0,actions=${SHOW},output:1`,
    frames: [
      ['p1', frames.udp()],
      ['p2', frames.udp({ ...back, sport: 2000, dport: 1000 })],
      ['p3', frames.udp({ ...back, sport: 2000, dport: 1000 })],
      ['p1', frames.udp()],
    ],
  },
  {
    name: 'source NAT',
    flows: `
      table=0,ip,in_port=1,actions=ct(commit,zone=1,nat(src=10.9.9.9),table=1)
      table=0,ip,in_port=2,actions=ct(zone=1,nat,table=1)
      table=1,ip,in_port=1,actions=${SHOW},output:2
      table=1,ip,in_port=2,actions=${SHOW},output:1`,
    frames: [
      ['p1', frames.udp()],
      ['p2', frames.udp({ ...back, to: '10.9.9.9', sport: 2000, dport: 1000 })],
      ['p1', frames.udp()],
      ['p1', frames.tcp(SYN)],
      ['p2', frames.tcp(SYN | ACK, { ...back, to: '10.9.9.9', sport: 80, dport: 1000 })],
      ['p1', frames.icmp(8)],
      ['p2', frames.icmp(0, { ...back, to: '10.9.9.9' })],
      ['p2', frames.udp({ ...back, to: '10.9.9.9', sport: 2001, dport: 1000 })],
      [
        'p2',
        frames.icmp(3, { ...back, to: '10.9.9.9', code: 3, id: 0, payload: quoted(frames.udp({ from: '10.9.9.9' })) }),
      ],
    ],
  },
  {
    name: 'destination NAT',
    flows: `
      table=0,ip,in_port=1,actions=ct(zone=1,nat,table=1)
      table=0,ip,in_port=2,actions=ct(zone=1,nat,table=2)
      table=1,ct_state=+new,tcp,in_port=1,nw_dst=10.0.0.2,actions=ct(commit,zone=1,nat(dst=10.0.0.7:8080),table=3)
      table=1,ct_state=+new,udp,in_port=1,actions=ct(commit,zone=1,nat(dst=10.0.0.7),table=3)
      table=1,priority=1,ip,actions=resubmit(,3)
      table=2,ip,actions=${SHOW},output:1
      table=3,ip,actions=${SHOW},output:2`,
    frames: [
      ['p1', frames.tcp(SYN)],
      ['p2', frames.tcp(SYN | ACK, { ...back, from: '10.0.0.7', sport: 8080, dport: 1000 })],
      ['p1', frames.tcp(ACK)],
      ['p1', frames.udp()],
      ['p2', frames.udp({ ...back, from: '10.0.0.7', sport: 2000, dport: 1000 })],
      ['p1', frames.udp()],
      ['p1', frames.icmp(8)],
    ],
  },
  {
    name: 'fragments and connections',
    flows: `
      table=0,ip,in_port=1,actions=ct(commit,zone=1,nat(src=10.9.9.9),table=1)
      table=0,ip,in_port=2,actions=ct(zone=1,nat,table=1)
      table=1,ip,in_port=1,actions=${SHOW},output:2
      table=1,ip,in_port=2,actions=${SHOW},output:1`,
    frames: [
      ...split(frames.udp({ size: 3000 }), 1400).map((frame) => ['p1', frame] as const),
      ...split(frames.udp({ ...back, to: '10.9.9.9', sport: 2000, dport: 1000, size: 2000 }), 1400)
        .reverse()
        .map((frame) => ['p2', frame] as const),
    ],
  },
  {
    name: 'null source NAT',
    flows: `
      table=0,ip,in_port=1,actions=ct(commit,zone=1,nat(src),table=1)
      table=0,ip,in_port=2,actions=ct(zone=1,nat,table=1)
      table=0,ip,in_port=3,actions=ct(zone=1,table=1)
      table=1,ip,actions=${SHOW},output:4`,
    frames: [
      ['p1', frames.udp()],
      ['p3', frames.udp()],
      ['p2', frames.udp({ ...back, sport: 2000, dport: 1000 })],
      ['p1', frames.udp()],
      ['p3', frames.udp({ ...back, sport: 2000, dport: 1000 })],
    ],
  },
  {
    name: 'commit by force from the other side',
    flows: `
      table=0,ip,in_port=1,actions=ct(commit,zone=1,table=1)
      table=0,ip,in_port=2,actions=ct(commit,force,zone=1,table=1)
      table=0,ip,in_port=3,actions=ct(zone=1,table=1)
      table=1,ip,actions=${SHOW},output:4`,
    frames: [
      ['p1', frames.udp()],
      ['p2', frames.udp({ ...back, sport: 2000, dport: 1000 })],
      ['p3', frames.udp()],
      ['p3', frames.udp({ ...back, sport: 2000, dport: 1000 })],
    ],
  },
  {
    name: 'fragments and malformed packets',
    flows: `
      priority=9,ip,nw_frag=no,udp,tp_dst=2000,actions=output:2
      priority=8,ip,nw_frag=first,actions=output:3
      priority=8,ip,nw_frag=later,actions=output:4
      priority=5,ip,actions=set_field:5->ip_dscp,output:2
      priority=1,actions=output:3,output:4`,
    frames: [
      ['p1', frames.udp()],
      ['p1', fragment(frames.udp(), 0x2000)],
      ['p1', fragment(frames.udp(), 0x2005)],
      ['p1', fragment(frames.udp(), 0x0005)],
      ['p1', fragment(frames.udp(), 0x4000)],
      ['p1', frames.udp().slice(0, 60)],
      ['p1', '02000000000b02000000000a0800'],
      ['p1', `02000000000b02000000000a0010aaaa030000000800${'00'.repeat(40)}`],
      ['p1', `02000000000b02000000000a0010aaaa030000001234${'00'.repeat(40)}`],
      ['p1', `02000000000b02000000000a88cc${'00'.repeat(46)}`],
    ],
  },
];

/** The head of a frame's IP packet, as an ICMP error quotes it. */
function quoted(frame: string): Uint8Array {
  return new Uint8Array(Buffer.from(frame.slice(28), 'hex')).subarray(0, 28);
}

/** The frame with these flags and this offset in its IP header, whose checksum is made right. */
function fragment(frame: string, flags: number): string {
  const bytes = Buffer.from(frame, 'hex');
  bytes.writeUInt16BE(flags, 20);
  bytes.writeUInt16BE(0, 24);
  let sum = 0;
  for (let i = 14; i < 34; i += 2) sum += bytes.readUInt16BE(i);
  sum = (sum & 0xffff) + (sum >> 16);
  bytes.writeUInt16BE(~((sum & 0xffff) + (sum >> 16)) & 0xffff, 24);
  return bytes.toString('hex');
}

/** The frame's IPv4 packet in fragments of `size` bytes of payload. */
function split(frame: string, size: number): string[] {
  const bytes = Buffer.from(frame, 'hex');
  const [head, payload] = [bytes.subarray(0, 34), bytes.subarray(34)];
  const parts: string[] = [];
  for (let at = 0; at < payload.length; at += size) {
    const part = payload.subarray(at, at + size);
    const next = Buffer.concat([head, part]);
    next.writeUInt16BE(20 + part.length, 16);
    next.writeUInt16BE(0x77, 18);
    parts.push(fragment(next.toString('hex'), (at / 8) | (at + size < payload.length ? 0x2000 : 0)));
  }
  return parts;
}
