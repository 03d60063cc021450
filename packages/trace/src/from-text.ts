/**
 * A packet in the words people use: `vm1 -> 10.0.0.5 tcp 443`. Fills in what the sender would: its own addresses, the
 * MAC of the next hop, a TTL. Before: the command line. After: a microflow.
 */
import { ipv4Mask, ipv4ToNumber, ipv6Mask, ipv6ToBigInt, parseIpv4, parseIpv6, parseMac } from '#base';
import type { TraceNetwork, TracePort } from './network.js';

export type TextQuestion =
  | {
      readonly kind: 'microflow';
      readonly microflow: string;
      readonly source: TracePort;
      readonly target: TracePort | undefined;
    }
  | { readonly kind: 'problem'; readonly message: string };

/** Protocol and destination port of a word. */
const SERVICES: Readonly<Record<string, readonly [protocol: string, port: number]>> = {
  http: ['tcp', 80],
  https: ['tcp', 443],
  ssh: ['tcp', 22],
  dns: ['udp', 53],
  ntp: ['udp', 123],
  smtp: ['tcp', 25],
};

/** Ports from 49152 up are for clients (RFC 6335). */
const CLIENT_PORT = 49152;

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

/** The first MAC of a port with its addresses: `MAC IP IP...` or `MAC IP/LEN...`. */
export function addressesOf(port: TracePort): Addresses | undefined {
  for (const entry of port.row.mac) {
    const [first = '', ...rest] = entry.split(/\s+/);
    const mac = parseMac(first);
    if (mac === undefined) continue;
    const ips = rest.flatMap((word): readonly IpAddress[] => {
      const [text = '', length] = word.split('/');
      if (parseIpv4(text) !== undefined) return [{ family: 4, text, prefix: Number(length ?? 32) }];
      if (parseIpv6(text) !== undefined) return [{ family: 6, text, prefix: Number(length ?? 128) }];
      return [];
    });
    return { mac, ips };
  }
  return undefined;
}

/** `SOURCE -> DESTINATION [PROTOCOL [PORT]] [from PORT] [ttl N]`; source and destination are ports or addresses. */
export function questionFromText(network: TraceNetwork, text: string): TextQuestion {
  const problem = (message: string): TextQuestion => ({ kind: 'problem', message: `${message}\n` });
  const [, sourceWord = '', destinationWord = '', rest = ''] =
    /^\s*(\S+)\s*(?:->|to)\s*(\S+)\s*(.*)$/.exec(text.replace(/^\s*from\s+/, '')) ?? [];
  if (destinationWord === '') return problem(`"${text}": say SOURCE -> DESTINATION [PROTOCOL [PORT]]`);
  const source = findPortByWord(network, sourceWord);
  if (source === undefined) return problem(`"${sourceWord}": no port of this name or address`);
  const target = findPortByWord(network, destinationWord);
  const traffic = parseTraffic(rest);
  if (typeof traffic === 'string') return problem(traffic);
  const isAddress = parseIpv4(destinationWord) ?? parseIpv6(destinationWord);
  const own = addressesOf(source);
  if (own === undefined) return problem(`port "${source.friendlyName}" has no address`);
  const theirs = isAddress === undefined ? (target === undefined ? undefined : addressesOf(target)) : undefined;
  const candidates = isAddress === undefined ? (theirs?.ips ?? []).map((ip) => ip.text) : [destinationWord];
  for (const destination of candidates) {
    const family = parseIpv4(destination) === undefined ? 6 : 4;
    const from = own.ips.find((ip) => ip.family === family);
    if (from === undefined) continue;
    const microflow = pairMicroflow(source, from.text, destination, target, traffic);
    if (microflow === undefined) return problem(`"${source.friendlyName}" has no way to ${destination}`);
    return { kind: 'microflow', microflow, source, target };
  }
  return problem(
    candidates.length === 0
      ? `"${destinationWord}": no port of this name, and no address`
      : `port "${source.friendlyName}" has no address of the family of ${destinationWord}`,
  );
}

/** What a packet carries. */
export interface Traffic {
  readonly protocol: 'tcp' | 'udp' | 'sctp' | 'icmp' | 'ip';
  readonly port: number | undefined;
  readonly sourcePort: number;
  readonly ttl: number;
}

