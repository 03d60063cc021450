/**
 * Where each OpenFlow field is in a key. Before: the fields of #openflow. After: matches (match.ts) and the writes, moves
 * and pushes of actions, which all become lists of word operations.
 */
import { type Field, type FieldValue, fields, type Subfield } from '#openflow';
import { type FlowKey, word } from './layout.js';

/** `bits` bits of a key; those of a wide field start in `word` and go on in the following ones. */
export interface Slot {
  readonly word: number;
  /** Distance of the lowest bit from that of its (last) word. */
  readonly shift: number;
  readonly bits: number;
}

/** Which words of the key a tunnel option uses: NXT_TLV_TABLE_MOD's mapping of one tun_metadata field. */
export interface TunnelOption {
  readonly optionClass: number;
  readonly type: number;
  /** Bytes: 4 to 124, a multiple of 4. */
  readonly length: number;
  /** N of tun_metadataN. */
  readonly index: number;
  /** First word, counted from `word.tunnelMetadata`. */
  readonly firstWord: number;
}

/** Mapping by N of tun_metadataN. */
export type TunnelOptions = ReadonlyMap<number, TunnelOption>;

const at = (first: number, bits: number, shift = 0): Slot => ({ word: first, shift, bits });

const SLOTS: ReadonlyMap<Field, Slot> = new Map<Field, Slot>([
  [fields.pkt_mark, at(word.mark, 32)],
  [fields.dp_hash, at(word.dpHash, 32)],
  [fields.conj_id, at(word.conjunction, 32)],
  [fields.actset_output, at(word.actionSetOutput, 32)],
  [fields.recirc_id, at(word.recirculation, 32)],
  [fields.ct_state, at(word.ctState, 32)],
  [fields.ct_zone, at(word.ctZone, 16)],
  [fields.ct_mark, at(word.ctMark, 32)],
  [fields.ct_label, at(word.ctLabel, 128)],
  [fields.ct_nw_proto, at(word.ctProtocol, 8)],
  [fields.ct_nw_src, at(word.ctSource4, 32)],
  [fields.ct_nw_dst, at(word.ctDestination4, 32)],
  [fields.ct_ipv6_src, at(word.ctSource6, 128)],
  [fields.ct_ipv6_dst, at(word.ctDestination6, 128)],
  [fields.ct_tp_src, at(word.ctPorts, 16, 16)],
  [fields.ct_tp_dst, at(word.ctPorts, 16)],
  [fields.tun_id, at(word.tunnelId, 64)],
  [fields.tun_src, at(word.tunnelSource4, 32)],
  [fields.tun_dst, at(word.tunnelDestination4, 32)],
  [fields.tun_ipv6_src, at(word.tunnelSource6, 128)],
  [fields.tun_ipv6_dst, at(word.tunnelDestination6, 128)],
  [fields.tun_flags, at(word.tunnelFlags, 16)],
  [fields.tun_gbp_id, at(word.tunnelGbp, 16)],
  [fields.tun_gbp_flags, at(word.tunnelGbp, 8, 16)],
  [fields.metadata, at(word.metadata, 64)],
  [fields.in_port, at(word.inPort, 16)],
  [fields.in_port_oxm, at(word.inPort, 32)],
  [fields.vlan_tci, at(word.vlan, 16)],
  [fields.vlan_vid, at(word.vlan, 13)],
  [fields.vlan_pcp, at(word.vlan, 3, 13)],
  [fields.eth_src, at(word.ethSource, 48)],
  [fields.eth_dst, at(word.ethDestination, 48)],
  [fields.eth_type, at(word.ethType, 16)],
  [fields.ip_src, at(word.ipSource, 32)],
  [fields.ip_dst, at(word.ipDestination, 32)],
  [fields.ipv6_src, at(word.ip6Source, 128)],
  [fields.ipv6_dst, at(word.ip6Destination, 128)],
  [fields.ipv6_label, at(word.ip6Label, 20)],
  [fields.nw_proto, at(word.ip, 8, 24)],
  [fields.nw_tos, at(word.ip, 8, 16)],
  [fields.ip_dscp, at(word.ip, 6, 18)],
  [fields.nw_ecn, at(word.ip, 2, 16)],
  [fields.nw_ttl, at(word.ip, 8, 8)],
  [fields.ip_frag, at(word.ip, 2)],
  // The operation has 16 bits on the wire; values above 255 read as 0, as no such operation is known.
  [fields.arp_op, at(word.ip, 8, 24)],
  [fields.arp_spa, at(word.ipSource, 32)],
  [fields.arp_tpa, at(word.ipDestination, 32)],
  [fields.arp_sha, at(word.arpSource, 48)],
  [fields.arp_tha, at(word.arpTarget, 48)],
  [fields.tcp_src, at(word.transport, 16, 16)],
  [fields.tcp_dst, at(word.transport, 16)],
  [fields.udp_src, at(word.transport, 16, 16)],
  [fields.udp_dst, at(word.transport, 16)],
  [fields.sctp_src, at(word.transport, 16, 16)],
  [fields.sctp_dst, at(word.transport, 16)],
  [fields.icmp_type, at(word.transport, 8, 16)],
  [fields.icmp_code, at(word.transport, 8)],
  [fields.icmpv6_type, at(word.transport, 8, 16)],
  [fields.icmpv6_code, at(word.transport, 8)],
  [fields.tcp_flags, at(word.tcpFlags, 12)],
  [fields.nd_target, at(word.ndTarget, 128)],
  [fields.nd_sll, at(word.arpSource, 48)],
  [fields.nd_tll, at(word.arpTarget, 48)],
  [fields.nd_reserved, at(word.ndExtra, 32)],
  [fields.nd_options_type, at(word.ndExtra + 1, 8)],
]);

