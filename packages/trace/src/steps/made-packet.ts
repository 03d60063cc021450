/** The packets that nested actions work on, as the actions make them (ovn-sb(5), the table of each). */
import type { LogicalAction } from '#logical';
import { type Field, fields } from '#openflow';
import type { Packet } from '../packet.js';
import { destinationPort, sourcePort } from '../transport-fields.js';

export type MadeVerb = Exclude<LogicalAction<'nested'>['verb'], 'reject'>;

const ETH_TYPE_ARP = 0x806;
const TCP = 6;
const SCTP = 132;
const TCP_RST = 4;
const ICMP4_UNREACHABLE = 3;
const ICMP6_UNREACHABLE = 1;
const ND_SOLICIT = 135;

/** Back to where it came from. */
export function turnRound(packet: Packet): void {
  swap(packet, fields.eth_src, fields.eth_dst);
  if (packet.isIpv4) swap(packet, fields.ip_src, fields.ip_dst);
  if (packet.isIpv6) swap(packet, fields.ipv6_src, fields.ipv6_dst);
}

function swap(packet: Packet, one: Field, two: Field): void {
  const value = packet.get(one);
  packet.set(one, packet.get(two));
  packet.set(two, value);
}

/**
 * Whether `reject` leaves the packet alone, so that none answers the answer of another: what says that the destination
 * cannot be reached, and a reset or abort. ovn-trace keeps ICMP's type where UDP has its source port, and so takes a UDP
 * packet from port 3 (IPv6: port 1) for one.
 */
export function isUnrejectable(packet: Packet): boolean {
  const { protocol } = packet;
  if (protocol === TCP || protocol === SCTP) return packet.number(fields.tcp_flags) === TCP_RST;
  const type = packet.number(sourcePort(packet));
  return type === (packet.isIpv4 ? ICMP4_UNREACHABLE : ICMP6_UNREACHABLE);
}

/** What `reject` answers the packet with. */
export function rejection(packet: Packet): MadeVerb {
  if (packet.protocol === TCP) return 'tcp_reset';
  if (packet.protocol === SCTP) return 'sctp_abort';
  return packet.isIpv4 ? 'icmp4' : 'icmp6';
}

/** ovn-trace keeps an ARP packet's operation where others have their protocol, and so writes it. */
function setProtocol(packet: Packet, protocol: number): void {
  packet.set(packet.number(fields.eth_type) === ETH_TYPE_ARP ? fields.arp_op : fields.nw_proto, protocol);
}

/** Turns the packet into the one that the nested actions work on (ovn-sb(5), the table of each action). */
export function remake(made: MadeVerb, packet: Packet): void {
  switch (made) {
    case 'clone':
      return;
    case 'arp': {
      const [sha, spa, tpa] = [packet.get(fields.eth_src), packet.get(fields.ip_src), packet.get(fields.ip_dst)];
      packet.set(fields.eth_type, ETH_TYPE_ARP);
      packet.clear(fields.nw_proto);
      packet.set(fields.arp_op, 1);
      packet.set(fields.arp_sha, sha);
      packet.set(fields.arp_spa, spa);
      packet.set(fields.arp_tha, 0n);
      packet.set(fields.arp_tpa, tpa);
      return;
    }
    case 'nd_ns':
      // It is a solicitation by its type, but not by its protocol, as ovn-trace has it.
      packet.set(sourcePort(packet), ND_SOLICIT);
      packet.set(fields.nd_sll, 0n);
      packet.set(fields.nd_tll, packet.get(fields.eth_dst));
      packet.set(fields.eth_dst, 0x3333ff000000n | (BigInt(packet.get(fields.ipv6_dst)) & 0xffffffn));
      return;
    case 'nd_na':
    case 'nd_na_router': {
      const [source, destination] = [packet.get(fields.eth_src), packet.get(fields.eth_dst)];
      const address = packet.get(fields.ipv6_src);
      packet.set(fields.eth_src, destination);
      packet.set(fields.eth_dst, source);
      packet.set(fields.ipv6_dst, address);
      packet.set(fields.ipv6_src, packet.get(fields.nd_target));
      setProtocol(packet, 58);
      packet.set(fields.nw_ttl, 255);
      packet.set(fields.icmpv6_type, 136);
      packet.set(fields.icmpv6_code, 0);
      packet.set(fields.nd_sll, 0n);
      packet.set(fields.nd_tll, destination);
      return;
    }
    case 'icmp4':
    case 'icmp4_error':
      setProtocol(packet, 1);
      packet.set(fields.ip_frag, 0);
      packet.set(fields.nw_ttl, 255);
      packet.set(sourcePort(packet), ICMP4_UNREACHABLE);
      packet.set(destinationPort(packet), 1);
      return;
    case 'icmp6':
    case 'icmp6_error':
      setProtocol(packet, 58);
      packet.set(fields.nw_ttl, 255);
      packet.set(sourcePort(packet), ICMP6_UNREACHABLE);
      packet.set(destinationPort(packet), 1);
      return;
    case 'tcp_reset':
      packet.set(fields.nw_ttl, 255);
      packet.set(fields.tcp_flags, TCP_RST);
      return;
    case 'sctp_abort':
      packet.set(fields.nw_ttl, 255);
      // SCTP has no such field; so is known what was made here.
      packet.set(fields.tcp_flags, TCP_RST);
      return;
  }
}
