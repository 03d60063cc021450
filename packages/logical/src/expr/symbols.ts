/**
 * The symbols of OVN 23.03, a line each (ovn-sb(5), Logical_Flow, "Symbols", and what ovn-northd's flows use besides).
 * Before: the fields of #openflow. After: parsers of matches and actions look names up here.
 */
import { type Field, fields } from '#openflow';
import type { ExprSymbol, FieldSymbol, Level, SymbolTable } from './symbol.js';

interface FieldOptions {
  readonly isSplit?: boolean;
}

/** Makes the table of all symbols. It is immutable; one serves a whole process. */
export function createSymbolTable(): SymbolTable {
  const table = new Map<string, ExprSymbol>();

  const field = (name: string, of: Field, prerequisites?: string, options: FieldOptions = {}) => {
    const level: Level = of.maskable === 'any' ? 'ordinal' : 'nominal';
    const isWritable = of.access === 'write';
    const { isSplit = false } = options;
    table.set(name, { kind: 'field', name, level, bits: of.bits, field: of, prerequisites, isWritable, isSplit });
  };
  const string = (name: string, of: Field, isWritable: boolean) => {
    table.set(name, {
      kind: 'field',
      name,
      level: 'nominal',
      bits: 0,
      field: of,
      prerequisites: undefined,
      isWritable,
      isSplit: false,
    });
  };
  const subfield = (name: string, parentName: string, offset: number, bits: number, prerequisites?: string) => {
    const parent = table.get(parentName);
    if (parent?.kind !== 'field') throw new Error(`no field ${parentName}`);
    table.set(name, { kind: 'subfield', name, level: 'ordinal', bits, parent, offset, prerequisites });
  };
  const predicate = (name: string, expansion: string) => {
    const level = isNominal(table, expansion) ? 'nominal' : 'boolean';
    table.set(name, { kind: 'predicate', name, level, bits: 1, expansion, prerequisites: undefined });
  };

  // Logical ports and registers
  string('inport', fields.reg14, true);
  string('outport', fields.reg15, true);
  // The four or eight words of the widest register that holds them, as ovn-sb(5) overlays them.
  field('xxreg0', fields.xxreg0);
  field('xxreg1', fields.xxreg1);
  field('xreg4', fields.xreg4);
  for (let i = 0; i < 8; i++) subfield(`reg${i}`, `xxreg${i >> 2}`, 96 - (i % 4) * 32, 32);
  for (let i = 0; i < 4; i++) subfield(`xreg${i}`, `xxreg${i >> 1}`, 64 - (i % 2) * 64, 64);
  subfield('reg8', 'xreg4', 32, 32);
  subfield('reg9', 'xreg4', 0, 32);
  field('flags', fields.reg10);
  subfield('flags.loopback', 'flags', 0, 1);
  subfield('flags.force_snat_for_dnat', 'flags', 2, 1);
  subfield('flags.force_snat_for_lb', 'flags', 3, 1);
  subfield('flags.skip_snat_for_lb', 'flags', 9, 1);
  subfield('flags.use_snat_zone', 'flags', 11, 1);
  field('pkt.mark', fields.pkt_mark);

  // Connection tracking
  field('ct_mark', fields.ct_mark);
  subfield('ct_mark.blocked', 'ct_mark', 0, 1);
  subfield('ct_mark.natted', 'ct_mark', 1, 1);
  subfield('ct_mark.ecmp_reply_port', 'ct_mark', 16, 16);
  subfield('ct_mark.skip_snat', 'ct_mark', 2, 1);
  subfield('ct_mark.force_snat', 'ct_mark', 3, 1);
  field('ct_label', fields.ct_label);
  subfield('ct_label.blocked', 'ct_label', 0, 1);
  subfield('ct_label.natted', 'ct_label', 1, 1);
  subfield('ct_label.ecmp_reply_eth', 'ct_label', 32, 48);
  subfield('ct_label.ecmp_reply_port', 'ct_label', 80, 16);
  subfield('ct_label.label', 'ct_label', 96, 32);
  subfield('ct_label.skip_snat', 'ct_label', 2, 1);
  subfield('ct_label.force_snat', 'ct_label', 3, 1);
  field('ct_state', fields.ct_state);
  subfield('ct.trk', 'ct_state', 5, 1);
  for (const [offset, name] of [
    [0, 'ct.new'],
    [1, 'ct.est'],
    [2, 'ct.rel'],
    [3, 'ct.rpl'],
    [4, 'ct.inv'],
    [6, 'ct.snat'],
    [7, 'ct.dnat'],
  ] as const) {
    subfield(name, 'ct_state', offset, 1, 'ct.trk');
  }

  // Ethernet and VLAN
  field('eth.src', fields.eth_src);
  field('eth.dst', fields.eth_dst);
  field('eth.type', fields.eth_type, undefined, { isSplit: true });
  predicate('eth.bcast', 'eth.dst == ff:ff:ff:ff:ff:ff');
  // A predicate in ovn-sb(5), but it compares like a number.
  subfield('eth.mcast', 'eth.dst', 40, 1);
  predicate('eth.mcastv6', 'eth.dst[32..47] == 0x3333');
  field('vlan.tci', fields.vlan_tci);
  predicate('vlan.present', 'vlan.tci[12]');
  subfield('vlan.pcp', 'vlan.tci', 13, 3, 'vlan.present');
  subfield('vlan.vid', 'vlan.tci', 0, 12, 'vlan.present');

  // IP
  predicate('ip4', 'eth.type == 0x800');
  predicate('ip6', 'eth.type == 0x86dd');
  predicate('ip', 'ip4 || ip6');
  field('ip.proto', fields.nw_proto, 'ip', { isSplit: true });
  field('ip.dscp', fields.ip_dscp, 'ip');
  field('ip.ecn', fields.nw_ecn, 'ip');
  field('ip.ttl', fields.nw_ttl, 'ip');
  field('ip4.src', fields.ip_src, 'ip4');
  field('ip4.dst', fields.ip_dst, 'ip4');
  predicate('ip4.src_mcast', 'ip4.src[28..31] == 0xe');
  predicate('ip4.mcast', 'eth.mcast && ip4.dst[28..31] == 0xe');
  predicate('icmp4', 'ip4 && ip.proto == 1');
  field('icmp4.type', fields.icmp_type, 'icmp4');
  field('icmp4.code', fields.icmp_code, 'icmp4');
  predicate('igmp', 'ip4 && ip.proto == 2');
  field('ip6.src', fields.ipv6_src, 'ip6');
  field('ip6.dst', fields.ipv6_dst, 'ip6');
  field('ip6.label', fields.ipv6_label, 'ip6');
  predicate('ip6.mcast_rsvd', 'ip6.dst[116..127] == 0xff0 && ip6.dst[0..111] == 0x0');
  predicate('ip6.mcast_all_nodes', 'ip6.dst == ff01::1 || ip6.dst == ff02::1');
  predicate('ip6.mcast_all_rtrs', 'ip6.dst == ff01::2 || ip6.dst == ff02::2 || ip6.dst == ff05::2');
  predicate('ip6.mcast_sol_node', 'ip6.dst == ff02::1:ff00:0000/104');
  predicate(
    'ip6.mcast_flood',
    'eth.mcastv6 && (ip6.mcast_rsvd || ip6.mcast_all_nodes || ip6.mcast_all_rtrs || ip6.mcast_sol_node)',
  );
  predicate('ip6.mcast', 'eth.mcastv6 && ip6.dst[120..127] == 0xff');
  predicate('icmp6', 'ip6 && ip.proto == 58');
  field('icmp6.type', fields.icmpv6_type, 'icmp6', { isSplit: true });
  field('icmp6.code', fields.icmpv6_code, 'icmp6', { isSplit: true });
  predicate('icmp', 'icmp4 || icmp6');
  field('ip.frag', fields.ip_frag, 'ip');
  predicate('ip.is_frag', 'ip.frag[0]');
  predicate('ip.later_frag', 'ip.frag[1]');
  predicate('ip.first_frag', 'ip.is_frag && !ip.later_frag');

  // ARP and neighbour discovery
  predicate('arp', 'eth.type == 0x806');
  field('arp.op', fields.arp_op, 'arp');
  field('arp.spa', fields.arp_spa, 'arp');
  field('arp.sha', fields.arp_sha, 'arp');
  field('arp.tpa', fields.arp_tpa, 'arp');
  field('arp.tha', fields.arp_tha, 'arp');
  predicate('rarp', 'eth.type == 0x8035');
  field('rarp.op', fields.arp_op, 'rarp');
  field('rarp.spa', fields.arp_spa, 'rarp');
  field('rarp.sha', fields.arp_sha, 'rarp');
  field('rarp.tpa', fields.arp_tpa, 'rarp');
  field('rarp.tha', fields.arp_tha, 'rarp');
  predicate('nd', 'icmp6.type == {135, 136} && icmp6.code == 0 && ip.ttl == 255');
  predicate('nd_ns', 'icmp6.type == 135 && icmp6.code == 0 && ip.ttl == 255');
  predicate('nd_na', 'icmp6.type == 136 && icmp6.code == 0 && ip.ttl == 255');
  predicate('nd_rs', 'icmp6.type == 133 && icmp6.code == 0 && ip.ttl == 255');
  predicate('nd_ra', 'icmp6.type == 134 && icmp6.code == 0 && ip.ttl == 255');
  field('nd.target', fields.nd_target, 'nd');
  field('nd.sll', fields.nd_sll, 'nd_ns');
  field('nd.tll', fields.nd_tll, 'nd_na');
  predicate('mldv1', 'ip6.src == fe80::/10 && icmp6.type == {130, 131, 132}');
  predicate('mldv2', 'ip6.dst == ff02::16 && icmp6.type == 143');

  // Transport
  predicate('tcp', 'ip.proto == 6');
  field('tcp.src', fields.tcp_src, 'tcp');
  field('tcp.dst', fields.tcp_dst, 'tcp');
  field('tcp.flags', fields.tcp_flags, 'tcp');
  predicate('udp', 'ip.proto == 17');
  field('udp.src', fields.udp_src, 'udp');
  field('udp.dst', fields.udp_dst, 'udp');
  predicate('sctp', 'ip.proto == 132');
  field('sctp.src', fields.sctp_src, 'sctp');
  field('sctp.dst', fields.sctp_dst, 'sctp');

  table.set('icmp4.frag_mtu', ovnField('icmp4.frag_mtu', 16, 'icmp4'));
  table.set('icmp6.frag_mtu', ovnField('icmp6.frag_mtu', 32, 'icmp6'));
  return table;
}

/** True when an expansion names any nominal symbol. */
function isNominal(table: SymbolTable, expansion: string): boolean {
  const names = expansion.match(/[a-z_][a-z0-9_.]*(?![x0-9a-f:])/g) ?? [];
  return names.some((name) => table.get(name)?.level === 'nominal');
}

function ovnField(name: 'icmp4.frag_mtu' | 'icmp6.frag_mtu', bits: number, prerequisites: string): ExprSymbol {
  return { kind: 'ovn field', name, level: 'nominal', bits, opcode: name, prerequisites };
}

/** The field under a field or subfield symbol. */
export function baseField(symbol: ExprSymbol): FieldSymbol | undefined {
  if (symbol.kind === 'field') return symbol;
  return symbol.kind === 'subfield' ? symbol.parent : undefined;
}
