import {
  ByteReader,
  ByteWriter,
  type Ipv6,
  ipv6FromBytes,
  ipv6ToBytes,
  type Mac,
  macFromBytes,
  macToBytes,
} from '#base';
import { MalformedPacketError } from './malformed.js';

export const ND_ROUTER_SOLICITATION = 133;
export const ND_ROUTER_ADVERTISEMENT = 134;
export const ND_NEIGHBOR_SOLICITATION = 135;
export const ND_NEIGHBOR_ADVERTISEMENT = 136;
export const ND_OPTION_SOURCE_LINK = 1;
export const ND_OPTION_TARGET_LINK = 2;
export const ND_OPTION_PREFIX = 3;
export const ND_OPTION_MTU = 5;

/** An option of neighbour discovery (RFC 4861 4.6): `data` is what follows the length byte. */
export interface NdOption {
  readonly type: number;
  readonly data: Uint8Array;
}

/** A neighbour solicitation or advertisement behind the first eight bytes of ICMPv6 (those are `Icmp`). */
export interface NeighborMessage {
  readonly target: Ipv6;
  readonly options: readonly NdOption[];
}

/** Bits of `Icmp.rest` of an advertisement: router, solicited, override. */
export const ND_ROUTER = 0x80000000;
export const ND_SOLICITED = 0x40000000;
export const ND_OVERRIDE = 0x20000000;

/** Reads `Icmp.payload` of types 135 and 136. */
export function parseNeighborMessage(payload: Uint8Array): NeighborMessage {
  const reader = new ByteReader(payload);
  return { target: ipv6FromBytes(reader.take(16)), options: parseNdOptions(reader) };
}

/** Gives the `Icmp.payload` of types 135 and 136. */
export function buildNeighborMessage(message: NeighborMessage): Uint8Array {
  const writer = new ByteWriter(32).bytes(ipv6ToBytes(message.target));
  writeNdOptions(writer, message.options);
  return writer.finish();
}

/** A router advertisement behind the first four bytes of ICMPv6 (RFC 4861 4.2). Times in seconds and milliseconds. */
export interface RouterAdvertisement {
  readonly hopLimit: number;
  readonly flags: number;
  readonly lifetime: number;
  readonly reachableMs: number;
  readonly retransMs: number;
  readonly options: readonly NdOption[];
}

/** Reads type 134 from `Icmp.rest` and `Icmp.payload`. */
export function parseRouterAdvertisement(rest: number, payload: Uint8Array): RouterAdvertisement {
  const reader = new ByteReader(payload);
  const reachableMs = reader.u32();
  const retransMs = reader.u32();
  const options = parseNdOptions(reader);
  return {
    hopLimit: rest >>> 24,
    flags: (rest >>> 16) & 255,
    lifetime: rest & 0xffff,
    reachableMs,
    retransMs,
    options,
  };
}

/** Gives `rest` and `payload` of the ICMPv6 message of type 134. */
export function buildRouterAdvertisement(message: RouterAdvertisement): {
  readonly rest: number;
  readonly payload: Uint8Array;
} {
  const writer = new ByteWriter(64).u32(message.reachableMs).u32(message.retransMs);
  writeNdOptions(writer, message.options);
  const rest = ((message.hopLimit << 24) | (message.flags << 16) | message.lifetime) >>> 0;
  return { rest, payload: writer.finish() };
}

/** The option that carries a link-layer address (types 1 and 2). */
export function linkAddressOption(type: number, mac: Mac): NdOption {
  return { type, data: macToBytes(mac) };
}

/** The link-layer address in the first option of `type`, if there is one. */
export function linkAddressOf(options: readonly NdOption[], type: number): Mac | undefined {
  const option = options.find((candidate) => candidate.type === type && candidate.data.length >= 6);
  return option === undefined ? undefined : macFromBytes(option.data);
}

export function parseNdOptions(reader: ByteReader): readonly NdOption[] {
  const options: NdOption[] = [];
  while (reader.left >= 2) {
    const type = reader.u8();
    const length = reader.u8() * 8;
    if (length === 0) throw new MalformedPacketError('nd', 'option of length 0');
    options.push({ type, data: reader.take(length - 2) });
  }
  return options;
}

/** Writes options; each is padded with zeros to a multiple of eight bytes. */
export function writeNdOptions(writer: ByteWriter, options: readonly NdOption[]): void {
  for (const option of options) {
    const units = Math.ceil((option.data.length + 2) / 8);
    writer
      .u8(option.type)
      .u8(units)
      .bytes(option.data)
      .zeros(units * 8 - 2 - option.data.length);
  }
}

/** The Ethernet group address of an IPv6 multicast address (RFC 2464 7). */
export function multicastMacOf(address: Ipv6): Mac {
  const bytes = new Uint8Array([0x33, 0x33, 0, 0, 0, 0]);
  bytes.set(ipv6ToBytes(address).subarray(12), 2);
  return macFromBytes(bytes);
}

/** The link-local address with the modified EUI-64 interface id of `mac` (RFC 4291, appendix A). */
export function linkLocalAddress(mac: Mac): Ipv6 {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = macToBytes(mac);
  return ipv6FromBytes(new Uint8Array([0xfe, 0x80, 0, 0, 0, 0, 0, 0, a ^ 2, b, c, 0xff, 0xfe, d, e, f]));
}
