/** An IPv6 address in the canonical form of RFC 5952, as inet_ntop prints it. */
export type Ipv6 = string & { readonly __brand: 'Ipv6' };

/** Reads any text form of RFC 4291 2.2 and gives the canonical one. Undefined when `text` is no address. */
export function parseIpv6(text: string): Ipv6 | undefined {
  const groups = readGroups(text);
  return groups === undefined ? undefined : formatGroups(groups);
}

/** The address as a 128-bit number. */
export function ipv6ToBigInt(address: Ipv6): bigint {
  const value = parseIpv6Number(address);
  if (value === undefined) throw new Error(`not an IPv6 address: ${address}`);
  return value;
}

/**
 * Reads any text form of RFC 4291 2.2 as a 128-bit number, from what stands in `text` from `start` to before `end`. Undefined when
 * that is no address.
 */
export function parseIpv6Number(text: string, start = 0, end = text.length): bigint | undefined {
  const groups = readGroups(text, start, end);
  if (groups === undefined) return undefined;
  for (let i = 0; i < 8; i += 2) SCRATCH.setUint32(i * 2, (groups[i]! << 16) | groups[i + 1]!);
  return (SCRATCH.getBigUint64(0) << 64n) | SCRATCH.getBigUint64(8);
}

/**
 * Where an address is put together: numbers made of its groups would be four bigints more for each of a large set. Says nothing
 * between two calls.
 */
const SCRATCH = new DataView(new ArrayBuffer(16));

/** The group by which the neighbour that has `address` is asked for (RFC 4291 2.7.1). */
export function solicitedNode(address: Ipv6): Ipv6 {
  return ipv6FromBigInt(0xff02_0000_0000_0000_0000_0001_ff00_0000n | (ipv6ToBigInt(address) & 0xffffffn));
}

/** The address of a 128-bit number. */
export function ipv6FromBigInt(value: bigint): Ipv6 {
  const groups: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) groups.push(Number((value >> shift) & 0xffffn));
  return formatGroups(groups);
}

/** The address at `offset` of `bytes`. */
export function ipv6FromBytes(bytes: Uint8Array, offset = 0): Ipv6 {
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(((bytes[offset + i] ?? 0) << 8) | (bytes[offset + i + 1] ?? 0));
  return formatGroups(groups);
}

/** The sixteen bytes of an address. */
export function ipv6ToBytes(address: Ipv6): Uint8Array {
  const groups = readGroups(address);
  if (groups === undefined) throw new Error(`not an IPv6 address: ${address}`);
  const bytes = new Uint8Array(16);
  groups.forEach((group, i) => {
    bytes[i * 2] = group >> 8;
    bytes[i * 2 + 1] = group & 255;
  });
  return bytes;
}

/** The netmask of a prefix length 0-128. */
export function ipv6Mask(prefix: number): bigint {
  return ((1n << BigInt(prefix)) - 1n) << BigInt(128 - prefix);
}

/** The prefix length of a contiguous netmask; undefined for any other mask. */
export function ipv6MaskToPrefix(mask: bigint): number | undefined {
  const inverted = ~mask & ((1n << 128n) - 1n);
  if ((inverted & (inverted + 1n)) !== 0n) return undefined;
  return inverted === 0n ? 128 : 128 - inverted.toString(2).length;
}

/**
 * The eight groups, in one pass: large address sets consist of nothing else. Undefined when `text` is no address: a group has
 * one to four digits, `::` stands once for at least one group, and only the last 32 bits may be a dotted IPv4 address.
 */
function readGroups(text: string, from = 0, end = text.length): number[] | undefined {
  const groups = [0, 0, 0, 0, 0, 0, 0, 0];
  let count = 0;
  let gap = -1;
  let at = from;
  if (end - from >= 2 && text.startsWith('::', from)) {
    gap = 0;
    at += 2;
  }
  while (at < end) {
    if (count === 8) return undefined;
    const start = at;
    let group = 0;
    for (; at < end; at++) {
      const digit = HEX_DIGITS[text.charCodeAt(at)] ?? -1;
      if (digit < 0) break;
      group = group * 16 + digit;
    }
    if (at - start > 4) return undefined;
    if (at < end && text.charCodeAt(at) === DOT) {
      const tail = count < 7 ? readDotted(text.slice(start, end)) : undefined;
      if (tail === undefined) return undefined;
      groups[count++] = tail >>> 16;
      groups[count++] = tail & 0xffff;
      break;
    }
    if (at === start) return undefined;
    groups[count++] = group;
    if (at === end) break;
    if (text.charCodeAt(at++) !== COLON || at === end) return undefined;
    if (text.charCodeAt(at) !== COLON) continue;
    if (gap >= 0) return undefined;
    gap = count;
    at++;
  }
  if (gap < 0) return count === 8 ? groups : undefined;
  if (count > 7) return undefined;
  // What stands behind the gap goes to the end.
  groups.copyWithin(gap + 8 - count, gap, count);
  groups.fill(0, gap, gap + 8 - count);
  return groups;
}

const DOT = 0x2e;
const COLON = 0x3a;

/** The values of hexadecimal digits by character code; -1 for other characters. */
const HEX_DIGITS = Int8Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(digit) ? -1 : digit;
});

/** A dotted IPv4 address as 32 bits, unsigned. */
function readDotted(text: string): number | undefined {
  const bytes = text.split('.');
  if (bytes.length !== 4) return undefined;
  let value = 0;
  for (const byte of bytes) {
    if (!/^(0|[1-9]\d{0,2})$/.test(byte) || Number(byte) > 255) return undefined;
    value = value * 256 + Number(byte);
  }
  return value;
}

function formatGroups(groups: readonly number[]): Ipv6 {
  let bestStart = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > bestLength) {
      bestStart = i;
      bestLength = end - i;
    }
    if (end > i) i = end;
  }
  const hex = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':');
  // inet_ntop prints IPv4-compatible and IPv4-mapped addresses with a dotted tail.
  const isMapped = bestStart === 0 && (bestLength === 6 || (bestLength === 5 && groups[5] === 0xffff));
  if (isMapped) {
    const [a = 0, b = 0] = groups.slice(6);
    const dotted = `${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`;
    return `${bestLength === 6 ? '::' : '::ffff:'}${dotted}` as Ipv6;
  }
  if (bestStart < 0) return hex(groups) as Ipv6;
  return `${hex(groups.slice(0, bestStart))}::${hex(groups.slice(bestStart + bestLength))}` as Ipv6;
}
