import { ByteReader, ByteWriter } from '#base';
import { internetChecksum } from './checksum.js';
import { MalformedPacketError } from './malformed.js';

export const TCP_FIN = 0x01;
export const TCP_SYN = 0x02;
export const TCP_RST = 0x04;
export const TCP_PSH = 0x08;
export const TCP_ACK = 0x10;

/** A TCP segment (RFC 9293). `flags` has 12 bits as OpenFlow's tcp_flags. `options` is a multiple of four bytes. */
export interface Tcp {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly flags: number;
  readonly window: number;
  readonly urgent: number;
  readonly options: Uint8Array;
  readonly payload: Uint8Array;
}

const EMPTY = new Uint8Array(0);

/** Reads a segment; with a pseudo-header sum (as a function of the length) the checksum is checked. */
export function parseTcp(bytes: Uint8Array, pseudoSum?: (length: number) => number): Tcp {
  const reader = new ByteReader(bytes);
  const sourcePort = reader.u16();
  const destinationPort = reader.u16();
  const sequence = reader.u32();
  const acknowledgment = reader.u32();
  const control = reader.u16();
  const window = reader.u16();
  reader.skip(2);
  const urgent = reader.u16();
  const headerLength = (control >> 12) * 4;
  if (headerLength < 20 || headerLength > bytes.length) {
    throw new MalformedPacketError('tcp', `header of ${headerLength} bytes`);
  }
  if (pseudoSum !== undefined && internetChecksum(bytes, pseudoSum(bytes.length)) !== 0) {
    throw new MalformedPacketError('tcp', 'wrong checksum');
  }
  const options = reader.take(headerLength - 20);
  const flags = control & 0xfff;
  const payload = reader.rest();
  return { sourcePort, destinationPort, sequence, acknowledgment, flags, window, urgent, options, payload };
}

/** What `buildTcp` takes: absent numbers are 0, `window` 65535. */
export type TcpDraft = Pick<Tcp, 'sourcePort' | 'destinationPort' | 'flags'> & Partial<Tcp>;

/** Writes a segment with its checksum over the pseudo header. */
export function buildTcp(tcp: TcpDraft, pseudoSum: (length: number) => number): Uint8Array {
  const options = tcp.options ?? EMPTY;
  const payload = tcp.payload ?? EMPTY;
  const headerLength = 20 + options.length;
  const bytes = new ByteWriter(headerLength + payload.length)
    .u16(tcp.sourcePort)
    .u16(tcp.destinationPort)
    .u32((tcp.sequence ?? 0) >>> 0)
    .u32((tcp.acknowledgment ?? 0) >>> 0)
    .u16(((headerLength / 4) << 12) | tcp.flags)
    .u16(tcp.window ?? 65535)
    .u16(0)
    .u16(tcp.urgent ?? 0)
    .bytes(options)
    .bytes(payload)
    .finish();
  const checksum = internetChecksum(bytes, pseudoSum(bytes.length));
  bytes[16] = checksum >> 8;
  bytes[17] = checksum & 255;
  return bytes;
}
