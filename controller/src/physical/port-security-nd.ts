import { exact, fields } from '#openflow';
import type { Flow } from '../install/flow.js';
import type { PortFacts } from './port-facts.js';
import type { PortFlow } from './port-security.js';
import { matchIpv4, matchIpv6, type SecureAddress, sourceIs } from './port-security-address.js';
import { arp, icmp6, icmp6Of } from './protocol-match.js';
import { fromPort, inDatapath, lower, raise, tables } from './shorthand.js';

const SOLICITATION = 135;
const ADVERTISEMENT = 136;

/** The hop limit that ovn-controller 23.03 matches in the flows that allow; RFC 4861 has 255. See docs/differences.md. */
const ALLOWED_HOP_LIMIT = exact(fields.nw_ttl, 225);
const HOP_LIMIT = exact(fields.nw_ttl, 255);

const pass = [lower('portSecurityFailed')];
const fail = [raise('portSecurityFailed')];

/** Table 74: addresses inside the ARP and neighbour discovery packets that a guest sends. */
export function inboundNeighborFlows(
  port: PortFacts,
  addresses: readonly SecureAddress[],
  into: (table: number, match: ReturnType<typeof inDatapath>[]) => PortFlow,
): readonly Flow[] {
  const flow = into(tables.checkInPortSecurityNd, [inDatapath(port.datapath.key), fromPort(port.key)]);
  return [
    flow(80, arp, fail),
    flow(80, [...icmp6, HOP_LIMIT, exact(fields.icmpv6_type, ADVERTISEMENT)], fail),
    flow(80, [...icmp6, HOP_LIMIT, exact(fields.icmpv6_type, SOLICITATION)], pass),
    ...addresses.flatMap((address) => [
      ...arpSenders(flow, address),
      ...solicitations(flow, address),
      ...advertisements(flow, address),
    ]),
  ];
}

function arpSenders(flow: PortFlow, address: SecureAddress): readonly Flow[] {
  const sender = [...arp, sourceIs(address), exact(fields.arp_sha, address.macValue)];
  if (address.ipv4.length === 0 && address.ipv6.length === 0) return [flow(90, sender, pass)];
  return address.ipv4.map((ip) => flow(90, [...sender, matchIpv4(fields.arp_spa, ip)], pass));
}

/** The link address in a solicitation is absent (matches as zero) or the guest's. */
function solicitations(flow: PortFlow, address: SecureAddress): readonly Flow[] {
  return [0n, address.macValue].map((mac) =>
    flow(90, [...icmp6Of(SOLICITATION), ALLOWED_HOP_LIMIT, exact(fields.nd_sll, mac)], pass),
  );
}

function advertisements(flow: PortFlow, address: SecureAddress): readonly Flow[] {
  return [0n, address.macValue].flatMap((mac) => {
    const advertisement = [...icmp6Of(ADVERTISEMENT), exact(fields.nd_tll, mac)];
    if (address.ipv6.length === 0) return [flow(90, [...advertisement, ALLOWED_HOP_LIMIT], pass)];
    return [
      flow(90, [...advertisement, ALLOWED_HOP_LIMIT, exact(fields.nd_target, address.linkLocal)], pass),
      ...address.ipv6.map((ip) =>
        flow(90, [...advertisement, sourceIs(address), matchIpv6(fields.nd_target, ip)], pass),
      ),
    ];
  });
}
