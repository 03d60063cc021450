import { parseIpv6 } from '#base';
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
  ND_NEIGHBOR_ADVERTISEMENT,
  ND_OPTION_TARGET_LINK,
  ND_OVERRIDE,
  ND_ROUTER,
  ND_SOLICITED,
  parseIcmp,
  parseIpv6Packet,
  parseNeighborMessage,
} from '#packets';

const HOP_LIMIT = 255;
const UNSPECIFIED = parseIpv6('::')!;
const ALL_NODES = parseIpv6('ff02::1')!;

/**
 * `nd_na {}` and `nd_na_router {}` (ovn-sb(5)): the advertisement that answers a solicitation. One without a sender address
 * (duplicate address detection) is answered to all nodes, unsolicited (RFC 4861 7.2.4).
 */
export function makeNeighborAdvertisement(frame: Ethernet, role: 'host' | 'router'): Uint8Array {
  const ip = parseIpv6Packet(frame.payload);
  const { target } = parseNeighborMessage(parseIcmp(ip.payload, 'unchecked').payload);
  const isAnswer = ip.source !== UNSPECIFIED;
  const destination = isAnswer ? ip.source : ALL_NODES;
  const rest = ((role === 'router' ? ND_ROUTER : 0) | (isAnswer ? ND_SOLICITED : 0) | ND_OVERRIDE) >>> 0;
  const payload = buildNeighborMessage({
    target,
    options: [linkAddressOption(ND_OPTION_TARGET_LINK, frame.destination)],
  });
  const icmp = buildIcmp({ type: ND_NEIGHBOR_ADVERTISEMENT, code: 0, rest, payload }, (length) =>
    ipv6PseudoSum(target, destination, IPPROTO_ICMPV6, length),
  );
  return buildEthernet({
    ...frame,
    source: frame.destination,
    destination: frame.source,
    etherType: ETHERTYPE_IPV6,
    payload: buildIpv6Packet({
      source: target,
      destination,
      protocol: IPPROTO_ICMPV6,
      hopLimit: HOP_LIMIT,
      payload: icmp,
    }),
  });
}
