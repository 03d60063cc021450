import { ByteReader, ByteWriter } from '#base';
import { internetChecksum } from './checksum.js';
import { MalformedPacketError } from './malformed.js';

/** A GRE packet (RFC 2784, keys and sequence numbers RFC 2890). `protocol` is an Ethertype. */
export interface Gre {
  readonly protocol: number;
  readonly key: number | undefined;
  readonly sequence: number | undefined;
  readonly payload: Uint8Array;
}

export function parseGre(bytes: Uint8Array): Gre {
  const reader = new ByteReader(bytes);
  const flags = reader.u16();
  if ((flags & 0x4fff & ~0x3000) !== 0) throw new MalformedPacketError('gre', `flags ${flags.toString(16)}`);
  const protocol = reader.u16();
  if (flags & 0x8000) {
    reader.skip(4);
    if (internetChecksum(bytes) !== 0) throw new MalformedPacketError('gre', 'wrong checksum');
  }
  const key = flags & 0x2000 ? reader.u32() : undefined;
  const sequence = flags & 0x1000 ? reader.u32() : undefined;
  return { protocol, key, sequence, payload: reader.rest() };
}

/** Writes a packet; `checksum: true` adds the optional checksum. */
export function buildGre(gre: Gre, options: { readonly checksum?: boolean } = {}): Uint8Array {
  const flags =
    (options.checksum ? 0x8000 : 0) | (gre.key === undefined ? 0 : 0x2000) | (gre.sequence === undefined ? 0 : 0x1000);
  const writer = new ByteWriter(16 + gre.payload.length).u16(flags).u16(gre.protocol);
  if (options.checksum) writer.u32(0);
  if (gre.key !== undefined) writer.u32(gre.key);
  if (gre.sequence !== undefined) writer.u32(gre.sequence);
  const bytes = writer.bytes(gre.payload).finish();
  if (options.checksum) {
    const checksum = internetChecksum(bytes);
    bytes[4] = checksum >> 8;
    bytes[5] = checksum & 255;
  }
  return bytes;
}
