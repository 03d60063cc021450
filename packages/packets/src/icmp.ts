import { ByteReader, ByteWriter } from '#base';
import { internetChecksum } from './checksum.js';
import { MalformedPacketError } from './malformed.js';

/**
 * An ICMP (RFC 792) or ICMPv6 (RFC 4443) message: `rest` is the second word of the header (of an echo: identifier in
 * the high half, sequence number in the low one), `payload` all behind it.
 */
export interface Icmp {
  readonly type: number;
  readonly code: number;
  readonly rest: number;
  readonly payload: Uint8Array;
}

/**
 * Reads a message and checks its checksum.
 * @param pseudoSum sum of the pseudo header: 0 for ICMP, `ipv6PseudoSum` for ICMPv6; `'unchecked'` skips the check
 */
export function parseIcmp(bytes: Uint8Array, pseudoSum: number | 'unchecked' = 0): Icmp {
  const reader = new ByteReader(bytes);
  const type = reader.u8();
  const code = reader.u8();
  reader.skip(2);
  const rest = reader.u32();
  if (pseudoSum !== 'unchecked' && internetChecksum(bytes, pseudoSum) !== 0) {
    throw new MalformedPacketError('icmp', 'wrong checksum');
  }
  return { type, code, rest, payload: reader.rest() };
}

/** Writes a message with its checksum; `pseudoSum` is a function of the message's length for ICMPv6. */
export function buildIcmp(icmp: Icmp, pseudoSum: (length: number) => number = () => 0): Uint8Array {
  const bytes = new ByteWriter(8 + icmp.payload.length)
    .u8(icmp.type)
    .u8(icmp.code)
    .u16(0)
    .u32(icmp.rest)
    .bytes(icmp.payload)
    .finish();
  const checksum = internetChecksum(bytes, pseudoSum(bytes.length));
  bytes[2] = checksum >> 8;
  bytes[3] = checksum & 255;
  return bytes;
}
