/**
 * Rewrites headers in place and keeps their checksums right (RFC 1624). Before: set operations, NAT. After: the frame.
 */
import {
  crc32c,
  ETHERTYPE_IPV6,
  ETHERTYPE_QINQ,
  ETHERTYPE_VLAN,
  IPPROTO_ICMPV6,
  IPPROTO_SCTP,
  IPPROTO_TCP,
  IPPROTO_UDP,
} from '#packets';
import { type FlowKey, word } from '../key/layout.js';
import type { Packet } from './packet.js';

export const get16 = (b: Uint8Array, i: number): number => ((b[i] ?? 0) << 8) | (b[i + 1] ?? 0);
export const get32 = (b: Uint8Array, i: number): number =>
  (((b[i] ?? 0) << 24) | ((b[i + 1] ?? 0) << 16) | ((b[i + 2] ?? 0) << 8) | (b[i + 3] ?? 0)) >>> 0;

export function put16(b: Uint8Array, i: number, value: number): void {
  b[i] = value >>> 8;
  b[i + 1] = value;
}

export function put32(b: Uint8Array, i: number, value: number): void {
  b[i] = value >>> 24;
  b[i + 1] = value >>> 16;
  b[i + 2] = value >>> 8;
  b[i + 3] = value;
}

export function setEthernet(
  packet: Packet,
  destination: readonly [number, number],
  source: readonly [number, number],
): void {
  const b = packet.bytes;
  put16(b, 0, destination[0]);
  put32(b, 2, destination[1]);
  put16(b, 6, source[0]);
  put32(b, 8, source[1]);
}

/** Gives the frame these tags (TPID in the high half, TCI in the low one; 0: none) in place of those it has. */
export function setVlans(packet: Packet, outer: number, inner: number): void {
  const old = packet.bytes;
  let hadTags = 0;
  // A tag that is cut short is none, as for `extract`.
  while (hadTags < 2 && isTpid(get16(old, 12 + hadTags * 4)) && old.length >= 18 + hadTags * 4) hadTags++;
  const tags = [outer, inner].filter((tag) => tag !== 0);
  const shift = (tags.length - hadTags) * 4;
  const bytes = new Uint8Array(old.length + shift);
  bytes.set(old.subarray(0, 12));
  bytes.set(old.subarray(12 + hadTags * 4), 12 + tags.length * 4);
  // The present bit of the key is the drop-eligible bit of the wire: it is always sent as 0.
  for (const [i, tag] of tags.entries()) put32(bytes, 12 + i * 4, (tag & ~0x1000) >>> 0);
  packet.bytes = bytes;
  packet.l3 += shift;
  if (packet.l4 !== 0) packet.l4 += shift;
}

function isTpid(type: number): boolean {
  return type === ETHERTYPE_VLAN || type === ETHERTYPE_QINQ;
}

/** Replaces the 16-bit word at `at`, and fixes the checksum at `checksum` (0: none to fix). */
function replace16(b: Uint8Array, at: number, value: number, checksum: number): void {
  if (checksum !== 0) fixChecksum(b, checksum, get16(b, at), value);
  put16(b, at, value);
}

/** Makes the checksum at `checksum` right for a 16-bit word that changes (RFC 1624). */
export function fixChecksum(b: Uint8Array, checksum: number, before: number, after: number): void {
  let sum = (~get16(b, checksum) & 0xffff) + (~before & 0xffff) + after;
  sum = (sum & 0xffff) + (sum >>> 16);
  sum = (sum & 0xffff) + (sum >>> 16);
  put16(b, checksum, ~sum & 0xffff);
}

/** Where the transport checksum is that covers the IP addresses; 0: none (ICMP, SCTP, UDP without one, later fragments). */
function pseudoChecksum(packet: Packet): number {
  const b = packet.bytes;
  if (packet.l4 === 0) return 0;
  switch (protocolOf(packet)) {
    case IPPROTO_TCP:
      return b.length >= packet.l4 + 20 ? packet.l4 + 16 : 0;
    case IPPROTO_UDP:
      return b.length >= packet.l4 + 8 && get16(b, packet.l4 + 6) !== 0 ? packet.l4 + 6 : 0;
    case IPPROTO_ICMPV6:
      return b.length >= packet.l4 + 4 ? packet.l4 + 2 : 0;
    default:
      return 0;
  }
}

/** Protocol behind the IP header and its extensions. */
export function protocolOf(packet: Packet): number {
  const b = packet.bytes;
  const { l3 } = packet;
  if (get16(b, l3 - 2) !== ETHERTYPE_IPV6) return b[l3 + 9] ?? 0;
  let protocol = b[l3 + 6] ?? 0;
  let at = l3 + 40;
  while (at < packet.l4) {
    const next = b[at] ?? 0;
    at += protocol === 44 ? 8 : protocol === 51 ? ((b[at + 1] ?? 0) + 2) * 4 : ((b[at + 1] ?? 0) + 1) * 8;
    protocol = next;
  }
  return protocol;
}

/** Replaces the address of `words` 32-bit words at `at`; header checksum (IPv4) and transport checksum follow. */
function replaceAddress(packet: Packet, at: number, words: readonly number[], headerChecksum: number): void {
  const b = packet.bytes;
  const checksum = pseudoChecksum(packet);
  words.forEach((value, i) => {
    for (const [offset, half] of [
      [0, value >>> 16],
      [2, value & 0xffff],
    ] as const) {
      const place = at + i * 4 + offset;
      if (headerChecksum !== 0) fixChecksum(b, headerChecksum, get16(b, place), half);
      if (checksum !== 0) fixChecksum(b, checksum, get16(b, place), half);
      put16(b, place, half);
    }
  });
  if (checksum !== 0 && protocolOf(packet) === IPPROTO_UDP && get16(b, checksum) === 0) put16(b, checksum, 0xffff);
}

