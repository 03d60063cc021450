/** An IPv6 address in the canonical form of RFC 5952, as inet_ntop prints it. */
export type Ipv6 = string & { readonly __brand: 'Ipv6' };

/** Reads any text form of RFC 4291 2.2 and gives the canonical one. Undefined when `text` is no address. */
export function parseIpv6(text: string): Ipv6 | undefined {
  const groups = readGroups(text);
  return groups === undefined ? undefined : formatGroups(groups);
}

/** The address as a 128-bit number. */
export function ipv6ToBigInt(address: Ipv6): bigint {
  const groups = readGroups(address);
  if (groups === undefined) throw new Error(`not an IPv6 address: ${address}`);
  let value = 0n;
  for (const group of groups) value = (value << 16n) | BigInt(group);
  return value;
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

function readGroups(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const front = readHalf(halves[0] ?? '', halves.length === 1);
  if (front === undefined) return undefined;
  if (halves.length === 1) return front.length === 8 ? front : undefined;
  const back = readHalf(halves[1] ?? '', true);
  if (back === undefined || front.length + back.length > 7) return undefined;
  return [...front, ...new Array<number>(8 - front.length - back.length).fill(0), ...back];
}

/** Groups of one side of `::`; only the last of the whole address may be a dotted IPv4 address. */
function readHalf(text: string, isLast: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else if (isLast && i === parts.length - 1 && part.includes('.')) {
      const bytes = part.split('.').map((byte) => (/^(0|[1-9]\d{0,2})$/.test(byte) ? Number(byte) : 256));
      if (bytes.length !== 4 || bytes.some((byte) => byte > 255)) return undefined;
      groups.push(((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0), ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0));
    } else return undefined;
  }
  return groups;
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