/** N of tun_metadataN, or undefined. */
export function tunnelMetadataIndex(field: Field): number | undefined {
  const index = field.index - fields.tun_metadata0.index;
  return index >= 0 && index < 64 ? index : undefined;
}

/** Where `field` is; undefined for fields this switch does not have (NSH, MPLS, ERSPAN, ...) and unmapped options. */
export function slotOf(field: Field, options: TunnelOptions): Slot | undefined {
  const known = SLOTS.get(field);
  if (known !== undefined) return known;
  if (field.index >= fields.reg0.index && field.index <= fields.reg15.index) {
    return at(word.registers + field.index - fields.reg0.index, 32);
  }
  if (field.index >= fields.xreg0.index && field.index <= fields.xreg7.index) {
    return at(word.registers + 2 * (field.index - fields.xreg0.index), 64);
  }
  if (field.index >= fields.xxreg0.index && field.index <= fields.xxreg3.index) {
    return at(word.registers + 4 * (field.index - fields.xxreg0.index), 128);
  }
  const index = tunnelMetadataIndex(field);
  const option = index === undefined ? undefined : options.get(index);
  return option && at(word.tunnelMetadata + option.firstWord, option.length * 8);
}

/** The slot of some bits of a field. `subfield.offset` counts from the field's least significant bit. */
export function subslotOf(subfield: Subfield, options: TunnelOptions): Slot | undefined {
  const whole = slotOf(subfield.field, options);
  return whole && cut(whole, subfield.offset, Math.min(subfield.bits, whole.bits - subfield.offset));
}

/** `bits` bits from `offset` of a slot. */
export function cut(slot: Slot, offset: number, bits: number): Slot {
  const last = slot.word + Math.ceil((slot.shift + slot.bits) / 32) - 1;
  const lowest = slot.shift + offset;
  const lastOfCut = last - Math.floor(lowest / 32);
  const shift = lowest % 32;
  return { word: lastOfCut - Math.ceil((shift + bits) / 32) + 1, shift, bits };
}

/** Bits of one word: `mask` at its place in the word. */
export interface WordWrite {
  readonly word: number;
  readonly value: number;
  readonly mask: number;
}

