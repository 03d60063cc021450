/**
 * Every match field of ovs-fields(7) that OVN, Open vSwitch's tools or the embedded switch use, declared once.
 * Before: nothing. After: match, action and text codecs, the logical compiler's symbols, the switch's classifier.
 * The order of the table is the order in which a match is sorted, sent and printed. Over 200 lines because it is the
 * manual's table, a line a field.
 */

/** A field's value: unsigned; a number for fields up to 32 bits, else a bigint (Ethernet addresses too). */
export type FieldValue = number | bigint;

/** How text shows a value (ovs-fields(7), "Format"). */
export type FieldFormat =
  | 'decimal'
  | 'hexadecimal'
  | 'ethernet'
  | 'ipv4'
  | 'ipv6'
  | 'port10'
  | 'port'
  | 'frag'
  | 'tcp-flags'
  | 'ct-state'
  | 'tunnel-flags'
  | 'packet-type';

/** What else a match must pin for the field to exist (ovs-fields(7), "Prerequisites"). */
export type Prerequisite =
  | 'none'
  | 'eth'
  | 'vlan'
  | 'mpls'
  | 'ipv4'
  | 'ipv6'
  | 'ip'
  | 'nsh'
  | 'arp'
  | 'tcp'
  | 'udp'
  | 'sctp'
  | 'icmpv4'
  | 'icmpv6'
  | 'nd'
  | 'nd-solicit'
  | 'nd-advert'
  | 'ct';

/** Identity of a field on the wire: OXM class and number, or class 0xffff with an experimenter. */
export interface FieldHeader {
  readonly class: number;
  readonly number: number;
  readonly experimenter?: number;
  /** As actions print it, `NXM_NX_REG0`. */
  readonly name: string;
}

export interface Field {
  /** Primary name of ovs-fields(7). */
  readonly name: string;
  readonly aliases: readonly string[];
  /** Bits that may be set. 992 for tun_metadata: what a mapping gives it is known to the switch only. */
  readonly bits: number;
  /** Bytes of the value on the wire. */
  readonly bytes: number;
  readonly maskable: 'any' | 'none';
  readonly prerequisite: Prerequisite;
  readonly access: 'read' | 'write';
  readonly format: FieldFormat;
  /** Header in OpenFlow 1.2 and later; absent where only the Nicira form exists. */
  readonly oxm?: FieldHeader;
  /** Header in Nicira's extended match. */
  readonly nxm?: FieldHeader;
  /** Position in the table. */
  readonly index: number;
}

/** A part of a field: `bits` bits from bit `offset` (0 = least significant). */
export interface Subfield {
  readonly field: Field;
  readonly offset: number;
  readonly bits: number;
}

interface Extra {
  readonly oxm?: FieldHeader;
  readonly nxm?: FieldHeader;
  readonly aliases?: readonly string[];
  readonly bytes?: number;
}

const EXPERIMENTERS = { 'nsh-tunnel': 0x00002320, nsh: 0x005ad650 } as const;

const of = (number: number, name: string): FieldHeader => ({ class: 0x8000, number, name });
const packetRegister = (number: number, name: string): FieldHeader => ({ class: 0x8001, number, name });
const nx0 = (number: number, name: string): FieldHeader => ({ class: 0, number, name });
const nx1 = (number: number, name: string): FieldHeader => ({ class: 1, number, name });
const eric = (number: number, name: string): FieldHeader => ({ class: 0x1000, number, name });
const onf = (experimenter: keyof typeof EXPERIMENTERS, number: number, name: string): FieldHeader => ({
  class: 0xffff,
  number,
  experimenter: EXPERIMENTERS[experimenter],
  name,
});

let declared = 0;

function field(
  name: string,
  bits: number,
  format: FieldFormat,
  maskable: Field['maskable'],
  prerequisite: Prerequisite,
  access: Field['access'],
  { oxm, nxm, aliases = [], bytes = Math.ceil(bits / 8) }: Extra,
): Field {
  return {
    name,
    aliases,
    bits,
    bytes,
    maskable,
    prerequisite,
    access,
    format,
    ...(oxm && { oxm }),
    ...(nxm && { nxm }),
    index: declared++,
  };
}

