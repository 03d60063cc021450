/**
 * Which virtual address a load balancer took for its own, and whether it sent a packet back to where it came from. The
 * controller's tables 68 to 70 would say; this is what ovn-trace makes of it: it looks at load balancers of all datapaths,
 * and at packets that it saw balanced. Before: steps/conntrack.ts. After: steps/answers.ts.
 */
import { type Ipv4, type Ipv6, ipv4ToNumber, ipv6ToBigInt, parseIpv4, parseIpv6 } from '#base';
import { fields } from '#openflow';
import type { LoadBalancerRow } from '#schemas/southbound';
import { CT } from './ct-state.js';
import type { Packet } from './packet.js';

/** A virtual address with its port; 0 for all ports. */
export interface Vip {
  readonly address: Ipv4 | Ipv6;
  readonly port: number;
}

/** Virtual addresses of all load balancers, to be found by what a packet is sent to. */
export class Vips {
  private readonly byKey: ReadonlyMap<string, Vip>;

  constructor(rows: Iterable<LoadBalancerRow>) {
    const byKey = new Map<string, Vip>();
    for (const row of rows) {
      for (const text of row.vips.keys()) {
        const vip = readVip(text);
        if (vip !== undefined) byKey.set(keyOf(vip.address, vip.port), vip);
      }
    }
    this.byKey = byKey;
  }

  /** The virtual address that the packet is sent to: address and port, exactly. */
  of(packet: Packet): Vip | undefined {
    const { destination } = ends(packet);
    return this.byKey.get(`${destination}/${destinationPort(packet)}`);
  }
}

function keyOf(address: Ipv4 | Ipv6, port: number): string {
  const ipv4 = parseIpv4(address);
  const ipv6 = parseIpv6(address);
  return `${ipv4 !== undefined ? ipv4ToNumber(ipv4) : ipv6 !== undefined ? ipv6ToBigInt(ipv6) : ''}/${port}`;
}

/** `1.2.3.4:80` or `[fd00::1]:80`, the port optional. */
export function readVip(text: string): Vip | undefined {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*|[^[\]]*:.*:.*?))(?::(\d+))?$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? '';
  const address = parseIpv4(host) ?? parseIpv6(host);
  return address === undefined ? undefined : { address, port: Number(port ?? 0) };
}

function ends(packet: Packet): { readonly source: bigint; readonly destination: bigint } {
  const [source, destination] = packet.isIpv6 ? [fields.ipv6_src, fields.ipv6_dst] : [fields.ip_src, fields.ip_dst];
  return { source: BigInt(packet.get(source)), destination: BigInt(packet.get(destination)) };
}

function destinationPort(packet: Packet): number {
  switch (packet.protocol) {
    case 6:
      return packet.number(fields.tcp_dst);
    case 17:
      return packet.number(fields.udp_dst);
    case 132:
      return packet.number(fields.sctp_dst);
    default:
      return 0;
  }
}

/** The packet was balanced to the backend that sent it. */
export function isHairpin(packet: Packet): boolean {
  if (packet.vip === undefined || (packet.number(fields.ct_state) & CT.dnat) === 0) return false;
  const { source, destination } = ends(packet);
  return source === destination;
}

/** The same for the other direction, as ovn-trace has it: the backend's port is the virtual one. */
export function isHairpinReply(packet: Packet): boolean {
  return isHairpin(packet) && destinationPort(packet) === packet.vip?.port;
}
