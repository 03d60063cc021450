import { parseMac } from '#base';
import { ARP_REQUEST, buildArp, buildEthernet, ETHERTYPE_ARP, type Ethernet, parseIpv4Packet } from '#packets';

const NOBODY = parseMac('00:00:00:00:00:00')!;

/** `arp {}` (ovn-sb(5)): an ARP request of an IPv4 packet's sender for its destination. */
export function makeArp(frame: Ethernet): Uint8Array {
  const { source, destination } = parseIpv4Packet(frame.payload, 'no-checksum');
  return buildEthernet({
    ...frame,
    etherType: ETHERTYPE_ARP,
    payload: buildArp({
      operation: ARP_REQUEST,
      senderMac: frame.source,
      senderIp: source,
      targetMac: NOBODY,
      targetIp: destination,
    }),
  });
}
