/**
 * Addresses as NB columns hold them: `MAC [IP[/LEN]]...` of switch ports, `IP/LEN` of router ports. Parsed once here; what
 * follows (flows, Port_Binding) only prints the parts.
 */
import {
  type Ipv4,
  type Ipv4Cidr,
  type Ipv6,
  type Ipv6Cidr,
  ipv4FromNumber,
  ipv4Mask,
  ipv4ToNumber,
  ipv6FromBigInt,
  ipv6Mask,
  ipv6ToBigInt,
  type Mac,
  macToNumber,
  parseIpv4,
  parseIpv4Cidr,
  parseIpv6,
  parseIpv6Cidr,
  readStation,
  solicitedNode,
} from '#base';

/** An IPv4 address with the network it is in. */
export interface Ipv4Interface {
  readonly address: Ipv4;
  readonly prefix: number;
  readonly network: Ipv4;
  readonly broadcast: Ipv4;
}

/** An IPv6 address with the network it is in, and the solicited-node multicast address that stands for it. */
export interface Ipv6Interface {
  readonly address: Ipv6;
  readonly prefix: number;
  readonly network: Ipv6;
  readonly solicitedNode: Ipv6;
}

/** One entry of `addresses` or `port_security`: a MAC and the IP addresses behind it. */
export interface StationAddress {
  readonly mac: Mac;
  readonly ipv4: readonly Ipv4Interface[];
  readonly ipv6: readonly Ipv6Interface[];
}

/** `network/prefix`, as flows print a network. */
export function networkText(of: Ipv4Interface | Ipv6Interface): string {
  return `${of.network}/${of.prefix}`;
}

/** An IPv4 address with or without length or netmask; undefined when it is none. */
export function parseIpv4Interface(text: string): Ipv4Interface | undefined {
  const cidr = parseIpv4Cidr(text);
  return cidr && ipv4Interface(cidr);
}

/** An IPv6 address with or without length or netmask; undefined when it is none. */
export function parseIpv6Interface(text: string): Ipv6Interface | undefined {
  const cidr = parseIpv6Cidr(text);
  return cidr && ipv6Interface(cidr);
}

/** The interface address that a MAC gives under fe80::/64 (RFC 4291, appendix A). */
export function linkLocalInterface(mac: Mac): Ipv6Interface {
  const number = BigInt(macToNumber(mac)) ^ (1n << 41n);
  const identifier = ((number >> 24n) << 40n) | (0xfffen << 24n) | (number & 0xffffffn);
  return ipv6Interface({ address: ipv6FromBigInt((0xfe80n << 112n) | identifier), prefix: 64 });
}

/** The Ethernet multicast address of an IPv6 multicast address (RFC 2464, section 7). */
export function multicastMac(group: Ipv6): string {
  const low = (ipv6ToBigInt(group) & 0xffffffffn).toString(16).padStart(8, '0');
  return `33:33:${low.slice(0, 2)}:${low.slice(2, 4)}:${low.slice(4, 6)}:${low.slice(6, 8)}`;
}

/** True for addresses of fe80::/10. */
export function isLinkLocal(address: Ipv6): boolean {
  return ipv6ToBigInt(address) >> 118n === 0x3fan;
}

/** True when `address` is in the network of `of`. */
export function contains(of: Ipv4Interface | Ipv6Interface, address: string): boolean {
  if ('broadcast' in of) {
    const ip = parseIpv4(address);
    return ip !== undefined && (ipv4ToNumber(ip) & ipv4Mask(of.prefix)) >>> 0 === ipv4ToNumber(of.network);
  }
  const ip = parseIpv6(address);
  return ip !== undefined && (ipv6ToBigInt(ip) & ipv6Mask(of.prefix)) === ipv6ToBigInt(of.network);
}

/**
 * Reads `MAC [IP[/LEN]]...`. Reading stops at the first part that is no address; the parts before it count. Undefined when
 * the text does not begin with a MAC.
 */
export function parseStationAddress(text: string): StationAddress | undefined {
  const station = readStation(text);
  return station && { mac: station.mac, ipv4: station.ipv4.map(ipv4Interface), ipv6: station.ipv6.map(ipv6Interface) };
}

function ipv4Interface({ address, prefix }: Ipv4Cidr): Ipv4Interface {
  const mask = ipv4Mask(prefix);
  const number = ipv4ToNumber(address);
  return {
    address,
    prefix,
    network: ipv4FromNumber((number & mask) >>> 0),
    broadcast: ipv4FromNumber((number | ~mask) >>> 0),
  };
}

function ipv6Interface({ address, prefix }: Ipv6Cidr): Ipv6Interface {
  const network = ipv6FromBigInt(ipv6ToBigInt(address) & ipv6Mask(prefix));
  return { address, prefix, network, solicitedNode: solicitedNode(address) };
}
