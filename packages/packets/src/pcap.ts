import { ByteWriter } from '#base';
import { MalformedPacketError } from './malformed.js';

/** Link types of capture files: Ethernet frames, and raw IP packets. */
export const LINKTYPE_ETHERNET = 1;
export const LINKTYPE_RAW = 101;

/** One captured packet; `timeUs` in microseconds since 1970. */
export interface CapturedPacket {
  readonly timeUs: number;
  readonly bytes: Uint8Array;
}

/** The head of a capture file in the classic pcap format, microsecond resolution, big-endian. */
export function pcapHeader(linkType: number = LINKTYPE_ETHERNET): Uint8Array {
  return new ByteWriter(24).u32(0xa1b2c3d4).u16(2).u16(4).u32(0).u32(0).u32(262144).u32(linkType).finish();
}

/** The record of one packet, to follow `pcapHeader` in the file. */
export function pcapRecord(packet: CapturedPacket): Uint8Array {
  return new ByteWriter(16 + packet.bytes.length)
    .u32(Math.floor(packet.timeUs / 1e6))
    .u32(packet.timeUs % 1e6)
    .u32(packet.bytes.length)
    .u32(packet.bytes.length)
    .bytes(packet.bytes)
    .finish();
}

/** Reads a capture file of either byte order, micro- or nanoseconds. */
export function parsePcap(file: Uint8Array): {
  readonly linkType: number;
  readonly packets: readonly CapturedPacket[];
} {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 24) throw new MalformedPacketError('pcap', 'no header');
  const magic = view.getUint32(0);
  const isLittle = magic === 0xd4c3b2a1 || magic === 0x4d3cb2a1;
  const isNano = magic === 0xa1b23c4d || magic === 0x4d3cb2a1;
  if (!isLittle && magic !== 0xa1b2c3d4 && !isNano) throw new MalformedPacketError('pcap', 'unknown magic');
  const packets: CapturedPacket[] = [];
  let at = 24;
  while (at + 16 <= file.length) {
    const fraction = view.getUint32(at + 4, isLittle);
    const length = view.getUint32(at + 8, isLittle);
    if (at + 16 + length > file.length) throw new MalformedPacketError('pcap', 'record ends early');
    const timeUs = view.getUint32(at, isLittle) * 1e6 + (isNano ? Math.floor(fraction / 1000) : fraction);
    packets.push({ timeUs, bytes: file.subarray(at + 16, at + 16 + length) });
    at += 16 + length;
  }
  return { linkType: view.getUint32(20, isLittle), packets };
}
