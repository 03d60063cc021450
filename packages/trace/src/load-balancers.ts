/**
 * Load balancers by name, for questions in words: what is sent to one goes to one of its virtual addresses. Before: the
 * databases' rows. After: from-text.ts.
 */
import { type Endpoint, parseEndpoint } from '#logical';
import { type IpAddress, readIp } from './addresses.js';
import { parseTraffic, type Traffic } from './traffic.js';

export interface LoadBalancer {
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  /** Without a port: all of IP. */
  readonly vips: readonly Endpoint[];
}

/** Several may have one name. */
export type LoadBalancers = ReadonlyMap<string, readonly LoadBalancer[]>;

interface LoadBalancerRow {
  readonly name: string;
  readonly protocol?: 'tcp' | 'udp' | 'sctp' | undefined;
  readonly vips: ReadonlyMap<string, string>;
}

/** Of southbound or northbound rows. */
export function readLoadBalancers(rows: Iterable<LoadBalancerRow>): LoadBalancers {
  const byName = new Map<string, LoadBalancer[]>();
  for (const { name, protocol = 'tcp', vips } of rows) {
    if (name === '') continue;
    const balancer = { protocol, vips: [...vips.keys()].flatMap((text) => parseEndpoint(text) ?? []) };
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [balancer]);
    else same.push(balancer);
  }
  return byName;
}

/** Whether the address is a virtual one. */
export function hasVip(balancers: LoadBalancers, address: string): boolean {
  for (const same of balancers.values()) {
    if (same.some(({ vips }) => vips.some((vip) => readIp(vip.address)?.text === address))) return true;
  }
  return false;
}

/** A virtual address, and what is sent to it. */
export interface Balanced {
  readonly address: IpAddress;
  readonly traffic: Traffic;
}

/**
 * Where traffic to load balancers of one name goes: the virtual addresses that take it, one a family at most. `said` is what
 * `parseTraffic` takes; what it leaves out, the virtual address says. Gives a problem as a text.
 */
export function balancedTo(
  name: string,
  balancers: readonly LoadBalancer[],
  said: string,
): readonly Balanced[] | string {
  const found = new Map<string, Balanced>();
  let problem: string | undefined;
  for (const { protocol, vips } of balancers) {
    for (const vip of vips) {
      const address = readIp(vip.address);
      const traffic = parseTraffic(said, vip.port === undefined ? undefined : { protocol, port: vip.port });
      if (typeof traffic === 'string') problem = traffic;
      if (typeof traffic === 'string' || address === undefined) continue;
      if ((traffic.family ?? vip.family) !== vip.family) continue;
      const hasPorts = traffic.port !== undefined;
      if (hasPorts && vip.port !== undefined && (traffic.protocol !== protocol || traffic.port !== vip.port)) continue;
      found.set(`${address.text} ${hasPorts ? traffic.port : ''}`, { address, traffic });
    }
  }
  const balanced = [...found.values()];
  if (balanced.length === 0) {
    const all = balancers.flatMap(({ protocol, vips }) => vips.map((vip) => textOf(vip, protocol)));
    const has = all.length === 0 ? 'it has none' : `it has ${all.join(', ')}`;
    return problem ?? `load balancer "${name}" has no address for this; ${has}`;
  }
  for (const family of [4, 6]) {
    const same = balanced.filter(({ address }) => address.family === family);
    if (same.length < 2) continue;
    const texts = same.map(({ address, traffic }) => textOf({ address: address.text, family, port: traffic.port }));
    return `"${name}" may be ${texts.join(', ')}: say which`;
  }
  return balanced;
}

/** `tcp 10.0.0.1:80` */
function textOf(
  vip: { readonly address: string; readonly family: number; readonly port?: number | undefined },
  protocol?: string,
) {
  if (vip.port === undefined) return vip.address;
  const host = vip.family === 6 ? `[${vip.address}]` : vip.address;
  return `${protocol === undefined ? '' : `${protocol} `}${host}:${vip.port}`;
}
