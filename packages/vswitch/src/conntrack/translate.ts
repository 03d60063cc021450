/** Rewrites packets of translated connections. Before: the table found the connection. After: the frame goes on. */
import {
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_SCTP,
  IPPROTO_TCP,
  IPPROTO_UDP,
  internetChecksum,
  pseudoHeaderSum,
} from '#packets';
import {
  fixChecksum,
  get16,
  get32,
  ipEnd,
  protocolOf,
  put16,
  setIcmpId,
  setIpv4,
  setIpv6,
  setTransport,
} from '../datapath/header-edit.js';
import type { Packet } from '../datapath/packet.js';
import type { Connection } from './connection.js';
import { type InnerPacket, reverse, type Tuple } from './tuple.js';

/** The tuple that a packet of this direction gets: what the other side expects to see. */
function translated(connection: Connection, isReply: boolean): Tuple {
  return isReply ? reverse(connection.original) : reverse(connection.reply);
}

/** Gives a packet the addresses and ports of its connection's other side. */
export function translate(packet: Packet, connection: Connection, isReply: boolean): void {
  const tuple = translated(connection, isReply);
  setAddresses(packet, tuple);
  switch (tuple.protocol) {
    case IPPROTO_TCP:
    case IPPROTO_UDP:
    case IPPROTO_SCTP: {
      const ports = ((tuple.sourcePort << 16) | tuple.destinationPort) >>> 0;
      if (get32(packet.bytes, packet.l4) !== ports) setTransport(packet, tuple.protocol, ports);
      return;
    }
    case IPPROTO_ICMP:
    case IPPROTO_ICMPV6:
      if (get16(packet.bytes, packet.l4 + 4) !== tuple.sourcePort) setIcmpId(packet, tuple.sourcePort);
      return;
    default:
  }
}

function setAddresses(packet: Packet, tuple: Pick<Tuple, 'family' | 'source' | 'destination'>): void {
  const { bytes: b, l3 } = packet;
  if (tuple.family === 4) {
    setIpv4(packet, tuple.source[0]!, tuple.destination[0]!, b[l3 + 1]!, b[l3 + 8]!);
  } else {
    const first = get32(b, l3);
    setIpv6(packet, tuple.source, tuple.destination, first & 0xfffff, (first >>> 20) & 255, b[l3 + 7]!);
  }
}

/**
 * An ICMP error about a translated connection: the quoted packet gets the addresses its sender used, and the error itself
 * goes to that sender. `isReply`: the error goes in the reply direction, to who opened the connection.
 */
export function translateError(packet: Packet, inner: InnerPacket, connection: Connection, isReply: boolean): void {
  // What is quoted went against the error's direction.
  const quoted = isReply ? connection.original : reverse(translated(connection, false));
  const { bytes: b } = packet;
  const before = inner.tuple;
  // Checksums that are whole in the quote follow; that of the header is computed anew.
  const checksum = quotedChecksum(packet, inner);
  const replace = (at: number, value: number) => {
    if (checksum !== 0) fixChecksum(b, checksum, get16(b, at), value);
    put16(b, at, value);
  };
  const addresses = [...quoted.source, ...quoted.destination];
  const first = before.family === 4 ? inner.l3 + 12 : inner.l3 + 8;
  for (const [i, value] of addresses.entries()) {
    replace(first + i * 4, value >>> 16);
    replace(first + i * 4 + 2, value & 0xffff);
  }
  if (before.family === 4) {
    put16(b, inner.l3 + 10, 0);
    put16(b, inner.l3 + 10, internetChecksum(b.subarray(inner.l3, inner.l4)));
  }
  if (before.protocol === IPPROTO_ICMP || before.protocol === IPPROTO_ICMPV6) put16(b, inner.l4 + 4, quoted.sourcePort);
  else if ([IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP].includes(before.protocol)) {
    replace(inner.l4, quoted.sourcePort);
    replace(inner.l4 + 2, quoted.destinationPort);
  }
  const own = trackedAddresses(packet);
  const there = translated(connection, isReply);
  // The error may come from a router on the way: its source stays unless it is the translated end itself.
  const from = isReply ? connection.reply : connection.original;
  const isFromEnd = own.source.every((value, i) => value === from.source[i]);
  const source = isFromEnd ? there.source : own.source;
  setAddresses(packet, { family: before.family, source, destination: there.destination });
  refreshIcmp(packet);
}

/** Where the checksum of a quoted TCP or UDP header is; 0: cut off, or none. */
function quotedChecksum(packet: Packet, inner: InnerPacket): number {
  const { bytes: b } = packet;
  const end = Math.min(b.length, ipEnd(packet));
  if (inner.tuple.protocol === IPPROTO_TCP) return inner.l4 + 18 <= end ? inner.l4 + 16 : 0;
  if (inner.tuple.protocol !== IPPROTO_UDP || inner.l4 + 8 > end) return 0;
  return get16(b, inner.l4 + 6) === 0 ? 0 : inner.l4 + 6;
}

function trackedAddresses(packet: Packet): { readonly source: readonly number[] } {
  const { bytes: b, l3 } = packet;
  const isV4 = get16(b, l3 - 2) === 0x0800;
  const [at, count] = isV4 ? [l3 + 12, 1] : [l3 + 8, 4];
  return { source: Array.from({ length: count }, (_, i) => get32(b, at + i * 4)) };
}

/** Computes the checksum of an ICMP message anew. */
function refreshIcmp(packet: Packet): void {
  const { bytes: b, l3, l4 } = packet;
  const end = Math.min(b.length, ipEnd(packet));
  put16(b, l4 + 2, 0);
  const isSix = protocolOf(packet) === IPPROTO_ICMPV6;
  const sum = isSix
    ? pseudoHeaderSum(b.subarray(l3 + 8, l3 + 24), b.subarray(l3 + 24, l3 + 40), IPPROTO_ICMPV6, end - l4)
    : 0;
  put16(b, l4 + 2, internetChecksum(b.subarray(l4, end), sum));
}
