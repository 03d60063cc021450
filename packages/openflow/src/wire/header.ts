/**
 * OXM and NXM headers of fields: 16 bits class, 7 bits field, 1 bit "has a mask", 8 bits length; class 0xffff is followed by the
 * experimenter's number. Before: field.ts. After: match and action codecs.
 */
import type { ByteReader, ByteWriter } from '#base';
import { OpenFlowError } from '../errors.js';
import { type Field, type FieldHeader, fieldList, fields, type Subfield } from '../field.js';

/** Which of a field's headers is written: OpenFlow 1.3's, 1.5's, or Nicira's where there is one. */
export type Dialect = 'oxm13' | 'oxm15' | 'nxm';

const ONF = 0x4f4e4600;

function chooseHeader(field: Field, dialect: Dialect): FieldHeader {
  const header = dialect === 'nxm' ? (field.nxm ?? field.oxm) : (field.oxm ?? field.nxm);
  if (header === undefined) throw new Error(`field ${field.name} has no header`);
  const isExtension13 = field === fields.tcp_flags || field === fields.actset_output;
  if (dialect === 'oxm13' && isExtension13) return { ...header, class: 0xffff, experimenter: ONF };
  return header;
}

interface Words {
  /** Header word without mask bit and length. */
  readonly base: number;
  readonly experimenter: number | undefined;
}

function tabulate(dialect: Dialect): readonly Words[] {
  return fieldList.map((field) => {
    const header = chooseHeader(field, dialect);
    return { base: header.class * 65536 + header.number * 512, experimenter: header.experimenter };
  });
}

const WORDS: Readonly<Record<Dialect, readonly Words[]>> = {
  oxm13: tabulate('oxm13'),
  oxm15: tabulate('oxm15'),
  nxm: tabulate('nxm'),
};

/** Writes a header whose payload (value, and mask if there is one) has `bytes` bytes each. */
export function writeHeader(
  writer: ByteWriter,
  field: Field,
  dialect: Dialect,
  bytes: number,
  isMasked: boolean,
): void {
  const { base, experimenter } = WORDS[dialect][field.index]!;
  const payload = isMasked ? bytes * 2 : bytes;
  if (experimenter === undefined) writer.u32(base + (isMasked ? 256 : 0) + payload);
  else writer.u32(base + (isMasked ? 256 : 0) + payload + 4).u32(experimenter);
}

/** A header that names a field, as actions have it: tunnel options with their longest length. */
export function writeFieldId(writer: ByteWriter, field: Field, dialect: Dialect): void {
  writeHeader(writer, field, dialect, field.bytes, false);
}

/** Reads what `writeFieldId` writes, in any dialect. */
export function readFieldId(reader: ByteReader): Field {
  return readHeader(reader).field;
}

export interface Header {
  readonly field: Field;
  readonly isMasked: boolean;
  /** Bytes of the value. */
  readonly bytes: number;
}

const byWord = new Map<number, Header>();
const byExperimenter = new Map<string, Header>();
for (const field of fieldList) {
  for (const dialect of ['oxm13', 'oxm15', 'nxm'] as const) {
    const { base, experimenter } = WORDS[dialect][field.index]!;
    for (const isMasked of [false, true]) {
      const payload = field.bytes * (isMasked ? 2 : 1);
      const entry = { field, isMasked, bytes: field.bytes };
      if (experimenter === undefined) byWord.set(base + (isMasked ? 256 : 0) + payload, entry);
      else byExperimenter.set(`${base + (isMasked ? 256 : 0) + payload + 4}/${experimenter}`, entry);
    }
  }
}
const FIRST_OPTION = WORDS.nxm[fields.tun_metadata0.index]!.base;
const LAST_OPTION = WORDS.nxm[fields.tun_metadata63.index]!.base;

/** The next header. Throws OFPBMC_BAD_FIELD for one that is not known, a known field of another length too. */
export function readHeader(reader: ByteReader): Header {
  const word = reader.u32();
  const found = byWord.get(word);
  if (found !== undefined) return found;
  return readRareHeader(reader, word);
}

function readRareHeader(reader: ByteReader, word: number): Header {
  if (word >= 0xffff0000) {
    if (word % 256 < 4) throw new OpenFlowError('OFPBMC_BAD_LEN', word.toString(16));
    const found = byExperimenter.get(`${word}/${reader.u32()}`);
    if (found !== undefined) return found;
    throw new OpenFlowError('OFPBMC_BAD_FIELD', `field ${word.toString(16)}`);
  }
  const length = word % 256;
  const isMasked = ((word >>> 8) & 1) === 1;
  const base = word - (word % 512);
  if (base >= FIRST_OPTION && base <= LAST_OPTION) {
    const field = fieldList[fields.tun_metadata0.index + (base - FIRST_OPTION) / 512]!;
    const bytes = isMasked ? Math.floor(length / 2) : length;
    if (bytes <= field.bytes) return { field, isMasked, bytes };
  }
  if (isMasked && hasBitsOutside(reader, length)) throw new OpenFlowError('OFPBMC_BAD_WILDCARDS', word.toString(16));
  throw new OpenFlowError('OFPBMC_BAD_FIELD', `field ${word.toString(16)}`);
}

/** A value with bits that its mask lacks is wrong in any field. */
function hasBitsOutside(reader: ByteReader, length: number): boolean {
  if (length % 2 !== 0 || length > reader.left) return false;
  const bytes = reader.bytes.subarray(reader.offset, reader.offset + length);
  return bytes.subarray(0, length / 2).some((byte, i) => (byte & ~(bytes[length / 2 + i] ?? 0)) !== 0);
}

/** Offset and width in 16 bits, as Nicira's actions write a subfield. */
export function offsetBits(part: Subfield): number {
  return (part.offset << 6) | (part.bits - 1);
}

/** A subfield of 1 to 64 bits from an `offsetBits` word. */
export function subfieldOf(field: Field, word: number): Subfield {
  return checkSubfield({ field, offset: word >>> 6, bits: (word & 63) + 1 });
}

/** Bits that subfields may lie in: the one that says that there is a tag is no part of a VLAN's number. */
export function partBits(field: Field): number {
  return field === fields.vlan_vid ? 12 : field.bits;
}

/** Throws OFPBAC_BAD_SET_LEN where the bits are not all in the field. */
export function checkSubfield(part: Subfield): Subfield {
  if (part.bits > 0 && part.offset + part.bits <= partBits(part.field)) return part;
  throw new OpenFlowError('OFPBAC_BAD_SET_LEN', `${part.field.name}[${part.offset}..${part.offset + part.bits - 1}]`);
}
