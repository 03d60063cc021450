/**
 * Reads the facts of a frame into a key. Before: bytes from a port. After: cache and classifier. A header that is cut short
 * or malformed leaves its fields zero, and the frame goes on (as Open vSwitch does), so a port can never make this throw.
 */
import {
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  ETHERTYPE_QINQ,
  ETHERTYPE_RARP,
  ETHERTYPE_VLAN,
  IPPROTO_AH,
  IPPROTO_DSTOPTS,
  IPPROTO_FRAGMENT,
  IPPROTO_HOPOPTS,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_ROUTING,
  IPPROTO_SCTP,
  IPPROTO_TCP,
  IPPROTO_UDP,
} from '#packets';
import { type FlowKey, FRAGMENT_ANY, FRAGMENT_LATER, VLAN_PRESENT, word } from './layout.js';

/** Offsets of a frame's headers; 0 where there is none. Written by `extract`. */
export interface Offsets {
  l3: number;
  l4: number;
}

const u16 = (b: Uint8Array, i: number) => ((b[i] ?? 0) << 8) | (b[i + 1] ?? 0);
const u32 = (b: Uint8Array, i: number) =>
  (((b[i] ?? 0) << 24) | ((b[i + 1] ?? 0) << 16) | ((b[i + 2] ?? 0) << 8) | (b[i + 3] ?? 0)) >>> 0;

/**
 * Fills the header words of `key` from `bytes`; those words must be zero before. Metadata (port, tunnel, connection)
 * is the caller's.
 */
export function extract(bytes: Uint8Array, key: FlowKey, offsets: Offsets): void {
  offsets.l3 = 0;
  offsets.l4 = 0;
  const length = bytes.length;
  if (length < 14) return;
  key[word.ethDestination] = u16(bytes, 0);
  key[word.ethDestination + 1] = u32(bytes, 2);
  key[word.ethSource] = u16(bytes, 6);
  key[word.ethSource + 1] = u32(bytes, 8);
  let at = 12;
  let type = u16(bytes, at);
  for (let tags = 0; (type === ETHERTYPE_VLAN || type === ETHERTYPE_QINQ) && tags < 2; tags++) {
    if (length < at + 6) break;
    key[tags === 0 ? word.vlan : word.innerVlan] = ((type << 16) | u16(bytes, at + 2) | VLAN_PRESENT) >>> 0;
    at += 4;
    type = u16(bytes, at);
  }
  at += 2;
  // Below 0x600 the field is a length: an LLC frame, which matches dl_type 0x05ff unless SNAP names an Ethertype.
  if (type < 0x600) {
    const isSnap = length >= at + 8 && u32(bytes, at) === 0xaaaa0300 && u16(bytes, at + 4) === 0;
    type = isSnap ? u16(bytes, at + 6) : 0x05ff;
    if (isSnap) at += 8;
  }
  key[word.ethType] = type;
  offsets.l3 = at;
  if (type === ETHERTYPE_IPV4) extractIpv4(bytes, at, key, offsets);
  else if (type === ETHERTYPE_IPV6) extractIpv6(bytes, at, key, offsets);
  else if (type === ETHERTYPE_ARP || type === ETHERTYPE_RARP) extractArp(bytes, at, key);
}

function extractArp(b: Uint8Array, at: number, key: FlowKey): void {
  if (b.length < at + 28 || u32(b, at) !== 0x00010800 || u16(b, at + 4) !== 0x0604) return;
  const operation = u16(b, at + 6);
  if (operation <= 255) key[word.ip] = (operation << 24) >>> 0;
  key[word.arpSource] = u16(b, at + 8);
  key[word.arpSource + 1] = u32(b, at + 10);
  key[word.ipSource] = u32(b, at + 14);
  key[word.arpTarget] = u16(b, at + 18);
  key[word.arpTarget + 1] = u32(b, at + 20);
  key[word.ipDestination] = u32(b, at + 24);
}

function extractIpv4(b: Uint8Array, at: number, key: FlowKey, offsets: Offsets): void {
  if (b.length < at + 20) return;
  const first = b[at] ?? 0;
  const header = (first & 15) * 4;
  const total = u16(b, at + 2);
  if (first >> 4 !== 4 || header < 20 || total < header || b.length < at + total) return;
  const fragment = u16(b, at + 6);
  const bits = (fragment & 0x3fff) === 0 ? 0 : FRAGMENT_ANY | (fragment & 0x1fff ? FRAGMENT_LATER : 0);
  const protocol = b[at + 9] ?? 0;
  key[word.ip] = ((protocol << 24) | ((b[at + 1] ?? 0) << 16) | ((b[at + 8] ?? 0) << 8) | bits) >>> 0;
  key[word.ipSource] = u32(b, at + 12);
  key[word.ipDestination] = u32(b, at + 16);
  if ((bits & FRAGMENT_LATER) === 0) {
    offsets.l4 = at + header;
    extractTransport(b, at + header, at + total, protocol, key);
  }
}

