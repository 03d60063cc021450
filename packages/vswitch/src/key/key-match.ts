/**
 * A match as words and masks. Before: `Match` of #openflow. After: the classifier, which groups matches by their masks.
 */
import { type Field, type FieldValue, fields, type Match, type MatchField } from '#openflow';
import { type FlowKey, word } from './layout.js';
import { readSlot, slotOf, type TunnelOptions, tunnelMetadataIndex, type WordWrite, wordsOf } from './slot.js';

/** Word `words[i]` of a key must be `values[i]` under `masks[i]`; words ascend, no mask is zero. */
export interface KeyMatch {
  readonly words: readonly number[];
  readonly masks: readonly number[];
  readonly values: readonly number[];
  /** Equal for matches with the same words and masks: which tuple of a classifier it belongs to. */
  readonly tuple: string;
}

/** The field that this switch cannot match, or a tunnel option that is not mapped. */
export interface UnknownField {
  readonly unknown: Field;
}

export function isUnknownField(match: KeyMatch | UnknownField): match is UnknownField {
  return 'unknown' in match;
}

/** Compiles a match in normal form. */
export function keyMatch(match: Match, options: TunnelOptions): KeyMatch | UnknownField {
  const parts: { readonly word: number; value: number; mask: number }[] = [];
  for (const entry of match) {
    const writes = writesOf(entry, options);
    if (writes === undefined) return { unknown: entry.field };
    for (const { word: at, value, mask } of writes) {
      const known = parts.find((part) => part.word === at);
      if (known === undefined) parts.push({ word: at, value, mask });
      else {
        known.value = (known.value | value) >>> 0;
        known.mask = (known.mask | mask) >>> 0;
      }
    }
  }
  parts.sort((a, b) => a.word - b.word);
  let tuple = '';
  for (const { word: at, mask } of parts) tuple += `${at}:${mask},`;
  return {
    words: parts.map((part) => part.word),
    masks: parts.map((part) => part.mask),
    values: parts.map((part) => part.value),
    tuple,
  };
}

function writesOf(entry: MatchField, options: TunnelOptions): readonly WordWrite[] | undefined {
  // Frames are Ethernet here, always: type (0,0) matches all, any other none of them.
  if (entry.field === fields.packet_type) return Number(entry.value) === 0 ? [] : undefined;
  const slot = slotOf(entry.field, options);
  if (slot === undefined) return undefined;
  if (entry.field === fields.arp_op && Number(entry.value) > 255) return undefined;
  const index = tunnelMetadataIndex(entry.field);
  if (index === undefined) return wordsOf(slot, entry.value, entry.mask);
  // An option is matched only where the packet has it.
  const present = presenceOf(index);
  return [present, ...wordsOf(slot, BigInt(entry.value), entry.mask === undefined ? undefined : BigInt(entry.mask))];
}

/** The word and bit that say "this packet has option tun_metadata<index>". */
export function presenceOf(index: number): WordWrite {
  const bit = (1 << (index % 32)) >>> 0;
  return { word: word.tunnelPresent + (index >= 32 ? 0 : 1), value: bit, mask: bit };
}

/** True when `key` has what `match` wants. */
export function matchesKey(match: KeyMatch, key: FlowKey): boolean {
  for (let i = 0; i < match.words.length; i++) {
    if (((key[match.words[i] ?? 0] ?? 0) & (match.masks[i] ?? 0)) >>> 0 !== match.values[i]) return false;
  }
  return true;
}

/** True when every packet that meets `narrow` meets `wide` as well: the test of a loose modify or delete. */
export function covers(wide: KeyMatch, narrow: KeyMatch): boolean {
  let j = 0;
  for (let i = 0; i < wide.words.length; i++) {
    const w = wide.words[i] ?? 0;
    while (j < narrow.words.length && (narrow.words[j] ?? 0) < w) j++;
    if (narrow.words[j] !== w) return false;
    const mask = wide.masks[i] ?? 0;
    if (((narrow.masks[j] ?? 0) & mask) >>> 0 !== mask) return false;
    if (((narrow.values[j] ?? 0) & mask) >>> 0 !== wide.values[i]) return false;
  }
  return true;
}

/** True when some packet meets both: the test of CHECK_OVERLAP. */
export function overlaps(a: KeyMatch, b: KeyMatch): boolean {
  let j = 0;
  for (let i = 0; i < a.words.length; i++) {
    const w = a.words[i] ?? 0;
    while (j < b.words.length && (b.words[j] ?? 0) < w) j++;
    if (b.words[j] !== w) continue;
    const both = (a.masks[i] ?? 0) & (b.masks[j] ?? 0);
    if ((((a.values[i] ?? 0) ^ (b.values[j] ?? 0)) & both) !== 0) return false;
  }
  return true;
}

/** Fields of pipeline metadata that a packet-in carries, in field order. */
const METADATA: readonly Field[] = [
  fields.pkt_mark,
  fields.ct_state,
  fields.ct_zone,
  fields.ct_mark,
  fields.ct_label,
  ...Array.from({ length: 16 }, (_, i) => `reg${i}`).flatMap((name) => registerNamed(name)),
  fields.tun_id,
  fields.tun_src,
  fields.tun_dst,
  fields.tun_ipv6_src,
  fields.tun_ipv6_dst,
  fields.metadata,
  fields.in_port,
  fields.ct_nw_proto,
  fields.ct_nw_src,
  fields.ct_nw_dst,
  fields.ct_ipv6_src,
  fields.ct_ipv6_dst,
  fields.ct_tp_src,
  fields.ct_tp_dst,
];

function registerNamed(name: string): readonly Field[] {
  return Object.values(fields).filter((field) => field.name === name);
}

/** The pipeline metadata of a key that is not zero, and always its in_port: the metadata of a packet-in. */
export function metadataMatch(key: FlowKey, options: TunnelOptions): Match {
  const entries: MatchField[] = [];
  for (const field of METADATA) {
    const slot = slotOf(field, options);
    if (slot === undefined) continue;
    const value: FieldValue = readSlot(key, slot);
    if (field === fields.in_port) entries.push({ field, value });
    else if (field === fields.ct_state && BigInt(value) !== 0n) entries.push({ field, value });
    else if (BigInt(value) !== 0n) entries.push({ field, value });
    if (field === fields.tun_ipv6_dst) {
      for (const option of options.values()) {
        const presence = presenceOf(option.index);
        if (((key[presence.word] ?? 0) & presence.mask) === 0) continue;
        const optionField = Object.values(fields).find((f) => tunnelMetadataIndex(f) === option.index);
        const optionSlot = optionField && slotOf(optionField, options);
        if (optionField && optionSlot) {
          entries.push({ field: optionField, value: BigInt(readSlot(key, optionSlot)) });
        }
      }
    }
  }
  return entries;
}
