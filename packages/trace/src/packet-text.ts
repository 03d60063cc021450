/** A packet as the first line of a trace shows it, in OpenFlow's words. Before: the microflow. After: the output, log{}. */
import { ipv4FromNumber, ipv6FromBigInt, macFromNumber } from '#base';
import { type Field, fields } from '#openflow';
import type { Packet } from './packet.js';

const CT_STATES = ['new', 'est', 'rel', 'rpl', 'inv', 'trk', 'snat', 'dnat'];
const TCP_FLAGS = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr', 'ns'];

/** `new|trk` */
export function formatCtState(state: number): string {
  return flags(state, CT_STATES);
}

function flags(value: number, names: readonly string[]): string {
  const parts: string[] = [];
  for (let bit = 0; bit < 12; bit++) {
    if (((value >> bit) & 1) === 1) parts.push(names[bit] ?? `[${(1 << bit).toString(16)}]`);
  }
  return parts.length === 0 ? '0' : parts.join('|');
}

const PROTOCOLS_4: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 132: 'sctp' };
const PROTOCOLS_6: Readonly<Record<number, string>> = { 58: 'icmp6', 6: 'tcp6', 17: 'udp6', 132: 'sctp6' };

/** The packet's fields that its protocols have, without spaces. */
export function formatPacket(packet: Packet): string {
  const parts: string[] = [];
  const hex = (name: string, field: Field) => {
    const value = packet.get(field);
    if (BigInt(value) !== 0n) parts.push(`${name}=0x${value.toString(16)}`);
  };
  hex('pkt_mark', fields.pkt_mark);
  const state = packet.number(fields.ct_state);
  if (state !== 0) parts.push(`ct_state=${formatCtState(state)}`);
  hex('ct_mark', fields.ct_mark);
  hex('ct_label', fields.ct_label);
  const protocol = protocolName(packet);
  if (protocol !== undefined) parts.push(protocol.name);
  registers(packet, parts);
  vlan(packet, parts);
  parts.push(`dl_src=${macFromNumber(Number(packet.get(fields.eth_src)))}`);
  parts.push(`dl_dst=${macFromNumber(Number(packet.get(fields.eth_dst)))}`);
  if (protocol === undefined) parts.push(`dl_type=0x${packet.number(fields.eth_type).toString(16).padStart(4, '0')}`);
  if (packet.isIp) ip(packet, protocol?.hasProtocol ?? false, parts);
  else if (protocol?.name === 'arp' || protocol?.name === 'rarp') arp(packet, parts);
  else if (protocol?.name === 'mpls' || protocol?.name === 'mplsm') {
    parts.push('mpls_label=0', 'mpls_tc=0', 'mpls_ttl=0', 'mpls_bos=0', 'mpls_lse1=0', 'mpls_lse2=0');
  }
  return parts.join(',');
}

/** The word for the packet's kind, and whether it says the IP protocol too. */
function protocolName(packet: Packet): { readonly name: string; readonly hasProtocol: boolean } | undefined {
  const plain = (name: string) => ({ name, hasProtocol: false });
  switch (packet.number(fields.eth_type)) {
    case 0x800: {
      const name = PROTOCOLS_4[packet.number(fields.nw_proto)];
      return name === undefined ? plain('ip') : { name, hasProtocol: true };
    }
    case 0x86dd: {
      const name = PROTOCOLS_6[packet.number(fields.nw_proto)];
      return name === undefined ? plain('ipv6') : { name, hasProtocol: true };
    }
    case 0x806:
      return plain('arp');
    case 0x8035:
      return plain('rarp');
    case 0x8847:
      return plain('mpls');
    case 0x8848:
      return plain('mplsm');
    default:
      return undefined;
  }
}

function registers(packet: Packet, parts: string[]): void {
  const words: bigint[] = [];
  for (const [field, count] of [
    [fields.xxreg0, 4],
    [fields.xxreg1, 4],
    [fields.xreg4, 2],
  ] as const) {
    const value = BigInt(packet.get(field));
    for (let i = count - 1; i >= 0; i--) words.push((value >> BigInt(i * 32)) & 0xffffffffn);
  }
  for (const field of [fields.reg10, fields.reg11, fields.reg12, fields.reg13, fields.reg14, fields.reg15]) {
    words.push(BigInt(packet.get(field)));
  }
  words.forEach((word, i) => {
    if (word !== 0n) parts.push(`reg${i}=0x${word.toString(16)}`);
  });
}

