import { ByteReader, ByteWriter } from '#base';
import { crc32c } from './checksum.js';
import { MalformedPacketError } from './malformed.js';

export const SCTP_INIT = 1;
export const SCTP_INIT_ACK = 2;
export const SCTP_ABORT = 6;

/** One chunk of an SCTP packet; `value` is what follows the four header bytes. */
export interface SctpChunk {
  readonly type: number;
  readonly flags: number;
  readonly value: Uint8Array;
}

/** An SCTP packet (RFC 9260). */
export interface Sctp {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly verificationTag: number;
  readonly chunks: readonly SctpChunk[];
}

export function parseSctp(bytes: Uint8Array): Sctp {
  const reader = new ByteReader(bytes);
  const sourcePort = reader.u16();
  const destinationPort = reader.u16();
  const verificationTag = reader.u32();
  reader.skip(4);
  const chunks: SctpChunk[] = [];
  while (reader.left >= 4) {
    const type = reader.u8();
    const flags = reader.u8();
    const length = reader.u16();
    if (length < 4) throw new MalformedPacketError('sctp', `chunk of length ${length}`);
    chunks.push({ type, flags, value: reader.take(length - 4) });
    reader.skip(Math.min(reader.left, (4 - (length % 4)) % 4));
  }
  return { sourcePort, destinationPort, verificationTag, chunks };
}

/** Writes a packet with its CRC32c. */
export function buildSctp(sctp: Sctp): Uint8Array {
  const writer = new ByteWriter(64).u16(sctp.sourcePort).u16(sctp.destinationPort).u32(sctp.verificationTag).u32(0);
  for (const chunk of sctp.chunks) {
    writer
      .u8(chunk.type)
      .u8(chunk.flags)
      .u16(4 + chunk.value.length)
      .bytes(chunk.value)
      .align(4);
  }
  const bytes = writer.finish();
  new DataView(bytes.buffer).setUint32(8, crc32c(bytes), true);
  return bytes;
}
