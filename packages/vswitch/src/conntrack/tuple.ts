/**
 * Who talks to whom: the identity of a connection inside a zone. Before: a frame. After: the connection table's keys.
 */
import {
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_SCTP,
  IPPROTO_TCP,
  IPPROTO_UDP,
} from '#packets';
import { get16, get32, ipEnd, protocolOf } from '../datapath/header-edit.js';
import type { Packet } from '../datapath/packet.js';

/** An address as 32-bit words: one for IPv4, four for IPv6. */
export type AddressWords = readonly number[];

/**
 * One direction of a connection. Ports of TCP, UDP and SCTP; of ICMP echoes both "ports" are the identifier, and `icmpType` is
 * the type; protocols without ports have zeros.
 */
export interface Tuple {
  readonly family: 4 | 6;
  readonly protocol: number;
  readonly source: AddressWords;
  readonly destination: AddressWords;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly icmpType: number;
  readonly icmpCode: number;
}

/** A tuple's key in the table. */
export function tupleKey(zone: number, t: Tuple): string {
  return `${zone} ${t.protocol} ${t.source} ${t.destination} ${t.sourcePort} ${t.destinationPort} ${t.icmpType}`;
}

/** ICMP requests and their replies: types that make a connection. */
const REPLY_TYPES: ReadonlyMap<number, number> = new Map([
  [8, 0],
  [13, 14],
  [15, 16],
  [17, 18],
]);
const REPLY_TYPES6: ReadonlyMap<number, number> = new Map([[128, 129]]);

function reverseType(protocol: number, type: number): number | undefined {
  const types = protocol === IPPROTO_ICMP ? REPLY_TYPES : REPLY_TYPES6;
  const forward = types.get(type);
  if (forward !== undefined) return forward;
  for (const [request, reply] of types) if (reply === type) return request;
  return undefined;
}

/** The tuple of the packets that answer. */
export function reverse(t: Tuple): Tuple {
  const isIcmp = t.protocol === IPPROTO_ICMP || t.protocol === IPPROTO_ICMPV6;
  return {
    ...t,
    source: t.destination,
    destination: t.source,
    sourcePort: t.destinationPort,
    destinationPort: t.sourcePort,
    icmpType: isIcmp ? (reverseType(t.protocol, t.icmpType) ?? t.icmpType) : 0,
  };
}

/** True for types that may open a connection. */
export function opensConnection(t: Tuple): boolean {
  if (t.protocol === IPPROTO_ICMP) return REPLY_TYPES.has(t.icmpType);
  if (t.protocol === IPPROTO_ICMPV6) return REPLY_TYPES6.has(t.icmpType);
  return true;
}

/** What a frame is to the tracker: part of a connection, an ICMP error about one, or nothing that can be tracked. */
export type Tracked =
  | { readonly kind: 'packet'; readonly tuple: Tuple }
  | { readonly kind: 'error'; readonly tuple: Tuple; readonly inner: InnerPacket }
  | { readonly kind: 'invalid' };

/** The packet inside an ICMP error: offsets into the frame. */
export interface InnerPacket {
  readonly tuple: Tuple;
  readonly l3: number;
  readonly l4: number;
}

const INVALID: Tracked = { kind: 'invalid' };

/** Reads what the tracker needs. Fragments behind the first, and headers cut short, are invalid. */
export function trackedOf(packet: Packet): Tracked {
  const { bytes, l3, l4 } = packet;
  if (l3 === 0 || l4 === 0) return INVALID;
  const type = get16(bytes, l3 - 2);
  if (type !== ETHERTYPE_IPV4 && type !== ETHERTYPE_IPV6) return INVALID;
  const family = type === ETHERTYPE_IPV4 ? 4 : 6;
  const end = Math.min(bytes.length, ipEnd(packet));
  const protocol = protocolOf(packet);
  const tuple = readTuple(bytes, family, l3, l4, end, protocol);
  if (tuple === undefined) return INVALID;
  if (!isIcmpError(protocol, tuple.icmpType)) {
    const isIcmp = protocol === IPPROTO_ICMP || protocol === IPPROTO_ICMPV6;
    return isIcmp && reverseType(protocol, tuple.icmpType) === undefined ? INVALID : { kind: 'packet', tuple };
  }
  const inner = readInner(bytes, family, l4 + 8, end);
  return inner === undefined ? INVALID : { kind: 'error', tuple, inner };
}

function isIcmpError(protocol: number, type: number): boolean {
  if (protocol === IPPROTO_ICMP) return type === 3 || type === 4 || type === 5 || type === 11 || type === 12;
  return protocol === IPPROTO_ICMPV6 && type >= 1 && type <= 4;
}

function words(bytes: Uint8Array, at: number, count: number): AddressWords {
  return Array.from({ length: count }, (_, i) => get32(bytes, at + i * 4));
}

function readTuple(
  b: Uint8Array,
  family: 4 | 6,
  l3: number,
  l4: number,
  end: number,
  protocol: number,
): Tuple | undefined {
  const source = family === 4 ? words(b, l3 + 12, 1) : words(b, l3 + 8, 4);
  const destination = family === 4 ? words(b, l3 + 16, 1) : words(b, l3 + 24, 4);
  const common = { family, protocol, source, destination } as const;
  switch (protocol) {
    case IPPROTO_TCP:
    case IPPROTO_UDP:
    case IPPROTO_SCTP:
      if (end - l4 < 8) return undefined;
      return { ...common, sourcePort: get16(b, l4), destinationPort: get16(b, l4 + 2), icmpType: 0, icmpCode: 0 };
    case IPPROTO_ICMP:
    case IPPROTO_ICMPV6: {
      if (end - l4 < 8) return undefined;
      const id = get16(b, l4 + 4);
      return { ...common, sourcePort: id, destinationPort: id, icmpType: b[l4] ?? 0, icmpCode: b[l4 + 1] ?? 0 };
    }
    default:
      return { ...common, sourcePort: 0, destinationPort: 0, icmpType: 0, icmpCode: 0 };
  }
}

function readInner(b: Uint8Array, family: 4 | 6, l3: number, end: number): InnerPacket | undefined {
  if (family === 4) {
    const header = ((b[l3] ?? 0) & 15) * 4;
    if (end - l3 < 20 || (b[l3] ?? 0) >> 4 !== 4 || header < 20) return undefined;
    const l4 = l3 + header;
    const tuple = readTuple(b, 4, l3, l4, end, b[l3 + 9] ?? 0);
    return tuple && { tuple, l3, l4 };
  }
  if (end - l3 < 40 || (b[l3] ?? 0) >> 4 !== 6) return undefined;
  const tuple = readTuple(b, 6, l3, l3 + 40, end, b[l3 + 6] ?? 0);
  return tuple && { tuple, l3, l4: l3 + 40 };
}