function extractIpv6(b: Uint8Array, at: number, key: FlowKey, offsets: Offsets): void {
  if (b.length < at + 40 || (b[at] ?? 0) >> 4 !== 6) return;
  const end = at + 40 + u16(b, at + 4);
  if (end > b.length) return;
  const first = u32(b, at);
  key[word.ip6Label] = first & 0xfffff;
  for (let i = 0; i < 4; i++) {
    key[word.ip6Source + i] = u32(b, at + 8 + i * 4);
    key[word.ip6Destination + i] = u32(b, at + 24 + i * 4);
  }
  let protocol = b[at + 6] ?? 0;
  let next = at + 40;
  let bits = 0;
  while (isExtension(protocol) && next + 8 <= end) {
    const following = b[next] ?? 0;
    if (protocol === IPPROTO_FRAGMENT) {
      const fragment = u16(b, next + 2);
      if ((fragment & 0xfff9) !== 0) bits = FRAGMENT_ANY | (fragment & 0xfff8 ? FRAGMENT_LATER : 0);
      next += 8;
      if (bits & FRAGMENT_LATER) {
        protocol = following;
        break;
      }
    } else next += protocol === IPPROTO_AH ? ((b[next + 1] ?? 0) + 2) * 4 : ((b[next + 1] ?? 0) + 1) * 8;
    protocol = following;
  }
  key[word.ip] = ((protocol << 24) | (((first >>> 20) & 255) << 16) | ((b[at + 7] ?? 0) << 8) | bits) >>> 0;
  if ((bits & FRAGMENT_LATER) === 0 && next <= end) {
    offsets.l4 = next;
    extractTransport(b, next, end, protocol, key);
  }
}

function isExtension(protocol: number): boolean {
  return (
    protocol === IPPROTO_HOPOPTS ||
    protocol === IPPROTO_ROUTING ||
    protocol === IPPROTO_FRAGMENT ||
    protocol === IPPROTO_AH ||
    protocol === IPPROTO_DSTOPTS
  );
}

/** `end`: where the IP packet ends; what follows is the link's padding. */
function extractTransport(b: Uint8Array, at: number, end: number, protocol: number, key: FlowKey): void {
  const length = end - at;
  switch (protocol) {
    case IPPROTO_TCP:
      if (length < 20) return;
      key[word.transport] = u32(b, at);
      key[word.tcpFlags] = u16(b, at + 12) & 0xfff;
      return;
    case IPPROTO_UDP:
      if (length >= 8) key[word.transport] = u32(b, at);
      return;
    case IPPROTO_SCTP:
      if (length >= 12) key[word.transport] = u32(b, at);
      return;
    case IPPROTO_ICMP:
      if (length >= 8) key[word.transport] = (((b[at] ?? 0) << 16) | (b[at + 1] ?? 0)) >>> 0;
      return;
    case IPPROTO_ICMPV6:
      if (length < 8) return;
      key[word.transport] = (((b[at] ?? 0) << 16) | (b[at + 1] ?? 0)) >>> 0;
      if (b[at] === 135 || b[at] === 136) extractNd(b, at, end, key);
      return;
    default:
  }
}

function extractNd(b: Uint8Array, at: number, end: number, key: FlowKey): void {
  if ((b[at + 1] ?? 0) !== 0 || end - at < 24) return;
  key[word.ndExtra] = u32(b, at + 4);
  for (let i = 0; i < 4; i++) key[word.ndTarget + i] = u32(b, at + 8 + i * 4);
  for (let option = at + 24; option + 8 <= end; ) {
    const size = (b[option + 1] ?? 0) * 8;
    if (size === 0 || option + size > end) return;
    const type = b[option] ?? 0;
    if ((type === 1 || type === 2) && size === 8) {
      const first = type === 1 ? word.arpSource : word.arpTarget;
      key[first] = u16(b, option + 2);
      key[first + 1] = u32(b, option + 4);
      if (key[word.ndExtra + 1] === 0) key[word.ndExtra + 1] = type;
    }
    option += size;
  }
}
