import { ipv4Mask, ipv4ToNumber, ipv6Mask, ipv6ToBigInt, type Mac, macToNumber, readStation } from '#base';
import { exact, type Field, fields, type MatchField, masked } from '#openflow';

/** An IPv4 address that a port may use, or (no host bits set) a network of them. */
export interface SecureIpv4 {
  readonly address: number;
  readonly prefix: number;
}

export interface SecureIpv6 {
  readonly address: bigint;
  readonly prefix: number;
}

/** One entry of Port_Binding.port_security: `MAC [IP[/LEN]]...` */
export interface SecureAddress {
  readonly mac: Mac;
  readonly macValue: bigint;
  readonly linkLocal: bigint;
  readonly ipv4: readonly SecureIpv4[];
  readonly ipv6: readonly SecureIpv6[];
}

/** Reads an entry; what follows something that is no address is not looked at. Undefined when it does not start with a MAC. */
export function parsePortSecurity(text: string): SecureAddress | undefined {
  const station = readStation(text);
  if (station === undefined) return undefined;
  const { mac } = station;
  const ipv4 = station.ipv4.map(({ address, prefix }) => ({ address: ipv4ToNumber(address), prefix }));
  const ipv6 = station.ipv6.map(({ address, prefix }) => ({ address: ipv6ToBigInt(address), prefix }));
  const macValue = BigInt(macToNumber(mac));
  return { mac, macValue, linkLocal: linkLocalOf(macValue), ipv4, ipv6 };
}

/** The address that a MAC gives under fe80::/64 (RFC 4291, appendix A). */
function linkLocalOf(mac: bigint): bigint {
  const flipped = mac ^ (1n << 41n);
  return (0xfe80n << 112n) | ((flipped >> 24n) << 40n) | (0xfffen << 24n) | (flipped & 0xffffffn);
}

/** An address that belongs to a host matches alone, a network's address the whole network. */
export function matchIpv4(field: Field, { address, prefix }: SecureIpv4): MatchField {
  const mask = ipv4Mask(prefix);
  return (address & ~mask) === 0 && prefix < 32 ? masked(field, address, mask) : exact(field, address);
}

export function matchIpv6(field: Field, { address, prefix }: SecureIpv6): MatchField {
  const mask = ipv6Mask(prefix);
  return (address & ~mask) === 0n && prefix < 128 ? masked(field, address, mask) : exact(field, address);
}

/** The broadcast address of the network that a host's address is in. */
export function broadcastOf({ address, prefix }: SecureIpv4): number | undefined {
  const mask = ipv4Mask(prefix);
  return prefix < 32 && (address & ~mask) !== 0 ? (address | ~mask) >>> 0 : undefined;
}

export const sourceIs = (address: SecureAddress): MatchField => exact(fields.eth_src, address.macValue);
export const destinationIs = (address: SecureAddress): MatchField => exact(fields.eth_dst, address.macValue);