export function setIpv4(packet: Packet, source: number, destination: number, tos: number, ttl: number): void {
  const b = packet.bytes;
  const { l3 } = packet;
  if (b.length < l3 + 20) return;
  replace16(b, l3, ((b[l3] ?? 0) << 8) | tos, l3 + 10);
  replace16(b, l3 + 8, (ttl << 8) | (b[l3 + 9] ?? 0), l3 + 10);
  if (get32(b, l3 + 12) !== source) replaceAddress(packet, l3 + 12, [source], l3 + 10);
  if (get32(b, l3 + 16) !== destination) replaceAddress(packet, l3 + 16, [destination], l3 + 10);
}

export function setIpv6(
  packet: Packet,
  source: readonly number[],
  destination: readonly number[],
  label: number,
  tos: number,
  ttl: number,
): void {
  const b = packet.bytes;
  const { l3 } = packet;
  if (b.length < l3 + 40) return;
  put32(b, l3, ((6 << 28) | (tos << 20) | label) >>> 0);
  b[l3 + 7] = ttl;
  if (source.some((value, i) => get32(b, l3 + 8 + i * 4) !== value)) replaceAddress(packet, l3 + 8, source, 0);
  if (destination.some((value, i) => get32(b, l3 + 24 + i * 4) !== value))
    replaceAddress(packet, l3 + 24, destination, 0);
}

/** Sets both ports (source in the high half) of TCP, UDP or SCTP. */
export function setTransport(packet: Packet, protocol: number, ports: number): void {
  const b = packet.bytes;
  const { l4 } = packet;
  if (l4 === 0 || b.length < l4 + 8) return;
  if (protocol === IPPROTO_SCTP) {
    put32(b, l4, ports);
    const packetEnd = ipEnd(packet);
    put32(b, l4 + 8, 0);
    new DataView(b.buffer, b.byteOffset).setUint32(l4 + 8, crc32c(b.subarray(l4, packetEnd)), true);
    return;
  }
  const checksum = pseudoChecksum(packet);
  replace16(b, l4, ports >>> 16, checksum);
  replace16(b, l4 + 2, ports & 0xffff, checksum);
  if (protocol === IPPROTO_UDP && checksum !== 0 && get16(b, checksum) === 0) put16(b, checksum, 0xffff);
}

/** Where the IP packet ends; padding may follow. */
export function ipEnd(packet: Packet): number {
  const { bytes: b, l3 } = packet;
  return get16(b, l3 - 2) === ETHERTYPE_IPV6 ? l3 + 40 + get16(b, l3 + 4) : l3 + get16(b, l3 + 2);
}

export function setIcmp(packet: Packet, type: number, code: number): void {
  if (packet.l4 === 0 || packet.bytes.length < packet.l4 + 8) return;
  replace16(packet.bytes, packet.l4, (type << 8) | code, packet.l4 + 2);
}

/** Replaces the identifier of an ICMP echo message. */
export function setIcmpId(packet: Packet, id: number): void {
  if (packet.l4 === 0 || packet.bytes.length < packet.l4 + 8) return;
  replace16(packet.bytes, packet.l4 + 4, id, packet.l4 + 2);
}

/** Writes operation, hardware and protocol addresses of an ARP packet from a key. */
export function setArp(packet: Packet, key: FlowKey): void {
  const b = packet.bytes;
  const { l3 } = packet;
  if (b.length < l3 + 28) return;
  put16(b, l3 + 6, key[word.ip]! >>> 24);
  put16(b, l3 + 8, key[word.arpSource]!);
  put32(b, l3 + 10, key[word.arpSource + 1]!);
  put32(b, l3 + 14, key[word.ipSource]!);
  put16(b, l3 + 18, key[word.arpTarget]!);
  put32(b, l3 + 20, key[word.arpTarget + 1]!);
  put32(b, l3 + 24, key[word.ipDestination]!);
}

/** Writes reserved word, target and link-layer address options of a neighbour message from a key. */
export function setNd(packet: Packet, key: FlowKey): void {
  const b = packet.bytes;
  const { l4 } = packet;
  if (l4 === 0 || b.length < l4 + 24) return;
  const checksum = l4 + 2;
  const write32 = (at: number, value: number) => {
    replace16(b, at, value >>> 16, checksum);
    replace16(b, at + 2, value & 0xffff, checksum);
  };
  write32(l4 + 4, key[word.ndExtra]!);
  for (let i = 0; i < 4; i++) write32(l4 + 8 + i * 4, key[word.ndTarget + i]!);
  const end = Math.min(b.length, ipEnd(packet));
  for (let at = l4 + 24; at + 8 <= end; ) {
    const size = (b[at + 1] ?? 0) * 8;
    if (size === 0) return;
    const type = b[at] ?? 0;
    if (size === 8 && (type === 1 || type === 2)) {
      const wanted = key[word.ndExtra + 1]!;
      const newType = wanted === 1 || wanted === 2 ? wanted : type;
      if (newType !== type) replace16(b, at, (newType << 8) | 1, checksum);
      const first = newType === 1 ? word.arpSource : word.arpTarget;
      replace16(b, at + 2, key[first]!, checksum);
      write32(at + 4, key[first + 1]!);
    }
    at += size;
  }
}
