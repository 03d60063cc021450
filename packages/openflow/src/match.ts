/**
 * A match: which packets a flow is for. Before: the logical compiler, or bytes and text. After: the wire codec
 * (oxm.ts), text, the switch's classifier.
 */
import { type Field, type FieldValue, fieldList, fields, fullMask } from './field.js';

export interface MatchField {
  readonly field: Field;
  /** No bit outside the mask. */
  readonly value: FieldValue;
  /** Absent: all bits of the field. Never zero. */
  readonly mask?: FieldValue;
}

/**
 * At most one entry a field, in field order, as `normalizeMatch` makes it. In this form wider registers are in `reg0` to `reg15`,
 * VLANs in `vlan_tci` (bit 12: a tag is present), DSCP in `nw_tos`, OpenFlow 1.1+ ports in `in_port` (reserved ones as
 * 16 bits: LOCAL 0xfffe).
 */
export type Match = readonly MatchField[];

/** An exact match of one field. */
export function exact(field: Field, value: FieldValue): MatchField {
  return { field, value };
}

/** A match of the bits in `mask`; `value` may have others, they are dropped. */
export function masked(field: Field, value: FieldValue, mask: FieldValue): MatchField {
  return toEntry(field, BigInt(value), BigInt(mask));
}

/** Says which field two parts of a match disagree about: no packet can meet both. */
export interface MatchConflict {
  readonly conflict: Field;
}

interface Part {
  value: bigint;
  mask: bigint;
}

const REGISTERS = fieldList.filter((item) => /^reg\d/.test(item.name));
const RESERVED = 0xffff0000n;

/**
 * Brings any list of match fields into the normal form (see `Match`): joins parts of one field, splits wide registers,
 * translates aliases. Gives the field where two parts contradict each other.
 */
export function normalizeMatch(parts: Iterable<MatchField>): Match | MatchConflict {
  const joined = new Map<Field, Part>();
  for (const { field, value, mask } of parts) {
    const conflict = add(joined, field, BigInt(value), BigInt(mask ?? fullMask(field)));
    if (conflict !== undefined) return { conflict };
  }
  return [...joined]
    .filter(([, part]) => part.mask !== 0n)
    .sort(([a], [b]) => a.index - b.index)
    .map(([field, part]) => toEntry(field, part.value, part.mask));
}

/** True for what `normalizeMatch` gives when no packet can match. */
export function isConflict(match: Match | MatchConflict): match is MatchConflict {
  return 'conflict' in match;
}

function add(joined: Map<Field, Part>, field: Field, value: bigint, mask: bigint): Field | undefined {
  switch (field) {
    case fields.in_port_oxm:
      return join(joined, fields.in_port, value >= RESERVED ? value - RESERVED : value, 0xffffn);
    case fields.vlan_vid:
      return join(joined, fields.vlan_tci, value, mask);
    case fields.vlan_pcp:
      return join(joined, fields.vlan_tci, (value << 13n) | 0x1000n, (mask << 13n) | 0x1000n);
    case fields.ip_dscp:
      return join(joined, fields.nw_tos, value << 2n, 0xffn);
    default:
  }
  const wide = wideRegister(field);
  if (wide === undefined) return join(joined, field, value, mask);
  for (let i = 0; i < wide.count; i++) {
    const shift = BigInt((wide.count - 1 - i) * 32);
    const register = REGISTERS[wide.first + i]!;
    const conflict = join(joined, register, (value >> shift) & 0xffffffffn, (mask >> shift) & 0xffffffffn);
    if (conflict !== undefined) return conflict;
  }
  return undefined;
}

function wideRegister(field: Field): { readonly first: number; readonly count: number } | undefined {
  if (field.index >= fields.xreg0.index && field.index <= fields.xreg7.index) {
    return { first: (field.index - fields.xreg0.index) * 2, count: 2 };
  }
  if (field.index >= fields.xxreg0.index && field.index <= fields.xxreg3.index) {
    return { first: (field.index - fields.xxreg0.index) * 4, count: 4 };
  }
  return undefined;
}

function join(joined: Map<Field, Part>, field: Field, value: bigint, mask: bigint): Field | undefined {
  const part = joined.get(field);
  if (part === undefined) {
    joined.set(field, { value: value & mask, mask });
    return undefined;
  }
  if (((part.value ^ value) & part.mask & mask) !== 0n) return field;
  part.value |= value & mask;
  part.mask |= mask;
  return undefined;
}

function toEntry(field: Field, value: bigint, mask: bigint): MatchField {
  const kept = value & mask;
  const isExact = mask === BigInt(fullMask(field));
  if (field.bits > 32) return isExact ? { field, value: kept } : { field, value: kept, mask };
  return isExact ? { field, value: Number(kept) } : { field, value: Number(kept), mask: Number(mask) };
}
