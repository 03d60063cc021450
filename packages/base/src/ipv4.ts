/** An IPv4 address in dotted form without leading zeros. */
export type Ipv4 = string & { readonly __brand: 'Ipv4' };

/** Reads four decimal numbers 0-255 with dots; no leading zeros, no short or octal forms. Undefined when `text` is no address. */
export function parseIpv4(text: string): Ipv4 | undefined {
  return ipv4TextToNumber(text) === undefined ? undefined : (text as Ipv4);
}

/** The address as an unsigned 32-bit number. */
export function ipv4ToNumber(address: Ipv4): number {
  const value = ipv4TextToNumber(address);
  if (value === undefined) throw new Error(`not an IPv4 address: ${address}`);
  return value;
}

/** The address of an unsigned 32-bit number. */
export function ipv4FromNumber(value: number): Ipv4 {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}` as Ipv4;
}

/** The netmask of a prefix length 0-32, as an unsigned 32-bit number. */
export function ipv4Mask(prefix: number): number {
  return prefix === 0 ? 0 : (-1 << (32 - prefix)) >>> 0;
}

/** The prefix length of a contiguous netmask; undefined for any other mask. */
export function ipv4MaskToPrefix(mask: number): number | undefined {
  const inverted = ~mask >>> 0;
  if ((inverted & (inverted + 1)) !== 0) return undefined;
  return Math.clz32(inverted);
}

function ipv4TextToNumber(text: string): number | undefined {
  let value = 0;
  let part = -1;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) {
      if (part < 0 || dots === 3) return undefined;
      value = value * 256 + part;
      part = -1;
      dots++;
    } else if (code >= 48 && code <= 57) {
      if (part === 0) return undefined;
      part = (part < 0 ? 0 : part * 10) + code - 48;
      if (part > 255) return undefined;
    } else return undefined;
  }
  return dots === 3 && part >= 0 ? value * 256 + part : undefined;
}
