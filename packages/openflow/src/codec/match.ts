/** A match with its length and padding, as OpenFlow 1.2+ writes it. Before: wire/oxm.ts. After: messages. */
import type { ByteReader, ByteWriter } from '#base';
import { OpenFlowError } from '../errors.js';
import type { Match } from '../match.js';
import type { OpenFlowVersion } from '../message/message.js';
import { type FieldRules, readFields, writeFields } from '../wire/oxm.js';

export type LaterVersion = Exclude<OpenFlowVersion, 0x01>;

/** ofp_match: type 1, length without the padding, fields, zeros to 8 bytes. */
export function writeMatch(writer: ByteWriter, match: Match, version: LaterVersion): void {
  const start = writer.length;
  writer.u16(1).u16(0);
  writeFields(writer, match, version === 0x04 ? 'oxm13' : 'oxm15');
  writer.patchU16(start + 2, writer.length - start).align(8, start);
}

/** Throws OFPBMC_* as a switch answers. */
export function readMatch(reader: ByteReader, rules: FieldRules = 'strict'): Match {
  const left = reader.left;
  const type = left < 4 ? 0 : reader.u16();
  const length = left < 4 ? 0 : reader.u16();
  const whole = Math.ceil(length / 8) * 8;
  if (rules === 'pipeline' && length < 4) throw new OpenFlowError('OFPBMC_BAD_LEN', String(length));
  // Type 0 is the fixed match of OpenFlow 1.1, which has another length.
  if (type > 1) throw new OpenFlowError('OFPBMC_BAD_TYPE', String(type));
  if (type === 0 || length < 4 || whole > left) throw new OpenFlowError('OFPBMC_BAD_LEN', `${length} of ${left} bytes`);
  const match = readFields(reader.take(length - 4), rules);
  reader.skip(whole - length);
  return match;
}

/** Nicira's form: fields, zeros to 8 bytes; the length stands elsewhere and is given back. */
export function writeNxMatch(writer: ByteWriter, match: Match): number {
  const start = writer.length;
  writeFields(writer, match, 'nxm');
  const length = writer.length - start;
  writer.align(8, start);
  return length;
}

export function readNxMatch(reader: ByteReader, length: number): Match {
  const whole = Math.ceil(length / 8) * 8;
  if (whole > reader.left) throw new OpenFlowError('OFPBMC_BAD_LEN', `${length} of ${reader.left} bytes`);
  const match = readFields(reader.take(length));
  reader.skip(whole - length);
  return match;
}

/** The version, where it is one that has `kind` of message. Throws for OpenFlow 1.0: the caller sent what it cannot. */
export function later(version: OpenFlowVersion, kind: string): Exclude<OpenFlowVersion, 0x01> {
  if (version === 0x01) throw new Error(`OpenFlow 1.0 has no ${kind}`);
  return version;
}
