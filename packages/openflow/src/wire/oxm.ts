/**
 * Matches as OXM (OpenFlow 1.2+) and NXM (Nicira) fields. Before: a normal match (match.ts), or bytes. After: messages. In the hot path of
 * flow installation, so it works on numbers where it can.
 */
import { ByteReader, type ByteWriter, TruncatedError } from '#base';
import { OpenFlowError } from '../errors.js';
import { type Field, type FieldValue, fieldList, fields, fullMask } from '../field.js';
import type { Match, MatchField } from '../match.js';
import { portFrom32, portTo32 } from '../port.js';
import { type Dialect, readHeader, writeHeader } from './header.js';
import { ContextReader, meets } from './prerequisite.js';
import { bytesOf, readValue, toFieldValue, writeValue } from './value.js';

const { in_port, in_port_oxm, actset_output, vlan_tci, vlan_vid, vlan_pcp, nw_tos, ip_dscp } = fields;
const { packet_type, ip_frag, metadata, reg0, xreg0, xxreg0, xxreg3, ct_state, ct_nw_proto, ct_tp_src, ct_tp_dst } =
  fields;
const FIRST_OPTION = fields.tun_metadata0.index;
const LAST_OPTION = fields.tun_metadata63.index;

/** Writes the fields of a match, without length or padding. */
export function writeFields(writer: ByteWriter, match: Match, dialect: Dialect): void {
  for (const { field, value, mask } of match) {
    if (dialect !== 'nxm' && writeTranslated(writer, field, value, mask, dialect)) continue;
    writeField(writer, field, value, mask, dialect);
  }
}

/** One field as it stands, translated to nothing else. */
export function writeField(
  writer: ByteWriter,
  field: Field,
  value: FieldValue,
  mask: FieldValue | undefined,
  dialect: Dialect,
): void {
  const isOption = field.index >= FIRST_OPTION && field.index <= LAST_OPTION;
  const bytes = isOption ? Math.max(bytesOf(value), bytesOf(mask ?? 0)) : field.bytes;
  writeHeader(writer, field, dialect, bytes, mask !== undefined);
  writeValue(writer, bytes, value);
  if (mask !== undefined) writeValue(writer, bytes, mask);
}

/** Fields that OXM names otherwise than the normal form does. False: write it as it stands. */
function writeTranslated(
  writer: ByteWriter,
  field: Field,
  value: FieldValue,
  mask: FieldValue | undefined,
  dialect: Dialect,
): boolean {
  switch (field) {
    case in_port:
      writeField(writer, in_port_oxm, portTo32(Number(value)), undefined, dialect);
      return true;
    case nw_tos:
      writeField(writer, ip_dscp, Number(value) >> 2, undefined, dialect);
      return true;
    case vlan_tci:
      return writeVlan(writer, Number(value), Number(mask ?? 0xffff), dialect);
    default:
      return false;
  }
}

function writeVlan(writer: ByteWriter, value: number, mask: number, dialect: Dialect): boolean {
  const idMask = mask & 0x1fff;
  const priorityMask = mask & 0xe000;
  if (value === 0 && idMask === 0x1fff) {
    writeField(writer, vlan_vid, 0, undefined, dialect);
    return true;
  }
  if (priorityMask === 0xe000 && (value & 0x1000) !== 0) {
    writeField(writer, vlan_vid, value & idMask, idMask === 0x1fff ? undefined : idMask, dialect);
    writeField(writer, vlan_pcp, value >>> 13, undefined, dialect);
    return true;
  }
  if (priorityMask !== 0) return false;
  writeField(writer, vlan_vid, value, idMask === 0x1fff ? undefined : idMask, dialect);
  return true;
}

/**
 * How a list of fields is read. `strict`: as a switch takes a match, each field behind those that it needs. `loose`: fields that are not known
 * are skipped and nothing needs others, for properties that others may extend. `masks`: values are masks, of a list of fields.
 * `pipeline`: only what a switch keeps beside a packet, not what is in it.
 */
export type FieldRules = 'strict' | 'loose' | 'masks' | 'pipeline';

/** Reads fields to the end of `bytes`. Throws OFPBMC_* as a switch answers. */
export function readFields(bytes: Uint8Array, rules: FieldRules = 'strict'): Match {
  const reader = new ByteReader(bytes);
  const list = new FieldReader(rules);
  while (reader.left > 0) {
    const end = entryEnd(reader);
    if (rules === 'loose' && isUnknown(reader)) reader.skip(end - reader.offset);
    else {
      list.read(reader);
      reader.skip(end - reader.offset);
    }
  }
  return list.finish();
}

