/**
 * Questions of one neighbour to another on a link: ARP requests and replies, neighbour solicitations and advertisements
 * (RFC 826, RFC 4861). Before: from-text.ts. After: a microflow.
 */
import { parseIpv6, solicitedNode } from '#base';
import { groupMac } from './addresses.js';
import type { Direction } from './traffic.js';

export interface Neighbours {
  /** What the sender has. */
  readonly mac: string;
  readonly address: string;
  /** Whose MAC is asked for; of a reply, who gets it. */
  readonly other: string;
  /** Of a reply. */
  readonly otherMac: string | undefined;
}

/** The part of a microflow behind `inport`; undefined for a reply to somebody whose MAC is not known. */
export function neighbourMatch(neighbours: Neighbours, family: 4 | 6, direction: Direction): string | undefined {
  const { otherMac } = neighbours;
  if (direction === 'reply' && otherMac === undefined) return undefined;
  return (family === 4 ? arp : nd)(neighbours, direction === 'reply' ? otherMac : undefined).join(' && ');
}

function arp({ mac, address, other }: Neighbours, otherMac: string | undefined): readonly string[] {
  return [
    `eth.src == ${mac}`,
    `eth.dst == ${otherMac ?? 'ff:ff:ff:ff:ff:ff'}`,
    `arp.op == ${otherMac === undefined ? 1 : 2}`,
    `arp.spa == ${address}`,
    `arp.sha == ${mac}`,
    `arp.tpa == ${other}`,
    `arp.tha == ${otherMac ?? '00:00:00:00:00:00'}`,
  ];
}

function nd({ mac, address, other }: Neighbours, otherMac: string | undefined): readonly string[] {
  const isRequest = otherMac === undefined;
  const destination = isRequest ? groupOf(other) : other;
  return [
    `eth.src == ${mac}`,
    `eth.dst == ${otherMac ?? groupMac(destination)}`,
    `ip6.src == ${address}`,
    `ip6.dst == ${destination}`,
    'ip.ttl == 255',
    isRequest
      ? `nd_ns && nd.target == ${other} && nd.sll == ${mac}`
      : `nd_na && nd.target == ${address} && nd.tll == ${mac}`,
  ];
}

/** The group of an address that is asked about. */
function groupOf(address: string): string {
  const ipv6 = parseIpv6(address);
  if (ipv6 === undefined) throw new Error(`${address} is no IPv6 address`);
  return solicitedNode(ipv6);
}
