import { exact, fields, masked } from '#openflow';
import type { Flow } from '../install/flow.js';
import type { PortFacts } from './port-facts.js';
import type { PortFlow } from './port-security.js';
import { matchIpv4, matchIpv6, type SecureAddress, sourceIs } from './port-security-address.js';
import { arp, icmp6Of, ipv4, ipv6, udp4 } from './protocol-match.js';
import { fromPort, inDatapath, lower, raise, resubmit, tables } from './shorthand.js';

const MLD_REPORT = 131;
const MLD2_REPORT = 143;
const ND_SOLICITATION = 135;
const ALL_LINK_LOCAL_GROUPS = [0xff02n << 112n, 0xffffn << 112n] as const;

const pass = [lower('portSecurityFailed')];
const fail = [raise('portSecurityFailed')];
const checkNeighbor = [resubmit(tables.checkInPortSecurityNd)];

/** Table 73: source addresses of what a guest sends; ARP, and IPv6 for its neighbour discovery, are looked at in table 74. */
export function inboundFlows(
  port: PortFacts,
  addresses: readonly SecureAddress[],
  into: (table: number, match: ReturnType<typeof inDatapath>[]) => PortFlow,
): readonly Flow[] {
  const flow = into(tables.checkInPortSecurity, [inDatapath(port.datapath.key), fromPort(port.key)]);
  return [
    flow(80, [], fail),
    flow(95, arp, checkNeighbor),
    ...addresses.flatMap((address) => {
      const source = sourceIs(address);
      if (address.ipv4.length === 0 && address.ipv6.length === 0) return [flow(90, [source], checkNeighbor)];
      return [...ipv4Sources(flow, address), ...ipv6Sources(flow, address)];
    }),
  ];
}

function ipv4Sources(flow: PortFlow, address: SecureAddress): readonly Flow[] {
  if (address.ipv4.length === 0) return [];
  const source = sourceIs(address);
  const discovery = [
    ...udp4,
    source,
    exact(fields.ip_src, 0),
    exact(fields.ip_dst, 0xffffffff),
    exact(fields.udp_src, 68),
    exact(fields.udp_dst, 67),
  ];
  return [
    flow(90, discovery, pass),
    ...address.ipv4.map((ip) => flow(90, [...ipv4, source, matchIpv4(fields.ip_src, ip)], pass)),
  ];
}

function ipv6Sources(flow: PortFlow, address: SecureAddress): readonly Flow[] {
  if (address.ipv6.length === 0) return [];
  const source = sourceIs(address);
  // Before a guest has an address it may join groups and look for duplicates of it.
  const unspecified = [source, exact(fields.ipv6_src, 0n), masked(fields.ipv6_dst, ...ALL_LINK_LOCAL_GROUPS)];
  return [
    flow(90, [...icmp6Of(MLD_REPORT), ...unspecified], pass),
    flow(90, [...icmp6Of(MLD2_REPORT), ...unspecified], pass),
    flow(90, [...icmp6Of(ND_SOLICITATION), ...unspecified], checkNeighbor),
    flow(90, [...ipv6, source, exact(fields.ipv6_src, address.linkLocal)], checkNeighbor),
    ...address.ipv6.map((ip) => flow(90, [...ipv6, source, matchIpv6(fields.ipv6_src, ip)], checkNeighbor)),
  ];
}
