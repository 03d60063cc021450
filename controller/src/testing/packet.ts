/** Packets for tests: made from a few words, and told in one line with their checksums checked. */
import { parseIpv4, parseIpv6, parseMac } from '#base';
import {
  buildEthernet,
  buildIpv4Packet,
  buildIpv6Packet,
  buildSctp,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  type Ethernet,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_SCTP,
  IPPROTO_TCP,
  ipv4PseudoSum,
  ipv6PseudoSum,
  parseEthernet,
  parseIcmp,
  parseIpv4Packet,
  parseIpv6Packet,
  parseSctp,
  parseTcp,
} from '#packets';

const CLIENT = { mac: parseMac('40:44:00:00:00:01')!, ip4: parseIpv4('10.0.0.1')!, ip6: parseIpv6('fd00::1')! };
const SERVER = { mac: parseMac('40:44:00:00:00:02')!, ip4: parseIpv4('10.0.0.2')!, ip6: parseIpv6('fd00::2')! };

/** Bytes at the end of a frame that belong to no packet, as Ethernet fills short frames. */
const PADDING = new Uint8Array(6).fill(0xee);

export type Family = 4 | 6;

/** The sum over addresses that the transport protocols' checksums begin with. */
export const pseudoSum = (family: Family, protocol: number) => (length: number) =>
  family === 4
    ? ipv4PseudoSum(CLIENT.ip4, SERVER.ip4, protocol, length)
    : ipv6PseudoSum(CLIENT.ip6, SERVER.ip6, protocol, length);

/** A frame from 10.0.0.1 to 10.0.0.2, or fd00::1 to fd00::2, with padding behind the packet. */
export function frameOf(family: Family, protocol: number, payload: Uint8Array): Ethernet {
  const packet =
    family === 4
      ? buildIpv4Packet({ source: CLIENT.ip4, destination: SERVER.ip4, protocol, payload })
      : buildIpv6Packet({ source: CLIENT.ip6, destination: SERVER.ip6, protocol, payload });
  return {
    source: CLIENT.mac,
    destination: SERVER.mac,
    vlans: [],
    etherType: family === 4 ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6,
    payload: Uint8Array.from([...packet, ...PADDING]),
  };
}

/** The bytes of a frame. */
export const bytesOf = (frame: Ethernet): Uint8Array => buildEthernet(frame);

/** One line: `SOURCE > DESTINATION, SOURCE > DESTINATION ttl N, ...`. Throws for a wrong checksum. */
export function packetText(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return 'nothing';
  const frame = parseEthernet(bytes);
  const ip = frame.etherType === ETHERTYPE_IPV4 ? parseIpv4Packet(frame.payload) : parseIpv6Packet(frame.payload);
  const hops = 'ttl' in ip ? ip.ttl : ip.hopLimit;
  const place = `${frame.source} > ${frame.destination}, ${ip.source} > ${ip.destination} ttl ${hops}`;
  const sum = (length: number) =>
    'ttl' in ip
      ? ipv4PseudoSum(ip.source, ip.destination, ip.protocol, length)
      : ipv6PseudoSum(ip.source, ip.destination, ip.protocol, length);
  return `${place}, ${transportText(ip.protocol, ip.payload, sum)}`;
}

function transportText(protocol: number, bytes: Uint8Array, sum: (length: number) => number): string {
  if (protocol === IPPROTO_ICMP || protocol === IPPROTO_ICMPV6) {
    const { type, code, rest, payload } = parseIcmp(bytes, protocol === IPPROTO_ICMP ? 0 : sum(bytes.length));
    return `icmp type ${type} code ${code} rest ${rest} with ${payload.length} bytes`;
  }
  if (protocol === IPPROTO_TCP) {
    const { sourcePort, destinationPort, flags, sequence, acknowledgment, window } = parseTcp(bytes, sum);
    const names = ['fin', 'syn', 'rst', 'psh', 'ack'].filter((_, i) => (flags & (1 << i)) !== 0).join(' ');
    return `tcp ${sourcePort} > ${destinationPort} ${names} seq ${sequence} ack ${acknowledgment} win ${window}`;
  }
  if (protocol !== IPPROTO_SCTP) return `protocol ${protocol}`;
  const sctp = parseSctp(bytes);
  const isIntact = Buffer.from(buildSctp(sctp)).equals(bytes);
  const chunks = sctp.chunks.map(({ type, flags, value }) => `type ${type} flags ${flags} with ${value.length} bytes`);
  const tag = `tag ${sctp.verificationTag.toString(16)}${isIntact ? '' : ' WRONG CHECKSUM'}`;
  return `sctp ${sctp.sourcePort} > ${sctp.destinationPort} ${tag} ${chunks.join(', ')}`;
}
