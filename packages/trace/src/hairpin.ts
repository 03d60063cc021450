/**
 * Which virtual address a load balancer took for its own, and whether it sent a packet back to where it came from. The
 * controller's tables 68 to 70 would say; this is what ovn-trace makes of it: it looks at load balancers of all datapaths,
 * and at packets that it saw balanced. Before: steps/conntrack.ts. After: steps/answers.ts.
 */
import { type Ipv4, type Ipv6, ipv4ToNumber, ipv6ToBigInt, parseIpv4, parseIpv6 } from '#base';
import { type FieldValue, fields } from '#openflow';
import type { LoadBalancerRow } from '#schemas/southbound';
import { CT } from './ct-state.js';
import type { Packet } from './packet.js';
import { destinationPort } from './transport-fields.js';

/** An address that load balancers have, with the ports that they take there; 0 for all ports. */
export interface Vip {
  readonly address: Ipv4 | Ipv6;
  readonly ports: ReadonlySet<number>;
}

/** What a packet was sent to before a load balancer changed that. */
export interface Balanced {
  readonly vip: Vip;
  readonly port: number;
}

/** Virtual addresses of all load balancers, to be found by what a packet is sent to. */
export class Vips {
  private readonly byAddress: ReadonlyMap<FieldValue, Vip>;

  constructor(rows: Iterable<LoadBalancerRow>) {
    const byAddress = new Map<FieldValue, { readonly address: Ipv4 | Ipv6; readonly ports: Set<number> }>();
    for (const row of rows) {
      for (const text of row.vips.keys()) {
        const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*|[^[\]]*:.*:.*?))(?::(\d+))?$/.exec(text) ?? [];
        const host = bracketed ?? plain ?? '';
        const [ipv4, ipv6] = [parseIpv4(host), parseIpv6(host)];
        const address = ipv4 ?? ipv6;
        const key = ipv4 !== undefined ? ipv4ToNumber(ipv4) : ipv6 !== undefined ? ipv6ToBigInt(ipv6) : undefined;
        if (address === undefined || key === undefined) continue;
        const vip = byAddress.get(key) ?? { address, ports: new Set() };
        vip.ports.add(Number(port ?? 0));
        byAddress.set(key, vip);
      }
    }
    this.byAddress = byAddress;
  }

  /** What the packet is sent to; undefined for an address that no load balancer has. */
  of(packet: Packet): Balanced | undefined {
    const vip = this.byAddress.get(packet.get(packet.isIpv6 ? fields.ipv6_dst : fields.ip_dst));
    return vip === undefined ? undefined : { vip, port: packet.number(destinationPort(packet)) };
  }
}

/** The virtual address that the packet was sent to, port and all. */
export function virtualAddress({ balanced }: Packet): Ipv4 | Ipv6 | undefined {
  return balanced?.vip.ports.has(balanced.port) === true ? balanced.vip.address : undefined;
}

/** The packet was balanced to the backend that sent it. */
export function isHairpin(packet: Packet): boolean {
  return returns(packet) && virtualAddress(packet) !== undefined;
}

/** The same for the other direction, as ovn-trace has it: the backend's port is the virtual one. */
export function isHairpinReply(packet: Packet): boolean {
  return returns(packet) && packet.balanced?.vip.ports.has(packet.number(destinationPort(packet))) === true;
}

function returns(packet: Packet): boolean {
  if ((packet.number(fields.ct_state) & CT.dnat) === 0) return false;
  const [source, destination] = packet.isIpv6 ? [fields.ipv6_src, fields.ipv6_dst] : [fields.ip_src, fields.ip_dst];
  return packet.get(source) === packet.get(destination);
}
