import { ByteReader, ByteWriter, type Ipv6, ipv6FromBytes, ipv6ToBytes } from '#base';
import { pseudoHeaderSum } from './checksum.js';
import { MalformedPacketError } from './malformed.js';
import { IPPROTO_AH, IPPROTO_DSTOPTS, IPPROTO_FRAGMENT, IPPROTO_HOPOPTS, IPPROTO_ROUTING } from './numbers.js';

/** An extension header between the IPv6 header and the payload; `bytes` holds all of it, its next-header byte included. */
export interface Ipv6Extension {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** An IPv6 packet (RFC 8200). `protocol` is the next header behind the extensions. */
export interface Ipv6Packet {
  readonly trafficClass: number;
  readonly flowLabel: number;
  readonly hopLimit: number;
  readonly source: Ipv6;
  readonly destination: Ipv6;
  readonly extensions: readonly Ipv6Extension[];
  readonly protocol: number;
  readonly payload: Uint8Array;
}

/** Reads a packet with its extension headers. */
export function parseIpv6Packet(bytes: Uint8Array): Ipv6Packet {
  const reader = new ByteReader(bytes);
  const first = reader.u32();
  if (first >>> 28 !== 6) throw new MalformedPacketError('ipv6', `version ${first >>> 28}`);
  const length = reader.u16();
  let protocol = reader.u8();
  const hopLimit = reader.u8();
  const source = ipv6FromBytes(reader.take(16));
  const destination = ipv6FromBytes(reader.take(16));
  const body = reader.sub(length);
  const extensions: Ipv6Extension[] = [];
  while (isExtension(protocol)) {
    const rest = body.bytes.subarray(body.offset);
    const size = extensionSize(protocol, rest);
    const header = body.take(size);
    extensions.push({ type: protocol, bytes: header });
    protocol = header[0] ?? 0;
  }
  return {
    trafficClass: (first >>> 20) & 255,
    flowLabel: first & 0xfffff,
    hopLimit,
    source,
    destination,
    extensions,
    protocol,
    payload: body.rest(),
  };
}

function isExtension(protocol: number): boolean {
  return (
    protocol === IPPROTO_HOPOPTS ||
    protocol === IPPROTO_ROUTING ||
    protocol === IPPROTO_FRAGMENT ||
    protocol === IPPROTO_AH ||
    protocol === IPPROTO_DSTOPTS
  );
}

/** Fragment headers have a fixed size, AH counts 4-byte units, all others 8-byte units. */
function extensionSize(type: number, rest: Uint8Array): number {
  if (type === IPPROTO_FRAGMENT) return 8;
  const count = rest[1] ?? 0;
  return type === IPPROTO_AH ? (count + 2) * 4 : (count + 1) * 8;
}

/** What `buildIpv6Packet` takes: absent numbers are 0, `hopLimit` 64, no extensions. */
export type Ipv6Draft = Pick<Ipv6Packet, 'protocol' | 'source' | 'destination' | 'payload'> & Partial<Ipv6Packet>;

/** Writes a packet; the next-header bytes of the extensions are set to form the chain. */
export function buildIpv6Packet(packet: Ipv6Draft): Uint8Array {
  const extensions = packet.extensions ?? [];
  const length = extensions.reduce((sum, extension) => sum + extension.bytes.length, packet.payload.length);
  const writer = new ByteWriter(40 + length)
    .u32(((6 << 28) | ((packet.trafficClass ?? 0) << 20) | (packet.flowLabel ?? 0)) >>> 0)
    .u16(length)
    .u8(extensions[0]?.type ?? packet.protocol)
    .u8(packet.hopLimit ?? 64)
    .bytes(ipv6ToBytes(packet.source))
    .bytes(ipv6ToBytes(packet.destination));
  extensions.forEach((extension, i) => {
    writer.u8(extensions[i + 1]?.type ?? packet.protocol).bytes(extension.bytes.subarray(1));
  });
  return writer.bytes(packet.payload).finish();
}

/** Pseudo-header sum of a transport segment of `length` bytes between two IPv6 addresses. */
export function ipv6PseudoSum(source: Ipv6, destination: Ipv6, protocol: number, length: number): number {
  return pseudoHeaderSum(ipv6ToBytes(source), ipv6ToBytes(destination), protocol, length);
}
