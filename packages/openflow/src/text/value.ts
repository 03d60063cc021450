/** Field values as `ovs-ofctl` writes and reads them. Used by the match and action texts. */
import {
  ipv4FromNumber,
  ipv4Mask,
  ipv4MaskToPrefix,
  ipv4ToNumber,
  ipv6FromBigInt,
  ipv6Mask,
  ipv6MaskToPrefix,
  ipv6ToBigInt,
  macFromNumber,
  macToNumber,
  parseIpv4,
  parseIpv6,
  parseMac,
  TypedError,
} from '#base';
import { type Field, type FieldValue, fullMask } from '../field.js';
import { formatPort, parsePort, portFrom32, portTo32 } from '../port.js';
import { toFieldValue } from '../wire/value.js';

/** A text that is no flow. `message` is what the user is told. */
export class FlowTextError extends TypedError<'flow-text'> {
  constructor(message: string) {
    super('flow-text', message, {});
  }
}

/** As C's `%#x`: zero without the prefix. */
export function hex(value: FieldValue): string {
  return value === 0 || value === 0n ? '0' : `0x${value.toString(16)}`;
}

const FLAGS: Readonly<Record<string, readonly string[]>> = {
  'ct-state': ['new', 'est', 'rel', 'rpl', 'inv', 'trk', 'snat', 'dnat'],
  'tcp-flags': ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr', 'ns', '[200]', '[400]', '[800]'],
  'tunnel-flags': ['oam'],
};

const FRAGMENTS: readonly (readonly [name: string, value: number, mask: number])[] = [
  ['no', 0, 3],
  ['yes', 1, 1],
  ['first', 1, 3],
  ['later', 3, 3],
  ['not_later', 0, 2],
];

/** `new|est`, or `+new-est` where a mask says which flags count. */
function formatFlags(field: Field, value: number, mask: number | undefined): string {
  const names = FLAGS[field.format] ?? [];
  const known = 2 ** names.length - 1;
  if (mask === undefined || (mask & known) === known) {
    return names.filter((_, bit) => ((value >>> bit) & 1) === 1).join('|') || '0';
  }
  return names
    .map((name, bit) => (((mask >>> bit) & 1) === 0 ? '' : `${((value >>> bit) & 1) === 1 ? '+' : '-'}${name}`))
    .join('');
}

function parseFlags(field: Field, text: string): { value: number; mask?: number } {
  const names = FLAGS[field.format] ?? [];
  const bitOf = (name: string) => {
    const bit = names.indexOf(name);
    if (bit < 0) {
      throw new FlowTextError(`${name}: unknown ${field.format === 'tcp-flags' ? 'TCP' : field.name} flag(s)`);
    }
    return 2 ** bit;
  };
  if (/^[+-]/.test(text)) {
    let [value, mask] = [0, 0];
    for (const [, sign, name] of text.matchAll(/([+-])([^+-]+)/g)) {
      const bit = bitOf(name!);
      mask |= bit;
      if (sign === '+') value |= bit;
    }
    return { value, mask };
  }
  return { value: text.split('|').reduce((sum, name) => sum | bitOf(name), 0) };
}

/** An address with its mask: a prefix length where that says it. */
function formatIpv4(value: number, mask: number | undefined): string {
  if (mask === undefined) return ipv4FromNumber(value);
  return `${ipv4FromNumber(value)}/${ipv4MaskToPrefix(mask) ?? ipv4FromNumber(mask)}`;
}

function formatIpv6(value: bigint, mask: bigint | undefined): string {
  if (mask === undefined) return ipv6FromBigInt(value);
  return `${ipv6FromBigInt(value)}/${ipv6MaskToPrefix(mask) ?? ipv6FromBigInt(mask)}`;
}

function formatMac(value: FieldValue, mask: FieldValue | undefined): string {
  const text = macFromNumber(Number(value));
  return mask === undefined ? text : `${text}/${macFromNumber(Number(mask))}`;
}

/** The value as actions show it: `0x5/0xff`, `4101/0x100f`, `1.2.3.0/24`. */
export function formatValue(field: Field, value: FieldValue, mask?: FieldValue): string {
  const bits = mask === undefined || BigInt(mask) === BigInt(fullMask(field)) ? undefined : mask;
  switch (field.format) {
    case 'decimal':
      return bits === undefined ? String(value) : `${value}/${hex(bits)}`;
    case 'hexadecimal':
      return bits === undefined ? hex(value) : `${hex(value)}/${hex(bits)}`;
    case 'ethernet':
      return formatMac(value, bits);
    case 'ipv4':
      return formatIpv4(Number(value), bits === undefined ? undefined : Number(bits));
    case 'ipv6':
      return formatIpv6(BigInt(value), bits === undefined ? undefined : BigInt(bits));
    case 'port10':
      return formatPort(Number(value));
    case 'port':
      return formatPort(portFrom32(Number(value)) ?? Number(value));
    case 'frag':
      return FRAGMENTS.find(([, v, m]) => v === value && m === (bits ?? 3))?.[0] ?? `${hex(value)}/${hex(bits ?? 3)}`;
    case 'packet-type':
      return `(${Math.floor(Number(value) / 65536)},${hex(Number(value) % 65536)})`;
    case 'ct-state':
    case 'tcp-flags':
    case 'tunnel-flags':
      return formatFlags(field, Number(value), bits === undefined ? undefined : Number(bits));
  }
}