/** All fields by name. The columns: name, bits, format, mask, prerequisite, access, headers. */
export const fields = {
  // Metadata of the packet
  packet_type: field('packet_type', 32, 'packet-type', 'none', 'none', 'read', { oxm: of(44, 'OXM_OF_PACKET_TYPE') }),
  pkt_mark: field('pkt_mark', 32, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(33, 'NXM_NX_PKT_MARK') }),
  recirc_id: field('recirc_id', 32, 'hexadecimal', 'none', 'none', 'read', { nxm: nx1(36, 'NXM_NX_RECIRC_ID') }),
  dp_hash: field('dp_hash', 32, 'hexadecimal', 'any', 'none', 'read', { nxm: nx1(35, 'NXM_NX_DP_HASH') }),
  conj_id: field('conj_id', 32, 'decimal', 'none', 'none', 'read', { nxm: nx1(37, 'NXM_NX_CONJ_ID') }),
  actset_output: field('actset_output', 32, 'port', 'none', 'none', 'read', { oxm: of(43, 'OXM_OF_ACTSET_OUTPUT') }),
  ct_state: field('ct_state', 32, 'ct-state', 'any', 'none', 'read', { nxm: nx1(105, 'NXM_NX_CT_STATE') }),
  ct_zone: field('ct_zone', 16, 'hexadecimal', 'none', 'none', 'read', { nxm: nx1(106, 'NXM_NX_CT_ZONE') }),
  ct_mark: field('ct_mark', 32, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(107, 'NXM_NX_CT_MARK') }),
  ct_label: field('ct_label', 128, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(108, 'NXM_NX_CT_LABEL') }),
  // Registers
  reg0: field('reg0', 32, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(0, 'NXM_NX_REG0') }),
  reg1: field('reg1', 32, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(1, 'NXM_NX_REG1') }),
  reg2: field('reg2', 32, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(2, 'NXM_NX_REG2') }),
  reg3: field('reg3', 32, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(3, 'NXM_NX_REG3') }),
  reg4: field('reg4', 32, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(4, 'NXM_NX_REG4') }),
  reg5: field('reg5', 32, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(5, 'NXM_NX_REG5') }),
  reg6: field('reg6', 32, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(6, 'NXM_NX_REG6') }),
  reg7: field('reg7', 32, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(7, 'NXM_NX_REG7') }),
  reg8: field('reg8', 32, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(8, 'NXM_NX_REG8') }),
  reg9: field('reg9', 32, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(9, 'NXM_NX_REG9') }),
  reg10: field('reg10', 32, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(10, 'NXM_NX_REG10') }),
  reg11: field('reg11', 32, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(11, 'NXM_NX_REG11') }),
  reg12: field('reg12', 32, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(12, 'NXM_NX_REG12') }),
  reg13: field('reg13', 32, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(13, 'NXM_NX_REG13') }),
  reg14: field('reg14', 32, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(14, 'NXM_NX_REG14') }),
  reg15: field('reg15', 32, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(15, 'NXM_NX_REG15') }),
  xreg0: field('xreg0', 64, 'hexadecimal', 'any', 'none', 'write', { oxm: packetRegister(0, 'OXM_OF_PKT_REG0') }),
  xreg1: field('xreg1', 64, 'hexadecimal', 'any', 'none', 'write', { oxm: packetRegister(1, 'OXM_OF_PKT_REG1') }),
  xreg2: field('xreg2', 64, 'hexadecimal', 'any', 'none', 'write', { oxm: packetRegister(2, 'OXM_OF_PKT_REG2') }),
  xreg3: field('xreg3', 64, 'hexadecimal', 'any', 'none', 'write', { oxm: packetRegister(3, 'OXM_OF_PKT_REG3') }),
  xreg4: field('xreg4', 64, 'hexadecimal', 'any', 'none', 'write', { oxm: packetRegister(4, 'OXM_OF_PKT_REG4') }),
  xreg5: field('xreg5', 64, 'hexadecimal', 'any', 'none', 'write', { oxm: packetRegister(5, 'OXM_OF_PKT_REG5') }),
  xreg6: field('xreg6', 64, 'hexadecimal', 'any', 'none', 'write', { oxm: packetRegister(6, 'OXM_OF_PKT_REG6') }),
  xreg7: field('xreg7', 64, 'hexadecimal', 'any', 'none', 'write', { oxm: packetRegister(7, 'OXM_OF_PKT_REG7') }),
  xxreg0: field('xxreg0', 128, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(111, 'NXM_NX_XXREG0') }),
  xxreg1: field('xxreg1', 128, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(112, 'NXM_NX_XXREG1') }),
  xxreg2: field('xxreg2', 128, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(113, 'NXM_NX_XXREG2') }),
  xxreg3: field('xxreg3', 128, 'hexadecimal', 'any', 'none', 'write', { nxm: nx1(114, 'NXM_NX_XXREG3') }),
  // Tunnel
  tun_id: field('tun_id', 64, 'hexadecimal', 'any', 'none', 'write', {
    oxm: of(38, 'OXM_OF_TUNNEL_ID'),
    nxm: nx1(16, 'NXM_NX_TUN_ID'),
    aliases: ['tunnel_id'],
  }),
  tun_src: field('tun_src', 32, 'ipv4', 'any', 'none', 'write', { nxm: nx1(31, 'NXM_NX_TUN_IPV4_SRC') }),
  tun_dst: field('tun_dst', 32, 'ipv4', 'any', 'none', 'write', { nxm: nx1(32, 'NXM_NX_TUN_IPV4_DST') }),
  tun_ipv6_src: field('tun_ipv6_src', 128, 'ipv6', 'any', 'none', 'write', { nxm: nx1(109, 'NXM_NX_TUN_IPV6_SRC') }),
  tun_ipv6_dst: field('tun_ipv6_dst', 128, 'ipv6', 'any', 'none', 'write', { nxm: nx1(110, 'NXM_NX_TUN_IPV6_DST') }),
  tun_flags: field('tun_flags', 1, 'tunnel-flags', 'any', 'none', 'write', {
    nxm: nx1(104, 'NXM_NX_TUN_FLAGS'),
    bytes: 2,
  }),
  tun_gbp_id: field('tun_gbp_id', 16, 'decimal', 'any', 'none', 'write', { nxm: nx1(38, 'NXM_NX_TUN_GBP_ID') }),
  tun_gbp_flags: field('tun_gbp_flags', 8, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(39, 'NXM_NX_TUN_GBP_FLAGS'),
  }),
  tun_erspan_idx: field('tun_erspan_idx', 20, 'hexadecimal', 'any', 'none', 'write', {
    nxm: onf('nsh-tunnel', 11, 'NXOXM_ET_ERSPAN_IDX'),
    bytes: 4,
  }),
  tun_erspan_ver: field('tun_erspan_ver', 4, 'decimal', 'any', 'none', 'write', {
    nxm: onf('nsh-tunnel', 12, 'NXOXM_ET_ERSPAN_VER'),
    bytes: 1,
  }),
  tun_erspan_dir: field('tun_erspan_dir', 1, 'decimal', 'any', 'none', 'write', {
    nxm: onf('nsh-tunnel', 13, 'NXOXM_ET_ERSPAN_DIR'),
    bytes: 1,
  }),
  tun_erspan_hwid: field('tun_erspan_hwid', 6, 'hexadecimal', 'any', 'none', 'write', {
    nxm: onf('nsh-tunnel', 14, 'NXOXM_ET_ERSPAN_HWID'),
    bytes: 1,
  }),
  tun_gtpu_flags: field('tun_gtpu_flags', 8, 'hexadecimal', 'any', 'none', 'read', {
    nxm: onf('nsh-tunnel', 15, 'NXOXM_ET_GTPU_FLAGS'),
  }),
  tun_gtpu_msgtype: field('tun_gtpu_msgtype', 8, 'decimal', 'any', 'none', 'read', {
    nxm: onf('nsh-tunnel', 16, 'NXOXM_ET_GTPU_MSGTYPE'),
  }),
  tun_metadata0: field('tun_metadata0', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(40, 'NXM_NX_TUN_METADATA0'),
  }),
  tun_metadata1: field('tun_metadata1', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(41, 'NXM_NX_TUN_METADATA1'),
  }),
  tun_metadata2: field('tun_metadata2', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(42, 'NXM_NX_TUN_METADATA2'),
  }),
  tun_metadata3: field('tun_metadata3', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(43, 'NXM_NX_TUN_METADATA3'),
  }),
  tun_metadata4: field('tun_metadata4', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(44, 'NXM_NX_TUN_METADATA4'),
  }),
  tun_metadata5: field('tun_metadata5', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(45, 'NXM_NX_TUN_METADATA5'),
  }),
  tun_metadata6: field('tun_metadata6', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(46, 'NXM_NX_TUN_METADATA6'),
  }),
  tun_metadata7: field('tun_metadata7', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(47, 'NXM_NX_TUN_METADATA7'),
  }),
  tun_metadata8: field('tun_metadata8', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(48, 'NXM_NX_TUN_METADATA8'),
  }),
  tun_metadata9: field('tun_metadata9', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(49, 'NXM_NX_TUN_METADATA9'),
  }),
  tun_metadata10: field('tun_metadata10', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(50, 'NXM_NX_TUN_METADATA10'),
  }),
  tun_metadata11: field('tun_metadata11', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(51, 'NXM_NX_TUN_METADATA11'),
  }),
  tun_metadata12: field('tun_metadata12', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(52, 'NXM_NX_TUN_METADATA12'),
  }),
  tun_metadata13: field('tun_metadata13', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(53, 'NXM_NX_TUN_METADATA13'),
  }),
  tun_metadata14: field('tun_metadata14', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(54, 'NXM_NX_TUN_METADATA14'),
  }),
  tun_metadata15: field('tun_metadata15', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(55, 'NXM_NX_TUN_METADATA15'),
  }),
  tun_metadata16: field('tun_metadata16', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(56, 'NXM_NX_TUN_METADATA16'),
  }),
  tun_metadata17: field('tun_metadata17', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(57, 'NXM_NX_TUN_METADATA17'),
  }),
  tun_metadata18: field('tun_metadata18', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(58, 'NXM_NX_TUN_METADATA18'),
  }),
  tun_metadata19: field('tun_metadata19', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(59, 'NXM_NX_TUN_METADATA19'),
  }),
  tun_metadata20: field('tun_metadata20', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(60, 'NXM_NX_TUN_METADATA20'),
  }),
  tun_metadata21: field('tun_metadata21', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(61, 'NXM_NX_TUN_METADATA21'),
  }),
  tun_metadata22: field('tun_metadata22', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(62, 'NXM_NX_TUN_METADATA22'),
  }),
  tun_metadata23: field('tun_metadata23', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(63, 'NXM_NX_TUN_METADATA23'),
  }),
  tun_metadata24: field('tun_metadata24', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(64, 'NXM_NX_TUN_METADATA24'),
  }),
  tun_metadata25: field('tun_metadata25', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(65, 'NXM_NX_TUN_METADATA25'),
  }),
  tun_metadata26: field('tun_metadata26', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(66, 'NXM_NX_TUN_METADATA26'),
  }),
  tun_metadata27: field('tun_metadata27', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(67, 'NXM_NX_TUN_METADATA27'),
  }),
  tun_metadata28: field('tun_metadata28', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(68, 'NXM_NX_TUN_METADATA28'),
  }),
  tun_metadata29: field('tun_metadata29', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(69, 'NXM_NX_TUN_METADATA29'),
  }),
  tun_metadata30: field('tun_metadata30', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(70, 'NXM_NX_TUN_METADATA30'),
  }),
  tun_metadata31: field('tun_metadata31', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(71, 'NXM_NX_TUN_METADATA31'),
  }),
  tun_metadata32: field('tun_metadata32', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(72, 'NXM_NX_TUN_METADATA32'),
  }),
  tun_metadata33: field('tun_metadata33', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(73, 'NXM_NX_TUN_METADATA33'),
  }),
  tun_metadata34: field('tun_metadata34', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(74, 'NXM_NX_TUN_METADATA34'),
  }),
  tun_metadata35: field('tun_metadata35', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(75, 'NXM_NX_TUN_METADATA35'),
  }),
  tun_metadata36: field('tun_metadata36', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(76, 'NXM_NX_TUN_METADATA36'),
  }),
  tun_metadata37: field('tun_metadata37', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(77, 'NXM_NX_TUN_METADATA37'),
  }),
  tun_metadata38: field('tun_metadata38', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(78, 'NXM_NX_TUN_METADATA38'),
  }),
  tun_metadata39: field('tun_metadata39', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(79, 'NXM_NX_TUN_METADATA39'),
  }),
  tun_metadata40: field('tun_metadata40', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(80, 'NXM_NX_TUN_METADATA40'),
  }),
  tun_metadata41: field('tun_metadata41', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(81, 'NXM_NX_TUN_METADATA41'),
  }),
  tun_metadata42: field('tun_metadata42', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(82, 'NXM_NX_TUN_METADATA42'),
  }),
  tun_metadata43: field('tun_metadata43', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(83, 'NXM_NX_TUN_METADATA43'),
  }),
  tun_metadata44: field('tun_metadata44', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(84, 'NXM_NX_TUN_METADATA44'),
  }),
  tun_metadata45: field('tun_metadata45', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(85, 'NXM_NX_TUN_METADATA45'),
  }),
  tun_metadata46: field('tun_metadata46', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(86, 'NXM_NX_TUN_METADATA46'),
  }),
  tun_metadata47: field('tun_metadata47', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(87, 'NXM_NX_TUN_METADATA47'),
  }),
  tun_metadata48: field('tun_metadata48', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(88, 'NXM_NX_TUN_METADATA48'),
  }),
  tun_metadata49: field('tun_metadata49', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(89, 'NXM_NX_TUN_METADATA49'),
  }),
  tun_metadata50: field('tun_metadata50', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(90, 'NXM_NX_TUN_METADATA50'),
  }),
  tun_metadata51: field('tun_metadata51', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(91, 'NXM_NX_TUN_METADATA51'),
  }),
  tun_metadata52: field('tun_metadata52', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(92, 'NXM_NX_TUN_METADATA52'),
  }),
  tun_metadata53: field('tun_metadata53', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(93, 'NXM_NX_TUN_METADATA53'),
  }),
  tun_metadata54: field('tun_metadata54', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(94, 'NXM_NX_TUN_METADATA54'),
  }),
  tun_metadata55: field('tun_metadata55', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(95, 'NXM_NX_TUN_METADATA55'),
  }),
  tun_metadata56: field('tun_metadata56', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(96, 'NXM_NX_TUN_METADATA56'),
  }),
  tun_metadata57: field('tun_metadata57', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(97, 'NXM_NX_TUN_METADATA57'),
  }),
  tun_metadata58: field('tun_metadata58', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(98, 'NXM_NX_TUN_METADATA58'),
  }),
  tun_metadata59: field('tun_metadata59', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(99, 'NXM_NX_TUN_METADATA59'),
  }),
  tun_metadata60: field('tun_metadata60', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(100, 'NXM_NX_TUN_METADATA60'),
  }),
  tun_metadata61: field('tun_metadata61', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(101, 'NXM_NX_TUN_METADATA61'),
  }),
  tun_metadata62: field('tun_metadata62', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(102, 'NXM_NX_TUN_METADATA62'),
  }),
  tun_metadata63: field('tun_metadata63', 992, 'hexadecimal', 'any', 'none', 'write', {
    nxm: nx1(103, 'NXM_NX_TUN_METADATA63'),
  }),
  metadata: field('metadata', 64, 'hexadecimal', 'any', 'none', 'write', { oxm: of(2, 'OXM_OF_METADATA') }),
  // Ports
  in_port: field('in_port', 16, 'port10', 'none', 'none', 'write', { nxm: nx0(0, 'NXM_OF_IN_PORT') }),
  in_port_oxm: field('in_port_oxm', 32, 'port', 'none', 'none', 'write', { oxm: of(0, 'OXM_OF_IN_PORT') }),
  // Ethernet, VLAN, MPLS
  vlan_tci: field('vlan_tci', 16, 'hexadecimal', 'any', 'eth', 'write', { nxm: nx0(4, 'NXM_OF_VLAN_TCI') }),
  vlan_vid: field('vlan_vid', 13, 'decimal', 'any', 'eth', 'write', { oxm: of(6, 'OXM_OF_VLAN_VID'), bytes: 2 }),
  vlan_pcp: field('vlan_pcp', 3, 'decimal', 'none', 'vlan', 'write', { oxm: of(7, 'OXM_OF_VLAN_PCP'), bytes: 1 }),
  eth_src: field('eth_src', 48, 'ethernet', 'any', 'eth', 'write', {
    oxm: of(4, 'OXM_OF_ETH_SRC'),
    nxm: nx0(2, 'NXM_OF_ETH_SRC'),
    aliases: ['dl_src'],
  }),
  eth_dst: field('eth_dst', 48, 'ethernet', 'any', 'eth', 'write', {
    oxm: of(3, 'OXM_OF_ETH_DST'),
    nxm: nx0(1, 'NXM_OF_ETH_DST'),
    aliases: ['dl_dst'],
  }),
  eth_type: field('eth_type', 16, 'hexadecimal', 'none', 'eth', 'read', {
    oxm: of(5, 'OXM_OF_ETH_TYPE'),
    nxm: nx0(3, 'NXM_OF_ETH_TYPE'),
    aliases: ['dl_type'],
  }),
  mpls_label: field('mpls_label', 20, 'decimal', 'none', 'mpls', 'write', {
    oxm: of(34, 'OXM_OF_MPLS_LABEL'),
    bytes: 4,
  }),
  mpls_tc: field('mpls_tc', 3, 'decimal', 'none', 'mpls', 'write', { oxm: of(35, 'OXM_OF_MPLS_TC'), bytes: 1 }),
  mpls_ttl: field('mpls_ttl', 8, 'decimal', 'none', 'mpls', 'write', { nxm: nx1(30, 'NXM_NX_MPLS_TTL') }),
  mpls_bos: field('mpls_bos', 1, 'decimal', 'none', 'mpls', 'read', { oxm: of(36, 'OXM_OF_MPLS_BOS'), bytes: 1 }),
  // IPv4 and IPv6
  ip_src: field('ip_src', 32, 'ipv4', 'any', 'ipv4', 'write', {
    oxm: of(11, 'OXM_OF_IPV4_SRC'),
    nxm: nx0(7, 'NXM_OF_IP_SRC'),
    aliases: ['nw_src'],
  }),
  ip_dst: field('ip_dst', 32, 'ipv4', 'any', 'ipv4', 'write', {
    oxm: of(12, 'OXM_OF_IPV4_DST'),
    nxm: nx0(8, 'NXM_OF_IP_DST'),
    aliases: ['nw_dst'],
  }),
  ipv6_src: field('ipv6_src', 128, 'ipv6', 'any', 'ipv6', 'write', {
    oxm: of(26, 'OXM_OF_IPV6_SRC'),
    nxm: nx1(19, 'NXM_NX_IPV6_SRC'),
  }),
  ipv6_dst: field('ipv6_dst', 128, 'ipv6', 'any', 'ipv6', 'write', {
    oxm: of(27, 'OXM_OF_IPV6_DST'),
    nxm: nx1(20, 'NXM_NX_IPV6_DST'),
  }),
  ipv6_label: field('ipv6_label', 20, 'hexadecimal', 'any', 'ipv6', 'write', {
    oxm: of(28, 'OXM_OF_IPV6_FLABEL'),
    nxm: nx1(27, 'NXM_NX_IPV6_LABEL'),
    bytes: 4,
  }),
  nw_proto: field('nw_proto', 8, 'decimal', 'none', 'ip', 'read', {
    oxm: of(10, 'OXM_OF_IP_PROTO'),
    nxm: nx0(6, 'NXM_OF_IP_PROTO'),
    aliases: ['ip_proto'],
  }),
  nw_tos: field('nw_tos', 8, 'decimal', 'none', 'ip', 'write', { nxm: nx0(5, 'NXM_OF_IP_TOS') }),
  ip_dscp: field('ip_dscp', 6, 'decimal', 'none', 'ip', 'write', { oxm: of(8, 'OXM_OF_IP_DSCP'), bytes: 1 }),
  nw_ecn: field('nw_ecn', 2, 'decimal', 'none', 'ip', 'write', {
    oxm: of(9, 'OXM_OF_IP_ECN'),
    nxm: nx1(28, 'NXM_NX_IP_ECN'),
    aliases: ['ip_ecn'],
    bytes: 1,
  }),
  nw_ttl: field('nw_ttl', 8, 'decimal', 'none', 'ip', 'write', { nxm: nx1(29, 'NXM_NX_IP_TTL') }),
  ip_frag: field('ip_frag', 2, 'frag', 'any', 'ip', 'read', {
    nxm: nx1(26, 'NXM_NX_IP_FRAG'),
    aliases: ['nw_frag'],
    bytes: 1,
  }),
  // NSH
  nsh_flags: field('nsh_flags', 8, 'decimal', 'any', 'nsh', 'write', { nxm: onf('nsh', 1, 'NXOXM_NSH_FLAGS') }),
  nsh_ttl: field('nsh_ttl', 8, 'decimal', 'none', 'nsh', 'write', { nxm: onf('nsh', 10, 'NXOXM_NSH_TTL') }),
  nsh_mdtype: field('nsh_mdtype', 8, 'decimal', 'none', 'nsh', 'read', { nxm: onf('nsh', 2, 'NXOXM_NSH_MDTYPE') }),
  nsh_np: field('nsh_np', 8, 'decimal', 'none', 'nsh', 'read', { nxm: onf('nsh', 3, 'NXOXM_NSH_NP') }),
  nsh_spi: field('nsh_spi', 24, 'hexadecimal', 'none', 'nsh', 'write', {
    nxm: onf('nsh', 4, 'NXOXM_NSH_SPI'),
    aliases: ['nsp'],
    bytes: 4,
  }),
  nsh_si: field('nsh_si', 8, 'decimal', 'none', 'nsh', 'write', {
    nxm: onf('nsh', 5, 'NXOXM_NSH_SI'),
    aliases: ['nsi'],
  }),
  nsh_c1: field('nsh_c1', 32, 'hexadecimal', 'any', 'nsh', 'write', {
    nxm: onf('nsh', 6, 'NXOXM_NSH_C1'),
    aliases: ['nshc1'],
  }),
  nsh_c2: field('nsh_c2', 32, 'hexadecimal', 'any', 'nsh', 'write', {
    nxm: onf('nsh', 7, 'NXOXM_NSH_C2'),
    aliases: ['nshc2'],
  }),
  nsh_c3: field('nsh_c3', 32, 'hexadecimal', 'any', 'nsh', 'write', {
    nxm: onf('nsh', 8, 'NXOXM_NSH_C3'),
    aliases: ['nshc3'],
  }),
  nsh_c4: field('nsh_c4', 32, 'hexadecimal', 'any', 'nsh', 'write', {
    nxm: onf('nsh', 9, 'NXOXM_NSH_C4'),
    aliases: ['nshc4'],
  }),
  // ARP
  arp_spa: field('arp_spa', 32, 'ipv4', 'any', 'arp', 'write', {
    oxm: of(22, 'OXM_OF_ARP_SPA'),
    nxm: nx0(16, 'NXM_OF_ARP_SPA'),
  }),
  arp_tpa: field('arp_tpa', 32, 'ipv4', 'any', 'arp', 'write', {
    oxm: of(23, 'OXM_OF_ARP_TPA'),
    nxm: nx0(17, 'NXM_OF_ARP_TPA'),
  }),
  arp_op: field('arp_op', 16, 'decimal', 'none', 'arp', 'write', {
    oxm: of(21, 'OXM_OF_ARP_OP'),
    nxm: nx0(15, 'NXM_OF_ARP_OP'),
  }),
  arp_sha: field('arp_sha', 48, 'ethernet', 'any', 'arp', 'write', {
    oxm: of(24, 'OXM_OF_ARP_SHA'),
    nxm: nx1(17, 'NXM_NX_ARP_SHA'),
  }),
  arp_tha: field('arp_tha', 48, 'ethernet', 'any', 'arp', 'write', {
    oxm: of(25, 'OXM_OF_ARP_THA'),
    nxm: nx1(18, 'NXM_NX_ARP_THA'),
  }),
  // Transport
  tcp_src: field('tcp_src', 16, 'decimal', 'any', 'tcp', 'write', {
    oxm: of(13, 'OXM_OF_TCP_SRC'),
    nxm: nx0(9, 'NXM_OF_TCP_SRC'),
  }),
  tcp_dst: field('tcp_dst', 16, 'decimal', 'any', 'tcp', 'write', {
    oxm: of(14, 'OXM_OF_TCP_DST'),
    nxm: nx0(10, 'NXM_OF_TCP_DST'),
  }),
  tcp_flags: field('tcp_flags', 12, 'tcp-flags', 'any', 'tcp', 'read', {
    oxm: of(42, 'OXM_OF_TCP_FLAGS'),
    nxm: nx1(34, 'NXM_NX_TCP_FLAGS'),
    bytes: 2,
  }),
  udp_src: field('udp_src', 16, 'decimal', 'any', 'udp', 'write', {
    oxm: of(15, 'OXM_OF_UDP_SRC'),
    nxm: nx0(11, 'NXM_OF_UDP_SRC'),
  }),
  udp_dst: field('udp_dst', 16, 'decimal', 'any', 'udp', 'write', {
    oxm: of(16, 'OXM_OF_UDP_DST'),
    nxm: nx0(12, 'NXM_OF_UDP_DST'),
  }),
  sctp_src: field('sctp_src', 16, 'decimal', 'any', 'sctp', 'write', { oxm: of(17, 'OXM_OF_SCTP_SRC') }),
  sctp_dst: field('sctp_dst', 16, 'decimal', 'any', 'sctp', 'write', { oxm: of(18, 'OXM_OF_SCTP_DST') }),
  icmp_type: field('icmp_type', 8, 'decimal', 'none', 'icmpv4', 'write', {
    oxm: of(19, 'OXM_OF_ICMPV4_TYPE'),
    nxm: nx0(13, 'NXM_OF_ICMP_TYPE'),
  }),
  icmp_code: field('icmp_code', 8, 'decimal', 'none', 'icmpv4', 'write', {
    oxm: of(20, 'OXM_OF_ICMPV4_CODE'),
    nxm: nx0(14, 'NXM_OF_ICMP_CODE'),
  }),
  icmpv6_type: field('icmpv6_type', 8, 'decimal', 'none', 'icmpv6', 'write', {
    oxm: of(29, 'OXM_OF_ICMPV6_TYPE'),
    nxm: nx1(21, 'NXM_NX_ICMPV6_TYPE'),
  }),
  icmpv6_code: field('icmpv6_code', 8, 'decimal', 'none', 'icmpv6', 'write', {
    oxm: of(30, 'OXM_OF_ICMPV6_CODE'),
    nxm: nx1(22, 'NXM_NX_ICMPV6_CODE'),
  }),
  nd_target: field('nd_target', 128, 'ipv6', 'any', 'nd', 'write', {
    oxm: of(31, 'OXM_OF_IPV6_ND_TARGET'),
    nxm: nx1(23, 'NXM_NX_ND_TARGET'),
  }),
  nd_sll: field('nd_sll', 48, 'ethernet', 'any', 'nd-solicit', 'write', {
    oxm: of(32, 'OXM_OF_IPV6_ND_SLL'),
    nxm: nx1(24, 'NXM_NX_ND_SLL'),
  }),
  nd_tll: field('nd_tll', 48, 'ethernet', 'any', 'nd-advert', 'write', {
    oxm: of(33, 'OXM_OF_IPV6_ND_TLL'),
    nxm: nx1(25, 'NXM_NX_ND_TLL'),
  }),
  nd_reserved: field('nd_reserved', 32, 'decimal', 'none', 'nd', 'write', {
    nxm: eric(1, 'ERICOXM_OF_ICMPV6_ND_RESERVED'),
  }),
  nd_options_type: field('nd_options_type', 8, 'decimal', 'none', 'nd', 'write', {
    nxm: eric(2, 'ERICOXM_OF_ICMPV6_ND_OPTIONS_TYPE'),
  }),
  // The original direction of a tracked connection
  ct_nw_proto: field('ct_nw_proto', 8, 'decimal', 'none', 'ct', 'read', { nxm: nx1(119, 'NXM_NX_CT_NW_PROTO') }),
  ct_nw_src: field('ct_nw_src', 32, 'ipv4', 'any', 'ct', 'read', { nxm: nx1(120, 'NXM_NX_CT_NW_SRC') }),
  ct_nw_dst: field('ct_nw_dst', 32, 'ipv4', 'any', 'ct', 'read', { nxm: nx1(121, 'NXM_NX_CT_NW_DST') }),
  ct_ipv6_src: field('ct_ipv6_src', 128, 'ipv6', 'any', 'ct', 'read', { nxm: nx1(122, 'NXM_NX_CT_IPV6_SRC') }),
  ct_ipv6_dst: field('ct_ipv6_dst', 128, 'ipv6', 'any', 'ct', 'read', { nxm: nx1(123, 'NXM_NX_CT_IPV6_DST') }),
  ct_tp_src: field('ct_tp_src', 16, 'decimal', 'any', 'ct', 'read', { nxm: nx1(124, 'NXM_NX_CT_TP_SRC') }),
  ct_tp_dst: field('ct_tp_dst', 16, 'decimal', 'any', 'ct', 'read', { nxm: nx1(125, 'NXM_NX_CT_TP_DST') }),
} as const satisfies Readonly<Record<string, Field>>;