function vlan(packet: Packet, parts: string[]): void {
  const tci = packet.number(fields.vlan_tci);
  if ((tci & 0x1000) !== 0) {
    parts.push(`dl_vlan=${tci & 0xfff}`, `dl_vlan_pcp=${tci >> 13}`, 'vlan_tci1=0x0000');
  } else {
    parts.push(`vlan_tci=0x${tci.toString(16).padStart(4, '0')}`);
    if (tci !== 0) parts.push('vlan_tci1=0x0000');
  }
}

function ip(packet: Packet, hasProtocol: boolean, parts: string[]): void {
  if (packet.isIpv4) {
    parts.push(`nw_src=${ipv4FromNumber(packet.number(fields.ip_src))}`);
    parts.push(`nw_dst=${ipv4FromNumber(packet.number(fields.ip_dst))}`);
  } else {
    parts.push(`ipv6_src=${ipv6FromBigInt(BigInt(packet.get(fields.ipv6_src)))}`);
    parts.push(`ipv6_dst=${ipv6FromBigInt(BigInt(packet.get(fields.ipv6_dst)))}`);
    parts.push(`ipv6_label=0x${packet.number(fields.ipv6_label).toString(16).padStart(5, '0')}`);
  }
  const protocol = packet.number(fields.nw_proto);
  if (!hasProtocol) parts.push(`nw_proto=${protocol}`);
  parts.push(`nw_tos=${packet.number(fields.ip_dscp) << 2}`, `nw_ecn=${packet.number(fields.nw_ecn)}`);
  parts.push(`nw_ttl=${packet.number(fields.nw_ttl)}`);
  parts.push(`nw_frag=${['no', 'first', '<error>', 'later'][packet.number(fields.ip_frag)] ?? '<error>'}`);
  transport(packet, protocol, parts);
}

function transport(packet: Packet, protocol: number, parts: string[]): void {
  const ports = (source: Field, destination: Field) =>
    parts.push(`tp_src=${packet.number(source)}`, `tp_dst=${packet.number(destination)}`);
  if (protocol === 6) {
    ports(fields.tcp_src, fields.tcp_dst);
    parts.push(`tcp_flags=${flags(packet.number(fields.tcp_flags), TCP_FLAGS)}`);
  } else if (protocol === 17) ports(fields.udp_src, fields.udp_dst);
  else if (protocol === 132) ports(fields.sctp_src, fields.sctp_dst);
  else if (packet.isIpv4 && protocol === 2) parts.push('tp_src=0', 'tp_dst=0');
  else if (packet.isIpv4 && protocol === 1) {
    parts.push(`icmp_type=${packet.number(fields.icmp_type)}`, `icmp_code=${packet.number(fields.icmp_code)}`);
  } else if (packet.isIpv6 && protocol === 58) {
    const type = packet.number(fields.icmpv6_type);
    parts.push(`icmp_type=${type}`, `icmp_code=${packet.number(fields.icmpv6_code)}`);
    if ((type !== 135 && type !== 136) || packet.number(fields.icmpv6_code) !== 0) return;
    parts.push(`nd_target=${ipv6FromBigInt(BigInt(packet.get(fields.nd_target)))}`);
    parts.push(`nd_sll=${macFromNumber(Number(packet.get(fields.nd_sll)))}`);
    parts.push(`nd_tll=${macFromNumber(Number(packet.get(fields.nd_tll)))}`);
  }
}

function arp(packet: Packet, parts: string[]): void {
  parts.push(`arp_spa=${ipv4FromNumber(packet.number(fields.arp_spa))}`);
  parts.push(`arp_tpa=${ipv4FromNumber(packet.number(fields.arp_tpa))}`);
  parts.push(`arp_op=${packet.number(fields.arp_op)}`);
  parts.push(`arp_sha=${macFromNumber(Number(packet.get(fields.arp_sha)))}`);
  parts.push(`arp_tha=${macFromNumber(Number(packet.get(fields.arp_tha)))}`);
}
