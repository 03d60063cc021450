/**
 * Writes the difference between the frame as it is and as the flow wants it, as operations. Before: set_field and others
 * have changed the key only. After: the frame is as the key says, at the moment of an output.
 */
import {
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  ETHERTYPE_RARP,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_SCTP,
  IPPROTO_TCP,
  IPPROTO_UDP,
} from '#packets';
import type { Operation } from '../datapath/operation.js';
import { type FlowKey, FRAGMENT_LATER, word } from '../key/layout.js';

const differ = (a: FlowKey, b: FlowKey, first: number, count: number): boolean => {
  for (let i = first; i < first + count; i++) if (a[i] !== b[i]) return true;
  return false;
};

/** Appends what turns a frame with `base`'s headers into one with `key`'s, and makes `base` equal to `key`. */
export function commit(key: FlowKey, base: FlowKey, operations: Operation[]): void {
  if (!differ(key, base, word.ethDestination, word.tunnelMetadata - word.ethDestination)) return;
  if (differ(key, base, word.ethDestination, 4)) {
    operations.push({
      op: 'set-ethernet',
      destination: [key[word.ethDestination]!, key[word.ethDestination + 1]!],
      source: [key[word.ethSource]!, key[word.ethSource + 1]!],
    });
  }
  if (differ(key, base, word.vlan, 2)) {
    operations.push({ op: 'set-vlans', outer: key[word.vlan]!, inner: key[word.innerVlan]! });
  }
  const type = key[word.ethType]!;
  if (type === ETHERTYPE_IPV4 || type === ETHERTYPE_IPV6) commitIp(key, base, type, operations);
  else if (type === ETHERTYPE_ARP || type === ETHERTYPE_RARP) {
    if (differ(key, base, word.arpSource, 4) || differ(key, base, word.ipSource, 2) || differ(key, base, word.ip, 1)) {
      operations.push({ op: 'set-arp', words: key.slice() });
    }
  }
  base.set(key.subarray(word.ethDestination, word.tunnelMetadata), word.ethDestination);
}

function commitIp(key: FlowKey, base: FlowKey, type: number, operations: Operation[]): void {
  // Without a protocol the header could not be read: there is nothing to write to.
  if (base[word.ip]! >>> 24 === 0) return;
  const ip = key[word.ip]!;
  const [tos, ttl] = [(ip >>> 16) & 255, (ip >>> 8) & 255];
  if (type === ETHERTYPE_IPV4) {
    if (differ(key, base, word.ipSource, 2) || differ(key, base, word.ip, 1)) {
      const [source, destination] = [key[word.ipSource]!, key[word.ipDestination]!];
      operations.push({ op: 'set-ipv4', source, destination, tos, ttl });
    }
  } else if (differ(key, base, word.ip6Source, 10)) {
    operations.push({
      op: 'set-ipv6',
      source: [...key.subarray(word.ip6Source, word.ip6Source + 4)],
      destination: [...key.subarray(word.ip6Destination, word.ip6Destination + 4)],
      label: key[word.ip6Label]!,
      tos,
      ttl,
    });
  }
  if (ip & FRAGMENT_LATER) return;
  const protocol = ip >>> 24;
  if (protocol === IPPROTO_ICMPV6 && (differ(key, base, word.ndTarget, 6) || differ(key, base, word.arpSource, 4))) {
    operations.push({ op: 'set-nd', words: key.slice() });
  }
  if (!differ(key, base, word.transport, 1)) return;
  const ports = key[word.transport]!;
  if (protocol === IPPROTO_TCP || protocol === IPPROTO_UDP || protocol === IPPROTO_SCTP) {
    operations.push({ op: 'set-transport', protocol, ports });
  } else if (protocol === IPPROTO_ICMP || protocol === IPPROTO_ICMPV6) {
    operations.push({ op: 'set-icmp', type: (ports >>> 16) & 255, code: ports & 255 });
  }
}