/** Where the next field ends. Throws OFPBMC_BAD_LEN where that is past the list's end. */
function entryEnd(reader: ByteReader): number {
  const length = reader.left < 4 ? undefined : 4 + (reader.bytes[reader.offset + 3] ?? 0);
  if (length === undefined || length > reader.left)
    throw new OpenFlowError('OFPBMC_BAD_LEN', `${reader.left} bytes left`);
  return reader.offset + length;
}

function isUnknown(reader: ByteReader): boolean {
  try {
    readHeader(new ByteReader(reader.bytes.subarray(reader.offset)));
    return false;
  } catch (error) {
    if (error instanceof OpenFlowError || error instanceof TruncatedError) return true;
    throw error;
  }
}

const FRAGMENT_BITS = 3;
const VLAN_ID = 0x1fff;
const VLAN_PRIORITY = 0xe000;

class FieldReader {
  readonly #rules: FieldRules;
  readonly #entries: MatchField[] = [];
  readonly #context = new ContextReader();
  /** vlan_vid and vlan_pcp, joined. */
  #vlan = 0;
  #vlanMask = 0;
  #isSorted = true;
  #hasContents = false;
  #last = -1;

  constructor(rules: FieldRules) {
    this.#rules = rules;
  }

  read(reader: ByteReader): void {
    const { field, isMasked, bytes } = readHeader(reader);
    if (this.#rules === 'pipeline' && !isPipeline(field)) {
      throw new OpenFlowError('OFPBRC_PIPELINE_FIELDS_ONLY', field.name);
    }
    let value = toFieldValue(field, readValue(reader, bytes));
    let mask: FieldValue | undefined;
    if (isMasked) {
      mask = toFieldValue(field, readValue(reader, bytes));
      if (field === ip_frag) mask = Number(mask) & FRAGMENT_BITS;
      const isAll = coversAll(field, mask);
      if (hasBitsOutside(value, mask)) throw new OpenFlowError('OFPBMC_BAD_WILDCARDS', field.name);
      if (field.maskable === 'none' && !isAll && !isZero(mask)) throw new OpenFlowError('OFPBMC_BAD_MASK', field.name);
      if (isAll && (field === vlan_vid || field.maskable === 'none' || mask === fullMask(field))) mask = undefined;
    }
    if (this.#rules === 'masks') {
      if (field.maskable === 'none' && !coversAll(field, value)) throw new OpenFlowError('OFPBMC_BAD_MASK', field.name);
    } else if (!isValid(field, value)) throw new OpenFlowError('OFPBMC_BAD_VALUE', field.name);
    if (this.#rules === 'strict' && !meets(field.prerequisite, this.#context.context)) {
      throw new OpenFlowError('OFPBMC_BAD_PREREQ', field.name);
    }
    // What is in a packet says how it begins.
    if (field === packet_type && this.#hasContents) throw new OpenFlowError('OFPBMC_DUP_FIELD', field.name);
    if (field.prerequisite !== 'none') this.#hasContents = true;
    switch (field) {
      case vlan_tci:
        this.#addVlan(field, Number(value), Number(mask ?? 0xffff), 0xffff);
        return;
      case vlan_vid:
        this.#addVlan(field, Number(value), Number(mask ?? VLAN_ID) & VLAN_ID, VLAN_ID);
        return;
      case vlan_pcp:
        this.#addVlan(field, (Number(value) << 13) | 0x1000, isMasked && mask === 0 ? 0 : 0xf000, VLAN_PRIORITY);
        return;
      case in_port_oxm:
        value = portFrom32(Number(value)) ?? 0;
        this.#add(in_port, value, mask);
        return;
      case ip_dscp:
        this.#add(nw_tos, Number(value) << 2, mask);
        return;
      default:
    }
    const wide = field.index >= xreg0.index && field.index <= xxreg3.index;
    if (wide) this.#addRegisters(field, BigInt(value), BigInt(mask ?? fullMask(field)));
    else this.#add(field, value, mask);
  }

  #add(field: Field, value: FieldValue, mask: FieldValue | undefined): void {
    if (field.index <= this.#last) {
      this.#isSorted = false;
      if (this.#entries.some((entry) => entry.field === field)) throw new OpenFlowError('OFPBMC_DUP_FIELD', field.name);
    } else this.#last = field.index;
    if (mask !== undefined && isZero(mask)) return;
    this.#entries.push(mask === undefined ? { field, value } : { field, value, mask });
    this.#context.add(field, value, mask);
  }

  /** `part`: the bits that are this field's own. */
  #addVlan(field: Field, value: number, mask: number, part: number): void {
    if ((this.#vlanMask & part & ~(part === VLAN_PRIORITY ? 0x1000 : 0)) !== 0)
      throw new OpenFlowError('OFPBMC_DUP_FIELD', field.name);
    this.#vlan |= value & mask;
    this.#vlanMask |= mask;
    this.#context.add(vlan_tci, this.#vlan, this.#vlanMask);
  }

  /** The 32-bit registers that a wide one is made of. */
  #addRegisters(field: Field, value: bigint, mask: bigint): void {
    const count = field.bits / 32;
    const first = reg0.index + (field.index - (count === 2 ? xreg0.index : xxreg0.index)) * count;
    const ofWide = (entry: MatchField) => entry.field.index >= first && entry.field.index < first + count;
    if (this.#entries.some(ofWide)) throw new OpenFlowError('OFPBMC_DUP_FIELD', field.name);
    for (let i = 0; i < count; i++) {
      const shift = BigInt(32 * (count - 1 - i));
      const part = Number((mask >> shift) & 0xffffffffn);
      if (part === 0) continue;
      const number = Number((value >> shift) & 0xffffffffn);
      this.#add(fieldList[first + i]!, number, part === 0xffffffff ? undefined : part);
    }
  }

  finish(): Match {
    const entries = this.#entries;
    if (this.#vlanMask !== 0) {
      const isWhole = this.#vlanMask === 0xffff;
      entries.push({ field: vlan_tci, value: this.#vlan, ...(!isWhole && { mask: this.#vlanMask }) });
      this.#isSorted = false;
    }
    if (!this.#isSorted) entries.sort((a, b) => a.field.index - b.field.index);
    return this.#rules === 'strict' ? this.#withoutLate(entries) : entries;
  }

  /** What came behind a field may take away what it needs: then it says nothing. */
  #withoutLate(entries: readonly MatchField[]): Match {
    const { context } = this.#context;
    const isMoot = (field: Field) =>
      field.prerequisite === 'nd' || field.prerequisite === 'nd-solicit' || field.prerequisite === 'nd-advert'
        ? !meets(field.prerequisite, context)
        : field === ct_tp_src || field === ct_tp_dst;
    if (!entries.some(({ field }) => isMoot(field))) return entries;
    const hasProtocol = entries.some(({ field }) => field === ct_nw_proto);
    return entries.filter(
      ({ field }) => !isMoot(field) || (hasProtocol && (field === ct_tp_src || field === ct_tp_dst)),
    );
  }
}

/** What a switch keeps beside a packet (ovs-fields(7), "Pipeline fields"). */
function isPipeline(field: Field): boolean {
  if (field.index >= reg0.index && field.index <= LAST_OPTION) return true;
  return field === packet_type || field === in_port || field === in_port_oxm || field === metadata;
}

function coversAll(field: Field, mask: FieldValue): boolean {
  const full = fullMask(field);
  if (typeof mask === 'number' && typeof full === 'number') return (mask & full) >>> 0 === full;
  return (BigInt(mask) & BigInt(full)) === BigInt(full);
}

/** A value that the field may have (ovs-fields(7)). */
function isValid(field: Field, value: FieldValue): boolean {
  switch (field) {
    case in_port_oxm:
    case actset_output:
      return portFrom32(Number(value)) !== undefined;
    case nw_tos:
      return (Number(value) & 3) === 0;
    case ct_state:
      return Number(value) <= 0xff;
    default:
      return field.bits >= 32 || Number(value) < 2 ** field.bits;
  }
}

function isZero(value: FieldValue): boolean {
  return value === 0 || value === 0n;
}

function hasBitsOutside(value: FieldValue, mask: FieldValue): boolean {
  if (typeof value === 'number' && typeof mask === 'number') return (value & ~mask) !== 0;
  return (BigInt(value) & ~BigInt(mask)) !== 0n;
}
