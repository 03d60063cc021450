/** Load balancers as `lb-list` prints them: one line a virtual address. */
import type { LoadBalancerRow } from '#schemas/northbound';
import { compare } from './named-row.js';
import { parseEndpoint } from './virtual-address.js';

export function loadBalancerTable(rows: readonly LoadBalancerRow[]): readonly string[] {
  if (rows.length === 0) return [];
  const vipWidth = Math.max(0, ...rows.flatMap((row) => [...row.vips.keys()].map((vip) => vip.length))) + 4;
  const line = (uuid: string, name: string, protocol: string, vip: string, backends: string) =>
    `${uuid.padEnd(40)}${name.padEnd(20)}${protocol.padEnd(11)}${vip.padEnd(vipWidth)}${backends}`;
  const sorted = rows.toSorted((a, b) => compare(a.name, b.name) || compare(a._uuid, b._uuid));
  const body = sorted.flatMap((row) =>
    [...row.vips].map(([vip, backends], at) => {
      const [uuid, name] = at === 0 ? [row._uuid, row.name] : ['', ''];
      return line(uuid, name, hasPort(vip) ? (row.protocol ?? 'tcp') : '', vip, backends);
    }),
  );
  return [line('UUID', 'LB', 'PROTO', 'VIP', 'IPs'), ...body];
}

/** Addresses of templates count as having a port where they show one. */
function hasPort(vip: string): boolean {
  const parsed = parseEndpoint(vip);
  return 'problem' in parsed ? vip.includes(':') : parsed.port !== 0;
}
