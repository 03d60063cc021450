/** Addresses of ports, as Port_Binding.mac has them: `MAC IP IP...`. Before: the network. After: from-text.ts, reach.ts. */
import { ipv4Mask, ipv4ToNumber, ipv6Mask, ipv6ToBigInt, macFromNumber, parseIpv4, parseIpv6, parseMac } from '#base';
import type { TracePort } from './network.js';

export interface Addresses {
  readonly mac: string;
  readonly ips: readonly IpAddress[];
}

export interface IpAddress {
  readonly family: 4 | 6;
  readonly text: string;
  /** Prefix length; that of a single address where none is given. */
  readonly prefix: number;
}

/** An address in its canonical text; undefined for what is none. */
export function readIp(text: string, length?: string): IpAddress | undefined {
  const ipv4 = parseIpv4(text);
  if (ipv4 !== undefined) return { family: 4, text: ipv4, prefix: Number(length ?? 32) };
  const ipv6 = parseIpv6(text);
  return ipv6 === undefined ? undefined : { family: 6, text: ipv6, prefix: Number(length ?? 128) };
}

/** The first MAC of a port with its addresses; undefined when it has none. */
export function addressesOf(port: TracePort): Addresses | undefined {
  port.addresses ??= readAddresses(port) ?? 'none';
  return port.addresses === 'none' ? undefined : port.addresses;
}

function readAddresses(port: TracePort): Addresses | undefined {
  for (const entry of port.row.mac) {
    const [first = '', ...rest] = entry.split(/\s+/);
    const mac = parseMac(first);
    if (mac === undefined) continue;
    const ips = rest.flatMap((word) => {
      const [text = '', length] = word.split('/');
      return readIp(text, length) ?? [];
    });
    return { mac, ips };
  }
  return undefined;
}

/** Whether an address lies in a network. */
export function isWithin(address: string, network: string, prefix: number): boolean {
  const [ipv4, net4] = [parseIpv4(address), parseIpv4(network)];
  if (ipv4 !== undefined && net4 !== undefined) {
    return ((ipv4ToNumber(ipv4) ^ ipv4ToNumber(net4)) & ipv4Mask(prefix)) === 0;
  }
  const [ipv6, net6] = [parseIpv6(address), parseIpv6(network)];
  if (ipv6 === undefined || net6 === undefined) return false;
  return ((ipv6ToBigInt(ipv6) ^ ipv6ToBigInt(net6)) & ipv6Mask(prefix)) === 0n;
}

/** The MAC of a multicast group or of all on the network (RFC 1112, RFC 2464); undefined for an address of one host. */
export function groupMac(address: string): string | undefined {
  const [ipv4, ipv6] = [parseIpv4(address), parseIpv6(address)];
  if (ipv4 !== undefined) {
    const value = ipv4ToNumber(ipv4);
    if (value === 0xffffffff) return 'ff:ff:ff:ff:ff:ff';
    return value >>> 28 === 0xe ? macFromNumber(0x01005e000000 + (value & 0x7fffff)) : undefined;
  }
  if (ipv6 === undefined) return undefined;
  const value = ipv6ToBigInt(ipv6);
  return value >> 120n === 0xffn ? macFromNumber(0x333300000000 + Number(value & 0xffffffffn)) : undefined;
}

/**
 * The MAC that the sender would send to: the destination's on the same switch, else that of the router whose network holds
 * the sender's address. Undefined when it knows neither.
 */
export function nextHopMac(source: TracePort, from: string, target: TracePort | undefined): string | undefined {
  if (target?.datapath === source.datapath) return addressesOf(target)?.mac;
  const routers = [...source.datapath.ports.values()].flatMap((port) => (port.peer === undefined ? [] : [port.peer]));
  const holding = routers.find((router) => addressesOf(router)?.ips.some((ip) => isWithin(from, ip.text, ip.prefix)));
  const router = holding ?? routers[0];
  return router === undefined ? undefined : addressesOf(router)?.mac;
}
