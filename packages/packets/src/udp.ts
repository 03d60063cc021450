import { ByteReader, ByteWriter } from '#base';
import { internetChecksum } from './checksum.js';
import { MalformedPacketError } from './malformed.js';

/** A UDP datagram (RFC 768). */
export interface Udp {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly payload: Uint8Array;
}

/** Reads a datagram; with a pseudo-header sum (as a function of the length) the checksum is checked, unless it is 0. */
export function parseUdp(bytes: Uint8Array, pseudoSum?: (length: number) => number): Udp {
  const reader = new ByteReader(bytes);
  const sourcePort = reader.u16();
  const destinationPort = reader.u16();
  const length = reader.u16();
  const checksum = reader.u16();
  if (length < 8 || length > bytes.length) throw new MalformedPacketError('udp', `length ${length}`);
  if (pseudoSum !== undefined && checksum !== 0) {
    if (internetChecksum(bytes.subarray(0, length), pseudoSum(length)) !== 0) {
      throw new MalformedPacketError('udp', 'wrong checksum');
    }
  }
  return { sourcePort, destinationPort, payload: bytes.subarray(8, length) };
}

/** Writes a datagram. Without a pseudo-header sum the checksum is left 0 (none), which IPv4 allows. */
export function buildUdp(udp: Udp, pseudoSum?: (length: number) => number): Uint8Array {
  const length = 8 + udp.payload.length;
  const bytes = new ByteWriter(length)
    .u16(udp.sourcePort)
    .u16(udp.destinationPort)
    .u16(length)
    .u16(0)
    .bytes(udp.payload)
    .finish();
  if (pseudoSum !== undefined) {
    // A sum of 0 is sent as all ones: 0 means "none".
    const checksum = internetChecksum(bytes, pseudoSum(length)) || 0xffff;
    bytes[6] = checksum >> 8;
    bytes[7] = checksum & 255;
  }
  return bytes;
}
