import {
  buildEthernet,
  buildIpv4Packet,
  buildIpv6Packet,
  buildSctp,
  buildTcp,
  ETHERTYPE_IPV6,
  type Ethernet,
  IPPROTO_SCTP,
  IPPROTO_TCP,
  ipv4PseudoSum,
  ipv6PseudoSum,
  parseIpv4Packet,
  parseIpv6Packet,
  parseSctp,
  parseTcp,
  SCTP_ABORT,
  SCTP_INIT,
  TCP_ACK,
  TCP_FIN,
  TCP_RST,
  TCP_SYN,
} from '#packets';

const SCTP_T_BIT = 1;

/** Hops that an answer has: ovn-controller 23.03 gives 63, where ovn-sb(5) says 255. */
const TTL = 63;

/** `tcp_reset` (ovn-sb(5)): a reset that the sender of a segment takes as the answer to it; only the ports are turned round here. */
export function makeTcpReset(frame: Ethernet): Uint8Array | undefined {
  return answerTransport(frame, IPPROTO_TCP, (bytes, pseudoSum) => {
    const tcp = parseTcp(bytes);
    if ((tcp.flags & TCP_RST) !== 0) return undefined; // a reset is never answered by one (RFC 9293 3.10.7.1)
    const hasAck = (tcp.flags & TCP_ACK) !== 0;
    const length = tcp.payload.length + ((tcp.flags & TCP_SYN) !== 0 ? 1 : 0) + ((tcp.flags & TCP_FIN) !== 0 ? 1 : 0);
    return buildTcp(
      {
        sourcePort: tcp.destinationPort,
        destinationPort: tcp.sourcePort,
        sequence: hasAck ? tcp.acknowledgment : 0,
        acknowledgment: hasAck ? 0 : tcp.sequence + length,
        flags: hasAck ? TCP_RST : TCP_RST | TCP_ACK,
        window: 0,
      },
      pseudoSum,
    );
  });
}

/** `sctp_abort` (ovn-sb(5)): an ABORT with the tag that the sender knows: that of its INIT, else its own with the T bit (RFC 9260 8.4). */
export function makeSctpAbort(frame: Ethernet): Uint8Array | undefined {
  return answerTransport(frame, IPPROTO_SCTP, (bytes) => {
    const sctp = parseSctp(bytes);
    const [first] = sctp.chunks;
    if (sctp.chunks.some((chunk) => chunk.type === SCTP_ABORT)) return undefined;
    const isInit = first !== undefined && first.type === SCTP_INIT && first.value.length >= 4;
    const tag = isInit ? new DataView(first.value.buffer, first.value.byteOffset).getUint32(0) : sctp.verificationTag;
    return buildSctp({
      sourcePort: sctp.destinationPort,
      destinationPort: sctp.sourcePort,
      verificationTag: tag,
      chunks: [{ type: SCTP_ABORT, flags: isInit ? 0 : SCTP_T_BIT, value: new Uint8Array(0) }],
    });
  });
}

function answerTransport(
  frame: Ethernet,
  protocol: number,
  answer: (bytes: Uint8Array, pseudoSum: (length: number) => number) => Uint8Array | undefined,
): Uint8Array | undefined {
  if (frame.etherType === ETHERTYPE_IPV6) {
    const ip = parseIpv6Packet(frame.payload);
    const { source, destination } = ip;
    if (ip.protocol !== protocol) return undefined;
    const payload = answer(ip.payload, (length) => ipv6PseudoSum(source, destination, protocol, length));
    return (
      payload &&
      buildEthernet({
        ...frame,
        payload: buildIpv6Packet({ source, destination, protocol, hopLimit: TTL, payload }),
      })
    );
  }
  const ip = parseIpv4Packet(frame.payload, 'no-checksum');
  const { source, destination } = ip;
  if (ip.protocol !== protocol) return undefined;
  const payload = answer(ip.payload, (length) => ipv4PseudoSum(source, destination, protocol, length));
  return (
    payload &&
    buildEthernet({
      ...frame,
      payload: buildIpv4Packet({ source, destination, protocol, ttl: TTL, dontFragment: true, payload }),
    })
  );
}
