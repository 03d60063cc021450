/** Which datagrams `tunnel/capture` takes. Before: words of the command. After: a test on datagrams. */
import { ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6, parseEthernet, parseGeneve, parseIpv4Packet } from '#packets';
import type { CapturedDatagram } from '../port/tunnel-endpoint.js';

export type CaptureFilter = (datagram: CapturedDatagram) => boolean;

const KINDS: Readonly<Record<string, (frame: Uint8Array) => boolean>> = {
  arp: (frame) => parseEthernet(frame).etherType === ETHERTYPE_ARP,
  ip: (frame) => parseEthernet(frame).etherType === ETHERTYPE_IPV4,
  ip6: (frame) => parseEthernet(frame).etherType === ETHERTYPE_IPV6,
  icmp: (frame) => icmpType(frame) !== undefined,
  'icmp-request': (frame) => icmpType(frame) === 8,
  'icmp-reply': (frame) => icmpType(frame) === 0,
};

/** Words, all of which must hold: `src=IP`, `dst=IP` (outer), `vni=N`, and `arp`, `ip`, `ip6`, `icmp`, `icmp-request`, `icmp-reply` (inner). */
export function captureFilter(words: readonly string[]): CaptureFilter {
  const tests = words.map(testOf);
  return (datagram) => tests.every((test) => test(datagram));
}

function testOf(text: string): CaptureFilter {
  const [name = '', value] = text.split('=');
  const kind = KINDS[name];
  if (kind !== undefined && value === undefined)
    return (datagram) => holds(() => kind(parseGeneve(datagram.payload).payload));
  if (name === 'src' && value !== undefined) return (datagram) => datagram.source === value;
  if (name === 'dst' && value !== undefined) return (datagram) => datagram.destination === value;
  if (name === 'vni' && value !== undefined)
    return (datagram) => holds(() => parseGeneve(datagram.payload).vni === Number(value));
  throw new Error(`${text}: must be src=IP, dst=IP, vni=N or one of ${Object.keys(KINDS).join(', ')}`);
}

/** A datagram that cannot be read is none of those that are asked for. */
function holds(test: () => boolean): boolean {
  try {
    return test();
  } catch {
    return false;
  }
}

function icmpType(frame: Uint8Array): number | undefined {
  const { etherType, payload } = parseEthernet(frame);
  if (etherType !== ETHERTYPE_IPV4) return undefined;
  const packet = parseIpv4Packet(payload, 'no-checksum');
  return packet.protocol === 1 ? packet.payload[0] : undefined;
}
