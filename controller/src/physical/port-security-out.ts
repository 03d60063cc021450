import { exact, fields, masked } from '#openflow';
import type { Flow } from '../install/flow.js';
import type { PortFacts } from './port-facts.js';
import type { PortFlow } from './port-security.js';
import { broadcastOf, destinationIs, matchIpv4, matchIpv6, type SecureAddress } from './port-security-address.js';
import { ipv4, ipv6 } from './protocol-match.js';
import { inDatapath, lower, raise, tables, toPort } from './shorthand.js';

const BROADCAST = 0xffffffff;
const IPV4_GROUPS = [0xe0000000, 0xf0000000] as const;
const IPV6_GROUPS = [0xffn << 120n, 0xffn << 120n] as const;

const pass = [lower('portSecurityFailed')];
const fail = [raise('portSecurityFailed')];

/** Table 75: destination addresses of what is delivered to a guest. */
export function outboundFlows(
  port: PortFacts,
  addresses: readonly SecureAddress[],
  into: (table: number, match: ReturnType<typeof inDatapath>[]) => PortFlow,
): readonly Flow[] {
  const flow = into(tables.checkOutPortSecurity, [inDatapath(port.datapath.key), toPort(port.key)]);
  return [flow(80, [], fail), ...addresses.flatMap((address) => ofAddress(flow, address))];
}

function ofAddress(flow: PortFlow, address: SecureAddress): readonly Flow[] {
  const to = destinationIs(address);
  const flows = [flow(85, [to], pass)];
  if (address.ipv4.length === 0 && address.ipv6.length === 0) return flows;
  flows.push(flow(90, [...ipv4, to], fail), flow(90, [...ipv6, to], fail));
  if (address.ipv4.length > 0) {
    flows.push(
      flow(95, [...ipv4, to, exact(fields.ip_dst, BROADCAST)], pass),
      flow(95, [...ipv4, to, masked(fields.ip_dst, ...IPV4_GROUPS)], pass),
    );
  }
  for (const ip of address.ipv4) {
    flows.push(flow(95, [...ipv4, to, matchIpv4(fields.ip_dst, ip)], pass));
    const broadcast = broadcastOf(ip);
    if (broadcast !== undefined) flows.push(flow(95, [...ipv4, to, exact(fields.ip_dst, broadcast)], pass));
  }
  if (address.ipv6.length > 0) {
    flows.push(
      flow(95, [...ipv6, to, exact(fields.ipv6_dst, address.linkLocal)], pass),
      flow(95, [...ipv6, to, masked(fields.ipv6_dst, ...IPV6_GROUPS)], pass),
    );
  }
  for (const ip of address.ipv6) flows.push(flow(95, [...ipv6, to, matchIpv6(fields.ipv6_dst, ip)], pass));
  return flows;
}
