import {
  buildEthernet,
  buildIcmp,
  buildIpv4Packet,
  buildIpv6Packet,
  ETHERTYPE_IPV6,
  type Ethernet,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  ipv6PseudoSum,
  parseIpv4Packet,
  parseIpv6Packet,
} from '#packets';

const TTL = 255;
const UNREACHABLE = { type: 3, code: 1 } as const;
const UNREACHABLE6 = { type: 1, code: 1 } as const;
/** The offending packet goes along as far as the answer stays within these sizes (RFC 1812 4.3.2.3, RFC 4443 2.4). */
const ICMP_MAX = 576;
const ICMP6_MAX = 1280;

/**
 * `icmp4 {}`, `icmp6 {}` and their `_error` forms (ovn-sb(5)): an ICMP error about a packet, addresses as they are: the nested actions
 * turn them round.
 */
export function makeIcmpError(frame: Ethernet): Uint8Array {
  return frame.etherType === ETHERTYPE_IPV6 ? icmp6(frame) : icmp4(frame);
}

function icmp4(frame: Ethernet): Uint8Array {
  const { source, destination } = parseIpv4Packet(frame.payload, 'no-checksum');
  const payload = frame.payload.subarray(0, Math.min(totalLength(frame.payload), ICMP_MAX - 28));
  return buildEthernet({
    ...frame,
    payload: buildIpv4Packet({
      source,
      destination,
      protocol: IPPROTO_ICMP,
      ttl: TTL,
      dontFragment: true,
      payload: buildIcmp({ ...UNREACHABLE, rest: 0, payload }),
    }),
  });
}

function icmp6(frame: Ethernet): Uint8Array {
  const { source, destination } = parseIpv6Packet(frame.payload);
  const payload = frame.payload.subarray(0, Math.min(totalLength6(frame.payload), ICMP6_MAX - 48));
  return buildEthernet({
    ...frame,
    payload: buildIpv6Packet({
      source,
      destination,
      protocol: IPPROTO_ICMPV6,
      hopLimit: TTL,
      // The switch writes other addresses, type and code afterwards and updates the checksum as it does.
      payload: buildIcmp({ ...UNREACHABLE6, rest: 0, payload }, (length) =>
        ipv6PseudoSum(source, destination, IPPROTO_ICMPV6, length),
      ),
    }),
  });
}

/** The length of a packet that has been read, without the padding that short frames have behind it. */
function totalLength(packet: Uint8Array): number {
  return new DataView(packet.buffer, packet.byteOffset).getUint16(2);
}

function totalLength6(packet: Uint8Array): number {
  return 40 + new DataView(packet.buffer, packet.byteOffset).getUint16(4);
}