/** An unsigned number in decimal or hex. */
export function parseNumber(text: string): bigint | undefined {
  return /^(\d+|0x[0-9a-f]+)$/i.test(text) ? BigInt(text) : undefined;
}

export interface ParsedValue {
  readonly value: FieldValue;
  readonly mask?: FieldValue;
}

/** Reads a value, with a mask behind a slash. Throws FlowTextError. */
export function parseValue(field: Field, text: string): ParsedValue {
  const slash = text.indexOf('/');
  const first = slash < 0 ? text : text.slice(0, slash);
  const second = slash < 0 ? undefined : text.slice(slash + 1);
  const bad = () => new FlowTextError(`${text}: bad syntax for ${field.name} value`);
  switch (field.format) {
    case 'ethernet': {
      const value = macValue(first);
      const mask = second === undefined ? undefined : macValue(second);
      if (value === undefined || (second !== undefined && mask === undefined)) {
        throw new FlowTextError(`${text}: invalid Ethernet address`);
      }
      return withMask(field, value, mask);
    }
    case 'ipv4': {
      const value = parseIpv4(first);
      if (value === undefined) throw new FlowTextError(`${text}: invalid IP address`);
      return withMask(field, BigInt(ipv4ToNumber(value)), second === undefined ? undefined : ipv4MaskOf(text, second));
    }
    case 'ipv6': {
      const value = parseIpv6(first);
      if (value === undefined) throw new FlowTextError(`${text}: invalid IPv6 address`);
      return withMask(field, ipv6ToBigInt(value), second === undefined ? undefined : ipv6MaskOf(text, second));
    }
    case 'port10':
    case 'port': {
      const port = parsePort(first);
      if (port === undefined || second !== undefined)
        throw new FlowTextError(`${text}: invalid or unknown port for ${field.name}`);
      return { value: field.format === 'port' ? portTo32(port) : port };
    }
    case 'frag': {
      const found = FRAGMENTS.find(([name]) => name === text);
      if (found === undefined) {
        throw new FlowTextError(
          `${text}: unknown fragment type (valid types are "no", "yes", "first", "later", "not_later"`,
        );
      }
      return found[2] === 3 ? { value: found[1] } : { value: found[1], mask: found[2] };
    }
    case 'packet-type': {
      const found = /^\((\d+|0x[0-9a-f]+),(\d+|0x[0-9a-f]+)\)$/i.exec(text);
      if (found === null) throw bad();
      return { value: Number(found[1]) * 65536 + Number(found[2]) };
    }
    case 'ct-state':
    case 'tcp-flags':
    case 'tunnel-flags':
      if (parseNumber(first) === undefined) return parseFlags(field, text);
      break;
    default:
  }
  const value = parseNumber(first);
  const mask = second === undefined ? undefined : parseNumber(second);
  if (value === undefined || (second !== undefined && mask === undefined)) throw bad();
  if (value > BigInt(fullMask(field)) || (mask ?? 0n) > BigInt(fullMask(field))) {
    throw new FlowTextError(`${text}: value too large for ${Math.ceil(field.bits / 8)}-byte field ${field.name}`);
  }
  return withMask(field, value, mask);
}

function withMask(field: Field, value: bigint, mask: bigint | undefined): ParsedValue {
  if (mask === undefined || mask === BigInt(fullMask(field))) return { value: toFieldValue(field, value) };
  if (field.maskable === 'none') throw new FlowTextError(`${value}/${hex(mask)}: invalid mask for field ${field.name}`);
  return { value: toFieldValue(field, value), mask: toFieldValue(field, mask) };
}

function macValue(text: string): bigint | undefined {
  const mac = parseMac(text);
  return mac === undefined ? undefined : BigInt(macToNumber(mac));
}

function ipv4MaskOf(whole: string, text: string): bigint {
  if (/^\d+$/.test(text)) return BigInt(ipv4Mask(prefixOf(whole, text, 'IPv4', 32)));
  const mask = parseIpv4(text);
  if (mask === undefined) throw new FlowTextError(`${whole}: invalid IP address`);
  return BigInt(ipv4ToNumber(mask));
}

function ipv6MaskOf(whole: string, text: string): bigint {
  if (/^\d+$/.test(text)) return ipv6Mask(prefixOf(whole, text, 'IPv6', 128));
  const mask = parseIpv6(text);
  if (mask === undefined) throw new FlowTextError(`${whole}: invalid IPv6 address`);
  return ipv6ToBigInt(mask);
}

function prefixOf(whole: string, text: string, family: string, max: number): number {
  if (Number(text) <= max) return Number(text);
  throw new FlowTextError(`${whole}: ${family} network prefix bits not between 0 and ${max}, inclusive`);
}
