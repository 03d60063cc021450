/** IP prefixes as command lines take them: `10.0.0.0/8`, `10.0.0.1`, `fd00::/64`. */
import {
  type Ipv4,
  type Ipv6,
  ipv4FromNumber,
  ipv4Mask,
  ipv4MaskToPrefix,
  ipv4ToNumber,
  ipv6FromBigInt,
  ipv6Mask,
  ipv6ToBigInt,
  parseIpv4,
  parseIpv6,
} from '#base';

export type Prefix =
  | { readonly version: 4; readonly address: Ipv4; readonly length: number }
  | { readonly version: 6; readonly address: Ipv6; readonly length: number };

/** Reads an address with or without length (or IPv4 netmask). Undefined for anything else. */
export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.indexOf('/');
  const addressText = slash < 0 ? text : text.slice(0, slash);
  const lengthText = slash < 0 ? undefined : text.slice(slash + 1);
  const ipv4 = parseIpv4(addressText);
  if (ipv4 !== undefined) {
    const length = lengthText === undefined ? 32 : ipv4Length(lengthText);
    return length === undefined ? undefined : { version: 4, address: ipv4, length };
  }
  const ipv6 = parseIpv6(addressText);
  if (ipv6 === undefined) return undefined;
  const length = lengthText === undefined ? 128 : decimal(lengthText, 128);
  return length === undefined ? undefined : { version: 6, address: ipv6, length };
}

function decimal(text: string, limit: number): number | undefined {
  return /^\d{1,3}$/.test(text) && Number(text) <= limit ? Number(text) : undefined;
}

function ipv4Length(text: string): number | undefined {
  const mask = parseIpv4(text);
  return mask === undefined ? decimal(text, 32) : ipv4MaskToPrefix(ipv4ToNumber(mask));
}

/** The prefix with host bits cleared, without a length where it is a single address: how routes and NATs are stored. */
export function normalPrefix(text: string): string | undefined {
  const prefix = parsePrefix(text);
  if (prefix === undefined) return undefined;
  if (prefix.version === 4) {
    const network = ipv4FromNumber((ipv4ToNumber(prefix.address) & ipv4Mask(prefix.length)) >>> 0);
    return prefix.length === 32 ? network : `${network}/${prefix.length}`;
  }
  const network = ipv6FromBigInt(ipv6ToBigInt(prefix.address) & ipv6Mask(prefix.length));
  return prefix.length === 128 ? network : `${network}/${prefix.length}`;
}

/** An address without length in canonical form. */
export function normalAddress(text: string): string | undefined {
  return parseIpv4(text) ?? parseIpv6(text);
}

/** True for what the networks of a router port may be. */
export function isNetwork(text: string): boolean {
  const prefix = parsePrefix(text);
  return prefix !== undefined && !(prefix.version === 4 && prefix.length === 0 && !text.includes('/'));
}
