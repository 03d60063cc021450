/**
 * Matches as OXM (OpenFlow 1.2+) and NXM (Nicira) fields. Before: a normal match (match.ts), or bytes. After: messages. In the hot path of
 * flow installation, so it works on numbers where it can.
 */
import { ByteReader, type ByteWriter } from '#base';
import { OpenFlowError } from '../errors.js';
import { type Field, type FieldValue, fieldList, fields, fullMask } from '../field.js';
import { isConflict, type Match, type MatchField, normalizeMatch } from '../match.js';
import { portFrom32, portTo32 } from '../port.js';
import { type Dialect, readHeader, writeHeader } from './header.js';
import { bytesOf, readValue, toFieldValue, writeValue } from './value.js';

const { in_port, in_port_oxm, vlan_tci, vlan_vid, vlan_pcp, nw_tos, ip_dscp, xreg0, xreg7, xxreg0, xxreg3, reg0 } =
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

/** What reading leaves to be put right afterwards. */
interface Gathered {
  readonly entries: MatchField[];
  /** vlan_vid and vlan_pcp, joined. */
  vlan: number;
  vlanMask: number;
  isSorted: boolean;
  isWide: boolean;
}

/**
 * Reads fields to the end of `bytes`. Throws OFPBMC_* as a switch answers. `isLoose`: fields that are not known are skipped,
 * for properties that others may extend.
 */
export function readFields(bytes: Uint8Array, isLoose = false): Match {
  const reader = new ByteReader(bytes);
  const gathered: Gathered = { entries: [], vlan: 0, vlanMask: 0, isSorted: true, isWide: false };
  let last = -1;
  while (reader.left > 0) {
    if (isLoose && skipUnknown(reader)) continue;
    const index = readEntry(reader, gathered);
    if (index <= last) gathered.isSorted = false;
    last = index;
  }
  return finish(gathered);
}

function skipUnknown(reader: ByteReader): boolean {
  const probe = new ByteReader(reader.bytes.subarray(reader.offset));
  try {
    readHeader(probe);
    return false;
  } catch (error) {
    if (!(error instanceof OpenFlowError)) throw error;
    const length = reader.bytes[reader.offset + 3] ?? 0;
    reader.skip(4 + length);
    return true;
  }
}

function readEntry(reader: ByteReader, gathered: Gathered): number {
  const { field, isMasked, bytes } = readHeader(reader);
  if (isMasked && field.maskable === 'none') throw new OpenFlowError('OFPBMC_BAD_MASK', field.name);
  let value = toFieldValue(field, readValue(reader, bytes));
  let mask: FieldValue | undefined;
  if (isMasked) {
    mask = toFieldValue(field, readValue(reader, bytes));
    if (hasBitsOutside(value, mask)) throw new OpenFlowError('OFPBMC_BAD_WILDCARDS', field.name);
    if (isZero(mask)) return field.index;
    if (mask === fullMask(field)) mask = undefined;
  } else if (field.bits < 32 && Number(value) >= 2 ** field.bits) {
    throw new OpenFlowError('OFPBMC_BAD_VALUE', field.name);
  }
  let target: Field = field;
  switch (field) {
    case in_port_oxm: {
      const port = portFrom32(Number(value));
      if (port === undefined) throw new OpenFlowError('OFPBMC_BAD_VALUE', field.name);
      value = port;
      target = in_port;
      break;
    }
    case ip_dscp:
      value = Number(value) << 2;
      target = nw_tos;
      break;
    case nw_tos:
      if ((Number(value) & 3) !== 0) throw new OpenFlowError('OFPBMC_BAD_VALUE', field.name);
      break;
    case vlan_vid:
      gathered.vlan |= Number(value);
      gathered.vlanMask |= Number(mask ?? 0x1fff);
      return field.index;
    case vlan_pcp:
      gathered.vlan |= (Number(value) << 13) | 0x1000;
      gathered.vlanMask |= 0xf000;
      return field.index;
    default:
      if (field.index >= xreg0.index && field.index <= xreg7.index) {
        return splitRegister(gathered, field, BigInt(value), mask);
      }
      if (field.index >= xxreg0.index && field.index <= xxreg3.index) gathered.isWide = true;
  }
  gathered.entries.push(mask === undefined ? { field: target, value } : { field: target, value, mask });
  return target.index;
}

function splitRegister(gathered: Gathered, field: Field, value: bigint, mask: FieldValue | undefined): number {
  const first = reg0.index + (field.index - xreg0.index) * 2;
  for (let i = 0; i < 2; i++) {
    const shift = BigInt(32 * (1 - i));
    const part = mask === undefined ? 0xffffffff : Number((BigInt(mask) >> shift) & 0xffffffffn);
    if (part === 0) continue;
    const entry = { field: fieldList[first + i]!, value: Number((value >> shift) & 0xffffffffn) };
    gathered.entries.push(part === 0xffffffff ? entry : { ...entry, mask: part });
  }
  // Two entries from one: they may stand behind others of the same registers, so sort.
  gathered.isSorted = false;
  return first;
}

function finish(gathered: Gathered): Match {
  const { entries, vlan, vlanMask } = gathered;
  if (vlanMask !== 0) {
    entries.push(
      vlanMask === 0xffff ? { field: vlan_tci, value: vlan } : { field: vlan_tci, value: vlan, mask: vlanMask },
    );
    gathered.isSorted = false;
  }
  if (gathered.isWide) {
    const match = normalizeMatch(entries);
    if (isConflict(match)) throw new OpenFlowError('OFPBMC_DUP_FIELD', match.conflict.name);
    return match;
  }
  if (gathered.isSorted) return entries;
  entries.sort((a, b) => a.field.index - b.field.index);
  for (let i = 1; i < entries.length; i++) {
    if (entries[i]!.field === entries[i - 1]!.field) {
      throw new OpenFlowError('OFPBMC_DUP_FIELD', entries[i]!.field.name);
    }
  }
  return entries;
}

function isZero(value: FieldValue): boolean {
  return value === 0 || value === 0n;
}

function hasBitsOutside(value: FieldValue, mask: FieldValue): boolean {
  if (typeof value === 'number' && typeof mask === 'number') return (value & ~mask) !== 0;
  return (BigInt(value) & ~BigInt(mask)) !== 0n;
}
