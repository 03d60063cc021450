/**
 * Chooses the addresses and ports a new connection is translated to (ovs-actions(7), "nat"). Before: the tuple of its first
 * packet. After: the tuple that answers will have, which no other connection of the zone has.
 */
import type { Nat, NatAddresses } from '#openflow';
import { IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_SCTP, IPPROTO_TCP, IPPROTO_UDP } from '#packets';
import { type AddressWords, reverse, type Tuple } from './tuple.js';

/** Ports tried at most for one address. */
const PORT_TRIES = 4096;
const ADDRESS_TRIES = 256;

/** The reply tuple, or undefined when every candidate is taken. `nat` without `target` or absent: no translation. */
export function chooseReply(
  original: Tuple,
  nat: Nat | undefined,
  isTaken: (reply: Tuple) => boolean,
  random: () => number,
): Tuple | undefined {
  const plain = reverse(original);
  const target = nat?.target;
  if (nat === undefined || target === undefined) return isTaken(plain) ? undefined : plain;
  const own = target === 'src' ? original.source : original.destination;
  for (const address of addresses(nat, own, original, random)) {
    for (const port of portChoices(original, nat, target, random)) {
      const reply = withTranslation(plain, target, address, port);
      if (!isTaken(reply)) return reply;
    }
  }
  return undefined;
}

function withTranslation(plain: Tuple, target: 'src' | 'dst', address: AddressWords, port: number): Tuple {
  const isIcmp = plain.protocol === IPPROTO_ICMP || plain.protocol === IPPROTO_ICMPV6;
  const base = isIcmp ? { ...plain, sourcePort: port, destinationPort: port } : plain;
  return target === 'src'
    ? { ...base, destination: address, destinationPort: port }
    : { ...base, source: address, sourcePort: port };
}

/** Addresses in the order to try: from a hash of the connection on through the range, so a client keeps its address. */
function* addresses(nat: Nat, own: AddressWords, original: Tuple, random: () => number): Iterable<AddressWords> {
  const range = nat.addresses;
  const count = range === undefined ? 1 : rangeSize(range);
  if (range === undefined || (range.family === 4 && range.first === 0 && range.last === 0)) {
    yield own;
    return;
  }
  const start = nat.choice === 'random' ? Math.floor(random() * count) : hash(original) % count;
  for (let i = 0; i < Math.min(count, ADDRESS_TRIES); i++) yield addressAt(range, (start + i) % count);
}

function rangeSize(range: NatAddresses): number {
  if (range.family === 4) return Math.max(1, range.last - range.first + 1);
  const size = range.last - range.first + 1n;
  return size > 0x7fffffffn ? 0x7fffffff : Math.max(1, Number(size));
}

function addressAt(range: NatAddresses, index: number): AddressWords {
  if (range.family === 4) return [(range.first + index) >>> 0];
  const value = range.first + BigInt(index);
  return [96n, 64n, 32n, 0n].map((shift) => Number((value >> shift) & 0xffffffffn));
}

function* portChoices(original: Tuple, nat: Nat, target: 'src' | 'dst', random: () => number): Iterable<number> {
  const own = target === 'src' ? original.sourcePort : original.destinationPort;
  const hasPorts = [IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP].includes(original.protocol);
  const isIcmp = original.protocol === IPPROTO_ICMP || original.protocol === IPPROTO_ICMPV6;
  if (!hasPorts && !isIcmp) {
    yield 0;
    return;
  }
  if (nat.ports === undefined || isIcmp) {
    yield own;
    // A destination port is part of what was asked for: it changes only where a range says so.
    if (target === 'dst' && !isIcmp) return;
    const first = isIcmp ? 0 : 1024;
    yield* portsFrom(Math.max(own, first), first, 65535);
    return;
  }
  const { first, last } = nat.ports;
  const size = last - first + 1;
  const start = nat.choice === 'random' ? Math.floor(random() * size) : hash(original) % size;
  if (target === 'src' && own >= first && own <= last) yield own;
  yield* portsFrom(first + start, first, last);
}

function* portsFrom(start: number, first: number, last: number): Iterable<number> {
  const size = last - first + 1;
  for (let i = 0; i < Math.min(size, PORT_TRIES); i++) yield first + ((start - first + i) % size);
}

function hash(t: Tuple): number {
  let h = t.protocol;
  for (const value of [...t.source, ...t.destination, t.sourcePort, t.destinationPort]) {
    h = Math.imul(h ^ value, 0x9e3779b1);
    h ^= h >>> 15;
  }
  return h >>> 0;
}
