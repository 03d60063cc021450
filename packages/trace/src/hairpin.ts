/** Whether a load balancer sent a packet back to where it came from: what tables 68 and 69 would say. Before: execute.ts. */
import { ipv4ToNumber, ipv6ToBigInt, parseIpv4, parseIpv6 } from '#base';
import { fields } from '#openflow';
import type { LoadBalancerRow } from '#schemas/southbound';
import type { Packet } from './packet.js';

interface Endpoint {
  readonly family: 4 | 6;
  readonly address: bigint;
  readonly port: number;
}

const DNAT = 1 << 7;
const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, sctp: 132 };

/** `1.2.3.4:80` or `[fd00::1]:80`, the port optional. */
export function readEndpoint(text: string): Endpoint | undefined {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*|[^[\]]*:.*:.*?))(?::(\d+))?$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? '';
  const ipv4 = parseIpv4(host);
  if (ipv4 !== undefined) return { family: 4, address: BigInt(ipv4ToNumber(ipv4)), port: Number(port ?? 0) };
  const ipv6 = parseIpv6(host);
  return ipv6 === undefined ? undefined : { family: 6, address: ipv6ToBigInt(ipv6), port: Number(port ?? 0) };
}

interface Pair {
  readonly vip: Endpoint;
  readonly backend: Endpoint;
  readonly protocol: number;
  readonly row: LoadBalancerRow;
}

function* pairs(loadBalancers: readonly LoadBalancerRow[]): Iterable<Pair> {
  for (const row of loadBalancers) {
    for (const [vipText, backends] of row.vips) {
      const vip = readEndpoint(vipText);
      if (vip === undefined) continue;
      for (const text of backends.split(',')) {
        const backend = readEndpoint(text.trim());
        if (backend !== undefined) yield { vip, backend, protocol: PROTOCOLS[row.protocol ?? 'tcp'] ?? 6, row };
      }
    }
  }
}

function addresses(
  packet: Packet,
  family: 4 | 6,
): { readonly source: bigint; readonly destination: bigint } | undefined {
  if (family === 4 && packet.isIpv4) {
    return { source: BigInt(packet.get(fields.ip_src)), destination: BigInt(packet.get(fields.ip_dst)) };
  }
  if (family === 6 && packet.isIpv6) {
    return { source: BigInt(packet.get(fields.ipv6_src)), destination: BigInt(packet.get(fields.ipv6_dst)) };
  }
  return undefined;
}

function transportPorts(packet: Packet): { readonly source: number; readonly destination: number } {
  switch (packet.protocol) {
    case 6:
      return { source: packet.number(fields.tcp_src), destination: packet.number(fields.tcp_dst) };
    case 17:
      return { source: packet.number(fields.udp_src), destination: packet.number(fields.udp_dst) };
    default:
      return { source: packet.number(fields.sctp_src), destination: packet.number(fields.sctp_dst) };
  }
}

/** The packet was translated to the backend that sent it. */
export function isHairpin(loadBalancers: readonly LoadBalancerRow[], packet: Packet): boolean {
  if ((packet.number(fields.ct_state) & DNAT) === 0) return false;
  for (const { vip, backend, protocol } of pairs(loadBalancers)) {
    const ends = addresses(packet, backend.family);
    if (ends === undefined || ends.source !== backend.address || ends.destination !== backend.address) continue;
    if (vip.port === 0) return true;
    if (packet.protocol === protocol && transportPorts(packet).destination === backend.port) return true;
  }
  return false;
}

/** The packet answers one that was hairpinned: from a backend to the address that stood for itself. */
export function isHairpinReply(loadBalancers: readonly LoadBalancerRow[], packet: Packet): boolean {
  for (const { vip, backend, protocol, row } of pairs(loadBalancers)) {
    const ends = addresses(packet, backend.family);
    if (ends === undefined || ends.source !== backend.address) continue;
    const own = (row.options.get('hairpin_snat_ip') ?? '')
      .split(/\s+/)
      .flatMap((text) => readEndpoint(text) ?? [])
      .find((endpoint) => endpoint.family === vip.family);
    if (ends.destination !== (own ?? vip).address) continue;
    if (vip.port === 0) return true;
    if (packet.protocol === protocol && transportPorts(packet).source === backend.port) return true;
  }
  return false;
}
