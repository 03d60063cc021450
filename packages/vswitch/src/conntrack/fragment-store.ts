/**
 * Fragments wait here until their datagram is whole, because only then it is known which connection they belong to. Before: ct()
 * meets a fragment. After: all fragments of the datagram go on together, in their order.
 */
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, IPPROTO_AH, IPPROTO_FRAGMENT } from '#packets';
import { get16, get32, ipEnd, put16 } from '../datapath/header-edit.js';
import { Packet } from '../datapath/packet.js';

/** What a fragment says of itself: which datagram, and which part of it. */
interface FragmentFacts {
  readonly datagram: string;
  /** Bytes from the start of the datagram's payload. */
  readonly offset: number;
  readonly isLast: boolean;
  /** Where the fragment's payload starts and ends in the frame. */
  readonly from: number;
  readonly to: number;
}

interface Part<T> {
  readonly facts: FragmentFacts;
  readonly packet: Packet;
  readonly content: T;
}

interface Datagram<T> {
  readonly since: number;
  readonly parts: Part<T>[];
  bytes: number;
}

/** A datagram that is whole. */
export interface WholeDatagram<T> {
  /** Headers of the first fragment with the payload of all; to be tracked in their place. */
  readonly packet: Packet;
  readonly fragments: readonly { readonly packet: Packet; readonly content: T }[];
}

/** Seconds that fragments wait for others (RFC 791 and 8200 allow up to 60). */
const TIMEOUT_MS = 15_000;
const MAX_DATAGRAMS = 1000;
const MAX_BYTES = 65_535;

export class FragmentStore<T> {
  readonly #datagrams = new Map<string, Datagram<T>>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes a fragment in; gives the datagram when this was its last missing one. `packet` becomes the store's. */
  add(packet: Packet, zone: number, content: T): WholeDatagram<T> | undefined {
    const facts = factsOf(packet);
    if (facts === undefined) return undefined;
    const id = `${zone} ${facts.datagram}`;
    let datagram = this.#datagrams.get(id);
    if (datagram === undefined) {
      if (this.#datagrams.size >= MAX_DATAGRAMS) this.expire(0);
      datagram = { since: this.#now(), parts: [], bytes: 0 };
      this.#datagrams.set(id, datagram);
    }
    datagram.parts.push({ facts, packet, content });
    datagram.bytes += facts.to - facts.from;
    if (datagram.bytes > MAX_BYTES) {
      this.#datagrams.delete(id);
      return undefined;
    }
    const parts = datagram.parts.sort((a, b) => a.facts.offset - b.facts.offset);
    if (!isWhole(parts)) return undefined;
    this.#datagrams.delete(id);
    return { packet: join(parts), fragments: parts };
  }

  /** Drops what has waited for too long. */
  expire(timeoutMs = TIMEOUT_MS): void {
    for (const [id, { since }] of this.#datagrams) if (this.#now() - since >= timeoutMs) this.#datagrams.delete(id);
  }
}

/** True for a packet that is a part of a datagram. */
export function isFragment({ bytes, l3 }: Packet): boolean {
  const type = l3 === 0 ? 0 : get16(bytes, l3 - 2);
  if (type === ETHERTYPE_IPV4) return (get16(bytes, l3 + 6) & 0x3fff) !== 0;
  return type === ETHERTYPE_IPV6 && fragmentHeader(bytes, l3) !== undefined;
}

/** Offset of the IPv6 fragment header of a real fragment. */
function fragmentHeader(b: Uint8Array, l3: number): number | undefined {
  let protocol = b[l3 + 6];
  for (let at = l3 + 40; at + 8 <= b.length; ) {
    if (protocol === IPPROTO_FRAGMENT) return (get16(b, at + 2) & 0xfff9) === 0 ? undefined : at;
    if (protocol !== 0 && protocol !== 43 && protocol !== 60 && protocol !== IPPROTO_AH) return undefined;
    const size = protocol === IPPROTO_AH ? ((b[at + 1] ?? 0) + 2) * 4 : ((b[at + 1] ?? 0) + 1) * 8;
    protocol = b[at];
    at += size;
  }
  return undefined;
}

function factsOf(packet: Packet): FragmentFacts | undefined {
  const { bytes: b, l3 } = packet;
  const end = Math.min(b.length, ipEnd(packet));
  const addresses = (from: number, words: number) => Array.from({ length: words }, (_, i) => get32(b, from + i * 4));
  if (get16(b, l3 - 2) === ETHERTYPE_IPV4) {
    const fragment = get16(b, l3 + 6);
    const from = l3 + ((b[l3] ?? 0) & 15) * 4;
    if (from > end) return undefined;
    const datagram = [4, b[l3 + 9], get16(b, l3 + 4), ...addresses(l3 + 12, 2)].join(' ');
    return { datagram, offset: (fragment & 0x1fff) * 8, isLast: (fragment & 0x2000) === 0, from, to: end };
  }
  const header = fragmentHeader(b, l3);
  if (header === undefined || header + 8 > end) return undefined;
  const fragment = get16(b, header + 2);
  const datagram = [6, b[header], get32(b, header + 4), ...addresses(l3 + 8, 8)].join(' ');
  return { datagram, offset: fragment & 0xfff8, isLast: (fragment & 1) === 0, from: header + 8, to: end };
}

/** Each part starts where the one before it ends, from 0 to a last one. */
function isWhole<T>(parts: readonly Part<T>[]): boolean {
  let at = 0;
  for (const { facts } of parts) {
    if (facts.offset !== at) return false;
    at += facts.to - facts.from;
  }
  return parts.at(-1)?.facts.isLast === true;
}

function join<T>(parts: readonly Part<T>[]): Packet {
  const first = parts[0]!;
  const head = first.packet.bytes.subarray(0, first.facts.from);
  const payloads = parts.map(({ packet, facts }) => packet.bytes.subarray(facts.from, facts.to));
  const whole = new Packet(new Uint8Array(Buffer.concat([head, ...payloads])));
  whole.l3 = first.packet.l3;
  whole.l4 = first.packet.l4 === 0 ? first.facts.from : first.packet.l4;
  const { bytes, l3 } = whole;
  // The length of the whole; other header fields are as in the first fragment and do not matter to the tracker.
  const isFour = get16(bytes, l3 - 2) === ETHERTYPE_IPV4;
  put16(bytes, isFour ? l3 + 2 : l3 + 4, Math.min(0xffff, bytes.length - l3 - (isFour ? 0 : 40)));
  return whole;
}

/** Gives a fragment the addresses, and the first one the transport header, of the datagram as the tracker left it. */
export function copyTranslation(whole: Packet, fragment: Packet): void {
  const { bytes: from, l3 } = whole;
  const { bytes: to } = fragment;
  const isFour = get16(from, l3 - 2) === ETHERTYPE_IPV4;
  if (isFour) {
    to.set(from.subarray(l3 + 12, l3 + 20), fragment.l3 + 12);
    put16(to, fragment.l3 + 10, 0);
    const header = ((to[fragment.l3] ?? 0) & 15) * 4;
    let sum = 0;
    for (let i = 0; i < header; i += 2) sum += get16(to, fragment.l3 + i);
    sum = (sum & 0xffff) + (sum >>> 16);
    put16(to, fragment.l3 + 10, ~((sum & 0xffff) + (sum >>> 16)) & 0xffff);
  } else to.set(from.subarray(l3 + 8, l3 + 40), fragment.l3 + 8);
  if (fragment.l4 === 0) return;
  const length = Math.min(20, to.length - fragment.l4, from.length - whole.l4);
  to.set(from.subarray(whole.l4, whole.l4 + length), fragment.l4);
}