export type FieldName = keyof typeof fields;

/** In table order: `fieldList[field.index] === field`. */
export const fieldList: readonly Field[] = Object.values(fields);

const byName: ReadonlyMap<string, Field> = new Map(
  fieldList.flatMap((item) => [item.name, ...item.aliases].map((name) => [name, item] as const)),
);

const headerNames: ReadonlyMap<string, Field> = new Map(
  fieldList.flatMap((item) =>
    [item.nxm, item.oxm].flatMap((header) => (header === undefined ? [] : [[header.name, item] as const])),
  ),
);

/** The field of a name or alias of ovs-fields(7) (`eth_src`, `dl_src`). */
export function fieldByName(name: string): Field | undefined {
  return byName.get(name);
}

/** The field of a header name (`NXM_NX_REG0`, `OXM_OF_METADATA`). */
export function fieldByHeaderName(name: string): Field | undefined {
  return headerNames.get(name);
}

/** All bits of the field, as a value: the mask of an exact match. */
export function fullMask(item: Field): FieldValue {
  if (item.bits === 32) return 0xffffffff;
  return item.bits < 32 ? 2 ** item.bits - 1 : (1n << BigInt(item.bits)) - 1n;
}

/** The whole of a field. */
export function wholeField(item: Field): Subfield {
  return { field: item, offset: 0, bits: item.bits };
}

/** Bits `from`..`to` (inclusive, as `reg0[from..to]`) of a field. */
export function subfield(item: Field, from: number, to: number): Subfield {
  return { field: item, offset: from, bits: to - from + 1 };
}
