/**
 * Where a packet has its ports. ovn-trace has one place for each whatever the protocol, in which ICMP has its type and its
 * code; of what has neither nobody sees them, and so they may as well stand where UDP has them. Before: the packet. After:
 * steps/, hairpin.ts.
 */
import { type Field, fields } from '#openflow';
import type { Packet } from './packet.js';

/** The source port, or ICMP's type. */
export function sourcePort(packet: Packet): Field {
  switch (packet.protocol) {
    case 1:
      return fields.icmp_type;
    case 6:
      return fields.tcp_src;
    case 58:
      return fields.icmpv6_type;
    case 132:
      return fields.sctp_src;
    default:
      return fields.udp_src;
  }
}

/** The destination port, or ICMP's code. */
export function destinationPort(packet: Packet): Field {
  switch (packet.protocol) {
    case 1:
      return fields.icmp_code;
    case 6:
      return fields.tcp_dst;
    case 58:
      return fields.icmpv6_code;
    case 132:
      return fields.sctp_dst;
    default:
      return fields.udp_dst;
  }
}
