import { exact, fields, type MatchField } from '#openflow';

// Matches of protocols with all that they imply, as ovs-ofctl(8) abbreviates them.

export const arp: readonly MatchField[] = [exact(fields.eth_type, 0x0806)];
export const ipv4: readonly MatchField[] = [exact(fields.eth_type, 0x0800)];
export const ipv6: readonly MatchField[] = [exact(fields.eth_type, 0x86dd)];
export const udp4: readonly MatchField[] = [...ipv4, exact(fields.nw_proto, 17)];
export const icmp6: readonly MatchField[] = [...ipv6, exact(fields.nw_proto, 58)];

/** ICMPv6 of a type; code 0, as neighbour discovery and MLD have it. */
export const icmp6Of = (type: number): readonly MatchField[] => [
  ...icmp6,
  exact(fields.icmpv6_type, type),
  exact(fields.icmpv6_code, 0),
];
