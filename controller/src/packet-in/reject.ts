import { ETHERTYPE_IPV6, type Ethernet, IPPROTO_SCTP, IPPROTO_TCP, parseIpv4Packet, parseIpv6Packet } from '#packets';
import { makeIcmpError } from './icmp.js';
import { makeSctpAbort, makeTcpReset } from './transport-reset.js';

/** `reject {}` (ovn-sb(5)): what the packet's protocol has for "no": a reset, an abort, else an ICMP error. */
export function makeReject(frame: Ethernet): Uint8Array | undefined {
  const { protocol } =
    frame.etherType === ETHERTYPE_IPV6 ? parseIpv6Packet(frame.payload) : parseIpv4Packet(frame.payload, 'no-checksum');
  if (protocol === IPPROTO_TCP) return makeTcpReset(frame);
  if (protocol === IPPROTO_SCTP) return makeSctpAbort(frame);
  return makeIcmpError(frame);
}