/** Splits a value under a mask into words; words whose mask is zero are left out. */
export function wordsOf(slot: Slot, value: FieldValue, mask: FieldValue | undefined): WordWrite[] {
  const last = slot.word + Math.ceil((slot.shift + slot.bits) / 32) - 1;
  if (typeof value === 'number' && slot.shift + slot.bits <= 32) {
    const all = slot.bits === 32 ? 0xffffffff : 2 ** slot.bits - 1;
    const kept = mask === undefined ? all : (Number(mask) & all) >>> 0;
    if (kept === 0) return [];
    return [{ word: last, value: ((value & kept) << slot.shift) >>> 0, mask: (kept << slot.shift) >>> 0 }];
  }
  if (slot.bits > 32 && slot.bits <= 64 && slot.shift === 0) return pairOf(slot, BigInt(value), mask);
  const all = (1n << BigInt(slot.bits)) - 1n;
  const wideMask = ((mask === undefined ? all : BigInt(mask)) & all) << BigInt(slot.shift);
  const wide = (BigInt(value) << BigInt(slot.shift)) & wideMask;
  const writes: WordWrite[] = [];
  for (let w = slot.word; w <= last; w++) {
    const shift = BigInt((last - w) * 32);
    const part = Number((wideMask >> shift) & 0xffffffffn);
    if (part !== 0) writes.push({ word: w, value: Number((wide >> shift) & 0xffffffffn), mask: part });
  }
  return writes;
}

/** Two words: the common case of wide fields (metadata, Ethernet addresses), without shifting whole bigints. */
function pairOf(slot: Slot, value: bigint, mask: FieldValue | undefined): WordWrite[] {
  const all = slot.bits === 64 ? 0xffffffff : 2 ** (slot.bits - 32) - 1;
  const wide = mask === undefined ? undefined : BigInt(mask);
  const highMask = wide === undefined ? all : (Number((wide >> 32n) & 0xffffffffn) & all) >>> 0;
  const lowMask = wide === undefined ? 0xffffffff : Number(BigInt.asUintN(32, wide));
  const writes: WordWrite[] = [];
  if (highMask !== 0)
    writes.push({ word: slot.word, value: (Number((value >> 32n) & 0xffffffffn) & highMask) >>> 0, mask: highMask });
  if (lowMask !== 0) {
    const low = (Number(BigInt.asUintN(32, value)) & lowMask) >>> 0;
    writes.push({ word: slot.word + 1, value: low, mask: lowMask });
  }
  return writes;
}

/** Reads a slot: a number up to 32 bits, else a bigint, as `FieldValue` wants it. */
export function readSlot(key: FlowKey, slot: Slot): FieldValue {
  if (slot.shift + slot.bits <= 32) {
    const all = slot.bits === 32 ? 0xffffffff : 2 ** slot.bits - 1;
    return (((key[slot.word] ?? 0) >>> slot.shift) & all) >>> 0;
  }
  const last = slot.word + Math.ceil((slot.shift + slot.bits) / 32) - 1;
  let value = 0n;
  for (let w = slot.word; w <= last; w++) value = (value << 32n) | BigInt(key[w] ?? 0);
  value = (value >> BigInt(slot.shift)) & ((1n << BigInt(slot.bits)) - 1n);
  return slot.bits <= 32 ? Number(value) : value;
}

/** Writes a value into a slot, leaving its other bits. */
export function writeSlot(key: FlowKey, slot: Slot, value: FieldValue): void {
  for (const write of wordsOf(slot, value, undefined)) {
    key[write.word] = ((key[write.word] ?? 0) & ~write.mask) | write.value;
  }
}

/** A copy of bits from one word to another; `width` is the mask before shifting. */
export interface WordMove {
  readonly from: number;
  readonly fromShift: number;
  readonly to: number;
  readonly toShift: number;
  readonly width: number;
}

/** Splits a move between slots of equal size into pieces that each stay in one word on both sides, lowest bits first. */
export function movesOf(from: Slot, to: Slot): readonly WordMove[] {
  const moves: WordMove[] = [];
  const fromLast = from.word + Math.ceil((from.shift + from.bits) / 32) - 1;
  const toLast = to.word + Math.ceil((to.shift + to.bits) / 32) - 1;
  let done = 0;
  while (done < from.bits) {
    const source = from.shift + done;
    const target = to.shift + done;
    const bits = Math.min(from.bits - done, 32 - (source % 32), 32 - (target % 32));
    moves.push({
      from: fromLast - Math.floor(source / 32),
      fromShift: source % 32,
      to: toLast - Math.floor(target / 32),
      toShift: target % 32,
      width: bits === 32 ? 0xffffffff : 2 ** bits - 1,
    });
    done += bits;
  }
  return moves;
}
