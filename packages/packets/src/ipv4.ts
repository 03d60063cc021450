import { ByteReader, ByteWriter, type Ipv4, ipv4FromNumber, ipv4ToNumber } from '#base';
import { internetChecksum, pseudoHeaderSum } from './checksum.js';
import { MalformedPacketError } from './malformed.js';

/** An IPv4 packet (RFC 791). `fragmentOffset` in units of 8 bytes. `payload` excludes the link's padding. */
export interface Ipv4Packet {
  readonly dscp: number;
  readonly ecn: number;
  readonly id: number;
  readonly dontFragment: boolean;
  readonly moreFragments: boolean;
  readonly fragmentOffset: number;
  readonly ttl: number;
  readonly protocol: number;
  readonly source: Ipv4;
  readonly destination: Ipv4;
  readonly options: Uint8Array;
  readonly payload: Uint8Array;
}

const EMPTY = new Uint8Array(0);

/** Reads a packet; the header checksum is checked unless `verify` is `'no-checksum'`. */
export function parseIpv4Packet(bytes: Uint8Array, verify: 'checksum' | 'no-checksum' = 'checksum'): Ipv4Packet {
  const reader = new ByteReader(bytes);
  const first = reader.u8();
  const headerLength = (first & 15) * 4;
  if (first >> 4 !== 4) throw new MalformedPacketError('ipv4', `version ${first >> 4}`);
  if (headerLength < 20) throw new MalformedPacketError('ipv4', `header of ${headerLength} bytes`);
  const tos = reader.u8();
  const totalLength = reader.u16();
  if (totalLength < headerLength || totalLength > bytes.length) {
    throw new MalformedPacketError('ipv4', `total length ${totalLength}, ${bytes.length} bytes there`);
  }
  if (verify === 'checksum' && internetChecksum(bytes.subarray(0, headerLength)) !== 0) {
    throw new MalformedPacketError('ipv4', 'wrong header checksum');
  }
  const id = reader.u16();
  const fragment = reader.u16();
  const ttl = reader.u8();
  const protocol = reader.u8();
  reader.skip(2);
  return {
    dscp: tos >> 2,
    ecn: tos & 3,
    id,
    dontFragment: (fragment & 0x4000) !== 0,
    moreFragments: (fragment & 0x2000) !== 0,
    fragmentOffset: fragment & 0x1fff,
    ttl,
    protocol,
    source: ipv4FromNumber(reader.u32()),
    destination: ipv4FromNumber(reader.u32()),
    options: reader.take(headerLength - 20),
    payload: reader.take(totalLength - headerLength),
  };
}

/** What `buildIpv4Packet` takes: absent numbers are 0, `ttl` 64, `options` none (must be a multiple of 4 bytes). */
export type Ipv4Draft = Pick<Ipv4Packet, 'protocol' | 'source' | 'destination' | 'payload'> & Partial<Ipv4Packet>;

/** Writes a packet with its header checksum. */
export function buildIpv4Packet(packet: Ipv4Draft): Uint8Array {
  const options = packet.options ?? EMPTY;
  const headerLength = 20 + options.length;
  const fragment =
    (packet.dontFragment ? 0x4000 : 0) | (packet.moreFragments ? 0x2000 : 0) | (packet.fragmentOffset ?? 0);
  const bytes = new ByteWriter(headerLength + packet.payload.length)
    .u8(0x40 | (headerLength / 4))
    .u8(((packet.dscp ?? 0) << 2) | (packet.ecn ?? 0))
    .u16(headerLength + packet.payload.length)
    .u16(packet.id ?? 0)
    .u16(fragment)
    .u8(packet.ttl ?? 64)
    .u8(packet.protocol)
    .u16(0)
    .u32(ipv4ToNumber(packet.source))
    .u32(ipv4ToNumber(packet.destination))
    .bytes(options)
    .bytes(packet.payload)
    .finish();
  const checksum = internetChecksum(bytes.subarray(0, headerLength));
  bytes[10] = checksum >> 8;
  bytes[11] = checksum & 255;
  return bytes;
}

/** Pseudo-header sum of a transport segment of `length` bytes between two IPv4 addresses. */
export function ipv4PseudoSum(source: Ipv4, destination: Ipv4, protocol: number, length: number): number {
  return pseudoHeaderSum(numberBytes(source), numberBytes(destination), protocol, length);
}

function numberBytes(address: Ipv4): Uint8Array {
  return new ByteWriter(4).u32(ipv4ToNumber(address)).finish();
}
