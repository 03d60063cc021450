/** An Ethernet address as `xx:xx:xx:xx:xx:xx` in lower case. */
export type Mac = string & { readonly __brand: 'Mac' };

const PATTERN = /^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i;

/** Reads an Ethernet address; each of the six parts has one or two hex digits. Undefined when `text` is none. */
export function parseMac(text: string): Mac | undefined {
  if (!PATTERN.test(text)) return undefined;
  if (text.length === 17) return text.toLowerCase() as Mac;
  return text
    .toLowerCase()
    .split(':')
    .map((part) => part.padStart(2, '0'))
    .join(':') as Mac;
}

/** The six bytes of an address. */
export function macToBytes(mac: Mac): Uint8Array {
  const bytes = new Uint8Array(6);
  for (let i = 0; i < 6; i++) bytes[i] = Number.parseInt(mac.slice(i * 3, i * 3 + 2), 16);
  return bytes;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The address at `offset` of `bytes`. */
export function macFromBytes(bytes: Uint8Array, offset = 0): Mac {
  let text = HEX[bytes[offset] ?? 0] ?? '';
  for (let i = 1; i < 6; i++) text += `:${HEX[bytes[offset + i] ?? 0]}`;
  return text as Mac;
}

/** The address as a 48-bit number (exact in a double). */
export function macToNumber(mac: Mac): number {
  return Number.parseInt(mac.replaceAll(':', ''), 16);
}

/** The address of a 48-bit number. */
export function macFromNumber(value: number): Mac {
  const hex = value.toString(16).padStart(12, '0');
  return `${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}:${hex.slice(6, 8)}:${hex.slice(8, 10)}:${hex.slice(10, 12)}` as Mac;
}

/** True for group addresses: the lowest bit of the first byte (IEEE 802). Broadcast is one of them. */
export function isMulticastMac(mac: Mac): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}