/** `tcp 443`, `tcp:443`, `ping`, `https`, ..., with `from PORT` and `ttl N` behind; or what is wrong. */
export function parseTraffic(text: string): Traffic | string {
  let protocol: Traffic['protocol'] = 'icmp';
  let port: number | undefined;
  let sourcePort = CLIENT_PORT;
  let ttl = 64;
  const words = text
    .toLowerCase()
    .split(/[\s:/]+/)
    .filter((word) => word !== '');
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const service = SERVICES[word];
    if (service !== undefined) {
      protocol = service[0] === 'tcp' ? 'tcp' : 'udp';
      port = service[1];
    } else if (word === 'tcp' || word === 'udp' || word === 'sctp' || word === 'ip') protocol = word;
    else if (word === 'icmp' || word === 'ping') protocol = 'icmp';
    else if (word === 'from' || word === 'ttl') {
      const value = Number(words[++i]);
      if (!Number.isInteger(value) || value < 0 || value > (word === 'ttl' ? 255 : 0xffff))
        return `"${word}" needs a number`;
      if (word === 'ttl') ttl = value;
      else sourcePort = value;
    } else if (word !== 'port' && word !== 'dst') {
      if (!/^\d{1,5}$/.test(word) || Number(word) > 0xffff) return `"${word}": not understood`;
      port = Number(word);
    }
  }
  if ((protocol === 'tcp' || protocol === 'udp' || protocol === 'sctp') && port === undefined) {
    return `${protocol} needs a destination port`;
  }
  return { protocol, port, sourcePort, ttl };
}

function findPortByWord(network: TraceNetwork, word: string): TracePort | undefined {
  const named = network.ports.get(word) ?? [...network.ports.values()].find((port) => port.friendlyName === word);
  if (named !== undefined) return named;
  return [...network.ports.values()].find((port) => addressesOf(port)?.ips.some((ip) => ip.text === word));
}

/** The microflow of traffic from one address to another; undefined when the sender knows no next hop. */
export function pairMicroflow(
  source: TracePort,
  from: string,
  to: string,
  target: TracePort | undefined,
  { protocol, port, sourcePort, ttl }: Traffic,
): string | undefined {
  const own = addressesOf(source);
  const nextHop = nextHopMac(source, from, target);
  if (own === undefined || nextHop === undefined) return undefined;
  const family = parseIpv4(to) === undefined ? 6 : 4;
  const parts = [
    `inport == ${JSON.stringify(source.name)}`,
    `eth.src == ${own.mac}`,
    `eth.dst == ${nextHop}`,
    `ip${family}.src == ${from}`,
    `ip${family}.dst == ${to}`,
    `ip.ttl == ${ttl}`,
  ];
  if (protocol === 'icmp') {
    parts.push(...(family === 4 ? ['icmp4.type == 8', 'icmp4.code == 0'] : ['icmp6.type == 128', 'icmp6.code == 0']));
  } else if (protocol !== 'ip') parts.push(`${protocol}.src == ${sourcePort}`, `${protocol}.dst == ${port}`);
  return parts.join(' && ');
}

/** The destination's MAC on the same switch, else that of the router whose network holds the sender's address. */
function nextHopMac(source: TracePort, from: string, target: TracePort | undefined): string | undefined {
  if (target?.datapath === source.datapath) return addressesOf(target)?.mac;
  const routers = [...source.datapath.ports.values()].flatMap((port) => (port.peer === undefined ? [] : [port.peer]));
  const holding = routers.find((router) => addressesOf(router)?.ips.some((ip) => isWithin(from, ip.text, ip.prefix)));
  const router = holding ?? routers[0];
  return router === undefined ? undefined : addressesOf(router)?.mac;
}

/** Whether an address lies in a network. */
function isWithin(address: string, network: string, prefix: number): boolean {
  const [ipv4, net4] = [parseIpv4(address), parseIpv4(network)];
  if (ipv4 !== undefined && net4 !== undefined) {
    return ((ipv4ToNumber(ipv4) ^ ipv4ToNumber(net4)) & ipv4Mask(prefix)) === 0;
  }
  const [ipv6, net6] = [parseIpv6(address), parseIpv6(network)];
  if (ipv6 === undefined || net6 === undefined) return false;
  return ((ipv6ToBigInt(ipv6) ^ ipv6ToBigInt(net6)) & ipv6Mask(prefix)) === 0n;
}
