/**
 * Addresses with a prefix length or netmask, as columns of OVN hold them, alone or one behind the other, read as the C programs read
 * them: numbers may have leading zeros, a length may have spaces before it, and an address ends where its characters end.
 */
import { type Ipv4, ipv4MaskToPrefix, ipv4ToNumber, parseIpv4 } from './ipv4.js';
import { type Ipv6, ipv6FromBigInt, ipv6MaskToPrefix, parseIpv6Number } from './ipv6.js';
import { type Mac, parseMac } from './mac.js';

export interface Ipv4Cidr {
  readonly address: Ipv4;
  /** 32 where none is given. */
  readonly prefix: number;
}

export interface Ipv6Cidr {
  readonly address: Ipv6;
  /** 128 where none is given. */
  readonly prefix: number;
}

/** The addresses of a list, each family in order. */
export interface CidrList {
  readonly ipv4: readonly Ipv4Cidr[];
  readonly ipv6: readonly Ipv6Cidr[];
}

/** A MAC and the addresses behind it. */
export interface StationText extends CidrList {
  readonly mac: Mac;
}

const DOTTED = String.raw`(\d+\.\d+\.\d+\.\d+)`;
const LENGTH = String.raw`\s*([+-]?\d+)`;
const IPV4 = new RegExp(String.raw`\s*${DOTTED}(/(?:\s*${DOTTED}|${LENGTH})?)?`, 'y');
const IPV6 = new RegExp(String.raw`\s*([0-9a-f:.]+)(?:/(?:${LENGTH}|([0-9a-f:.]+)))?`, 'iy');
const MAC = /\s*([0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5})(?![0-9a-f])/iy;

interface Found<T> {
  readonly value: T;
  /** Where it ends. */
  readonly end: number;
}

/** The address that the whole text is; undefined for anything else. */
export function parseIpv4Cidr(text: string): Ipv4Cidr | undefined {
  const found = ipv4At(text, 0);
  return found?.end === text.length ? found.value : undefined;
}

/** The address that the whole text is; undefined for anything else. */
export function parseIpv6Cidr(text: string): Ipv6Cidr | undefined {
  const found = ipv6At(text, 0);
  return found?.end === text.length ? found.value : undefined;
}

/** Addresses with white space between them, from `start` up to what is none. */
export function readCidrs(text: string, start = 0): CidrList {
  const ipv4: Ipv4Cidr[] = [];
  const ipv6: Ipv6Cidr[] = [];
  for (let at = start; at < text.length; ) {
    const four = ipv4At(text, at);
    const six = four === undefined ? ipv6At(text, at) : undefined;
    if (four !== undefined) ipv4.push(four.value);
    if (six !== undefined) ipv6.push(six.value);
    const end = four?.end ?? six?.end;
    if (end === undefined) break;
    at = end;
  }
  return { ipv4, ipv6 };
}

/** `MAC [IP[/LEN]]...` up to what is none of it; undefined when the text does not begin with a MAC. */
export function readStation(text: string): StationText | undefined {
  MAC.lastIndex = 0;
  const mac = parseMac(MAC.exec(text)?.[1] ?? '');
  return mac === undefined ? undefined : { mac, ...readCidrs(text, MAC.lastIndex) };
}

function ipv4At(text: string, start: number): Found<Ipv4Cidr> | undefined {
  IPV4.lastIndex = start;
  const [, digits, slash, mask, length] = IPV4.exec(text) ?? [];
  const end = IPV4.lastIndex;
  const address = digits === undefined ? undefined : dotted(digits);
  if (address === undefined) return undefined;
  const prefix = slash === undefined ? 32 : mask === undefined ? Number(length ?? -1) : maskPrefix4(mask);
  if (prefix === undefined || prefix < 0 || prefix > 32) return undefined;
  return { value: { address, prefix }, end };
}

function ipv6At(text: string, start: number): Found<Ipv6Cidr> | undefined {
  IPV6.lastIndex = start;
  const [, digits, length, mask] = IPV6.exec(text) ?? [];
  const end = IPV6.lastIndex;
  const number = digits === undefined ? undefined : parseIpv6Number(digits);
  if (number === undefined) return undefined;
  const prefix = mask === undefined ? Number(length ?? 128) : maskPrefix6(mask);
  if (prefix === undefined || prefix < 0 || prefix > 128) return undefined;
  return { value: { address: ipv6FromBigInt(number), prefix }, end };
}

function dotted(text: string): Ipv4 | undefined {
  return parseIpv4(text) ?? parseIpv4(text.split('.').map(Number).join('.'));
}

function maskPrefix4(text: string): number | undefined {
  const mask = dotted(text);
  return mask === undefined ? undefined : ipv4MaskToPrefix(ipv4ToNumber(mask));
}

function maskPrefix6(text: string): number | undefined {
  const mask = parseIpv6Number(text);
  return mask === undefined ? undefined : ipv6MaskToPrefix(mask);
}
