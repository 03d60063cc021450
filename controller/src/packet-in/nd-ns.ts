import { solicitedNode } from '#base';
import {
  buildEthernet,
  buildIcmp,
  buildIpv6Packet,
  buildNeighborMessage,
  ETHERTYPE_IPV6,
  type Ethernet,
  IPPROTO_ICMPV6,
  ipv6PseudoSum,
  linkAddressOption,
  linkLocalAddress,
  multicastMacOf,
  ND_NEIGHBOR_SOLICITATION,
  ND_OPTION_SOURCE_LINK,
  parseIpv6Packet,
} from '#packets';

const HOP_LIMIT = 255;

/**
 * `nd_ns {}` (ovn-sb(5)): a neighbour solicitation for an IPv6 packet's destination, from the link-local address of the packet's MAC, as
 * ovn-controller sends it.
 */
export function makeNeighborSolicitation(frame: Ethernet): Uint8Array {
  const ip = parseIpv6Packet(frame.payload);
  const source = linkLocalAddress(frame.source);
  const destination = solicitedNode(ip.destination);
  const payload = buildNeighborMessage({
    target: ip.destination,
    options: [linkAddressOption(ND_OPTION_SOURCE_LINK, frame.source)],
  });
  const icmp = buildIcmp({ type: ND_NEIGHBOR_SOLICITATION, code: 0, rest: 0, payload }, (length) =>
    ipv6PseudoSum(source, destination, IPPROTO_ICMPV6, length),
  );
  return buildEthernet({
    ...frame,
    destination: multicastMacOf(destination),
    etherType: ETHERTYPE_IPV6,
    payload: buildIpv6Packet({
      source,
      destination,
      protocol: IPPROTO_ICMPV6,
      hopLimit: HOP_LIMIT,
      payload: icmp,
    }),
  });
}
