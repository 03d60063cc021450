/** What a packet carries, in the words people use. Before: the command line. After: from-text.ts, matrix.ts. */

export interface Traffic {
  /** `neighbour`: who has an address, by ARP or neighbour discovery. */
  readonly protocol: 'tcp' | 'udp' | 'sctp' | 'icmp' | 'ip' | 'neighbour';
  readonly port: number | undefined;
  readonly sourcePort: number;
  readonly ttl: number;
  /** IP protocol, of `ip`. */
  readonly number: number | undefined;
  /** The only family that is meant. */
  readonly family: 4 | 6 | undefined;
}

/** Whether a packet opens a connection, or answers one that did. */
export type Direction = 'request' | 'reply';

/** Protocol and destination port of a word. */
const SERVICES: Readonly<Record<string, readonly [protocol: 'tcp' | 'udp', port: number]>> = {
  bgp: ['tcp', 179],
  dhcp: ['udp', 67],
  dns: ['udp', 53],
  domain: ['udp', 53],
  ftp: ['tcp', 21],
  geneve: ['udp', 6081],
  http: ['tcp', 80],
  https: ['tcp', 443],
  imap: ['tcp', 143],
  ldap: ['tcp', 389],
  mysql: ['tcp', 3306],
  nfs: ['tcp', 2049],
  ntp: ['udp', 123],
  postgres: ['tcp', 5432],
  postgresql: ['tcp', 5432],
  rdp: ['tcp', 3389],
  redis: ['tcp', 6379],
  smtp: ['tcp', 25],
  snmp: ['udp', 161],
  ssh: ['tcp', 22],
  syslog: ['udp', 514],
  telnet: ['tcp', 23],
  web: ['tcp', 80],
};

/** Words for protocols, with the family that some of them name. */
const PROTOCOLS: Readonly<Record<string, readonly [protocol: Traffic['protocol'], family: 4 | 6 | undefined]>> = {
  arp: ['neighbour', 4],
  icmp: ['icmp', undefined],
  icmp4: ['icmp', 4],
  icmp6: ['icmp', 6],
  icmpv4: ['icmp', 4],
  icmpv6: ['icmp', 6],
  ip: ['ip', undefined],
  ip4: ['ip', 4],
  ip6: ['ip', 6],
  ipv4: ['ip', 4],
  ipv6: ['ip', 6],
  nd: ['neighbour', 6],
  nd_ns: ['neighbour', 6],
  ndp: ['neighbour', 6],
  neighbor: ['neighbour', undefined],
  neighbour: ['neighbour', undefined],
  ping: ['icmp', undefined],
  ping4: ['icmp', 4],
  ping6: ['icmp', 6],
  pings: ['icmp', undefined],
  sctp: ['sctp', undefined],
  sctp4: ['sctp', 4],
  sctp6: ['sctp', 6],
  tcp: ['tcp', undefined],
  tcp4: ['tcp', 4],
  tcp6: ['tcp', 6],
  udp: ['udp', undefined],
  udp4: ['udp', 4],
  udp6: ['udp', 6],
  'who-has': ['neighbour', undefined],
};

/** Protocols without ports, by their number. */
const NUMBERS: Readonly<Record<string, number>> = { ah: 51, esp: 50, gre: 47, ipip: 4, ospf: 89, vrrp: 112 };

/** Ports from 49152 up are for clients (RFC 6335). */
const CLIENT_PORT = 49152;

/** Words that `parseTraffic` understands, for messages. */
export const TRAFFIC_WORDS: readonly string[] = [PROTOCOLS, SERVICES, NUMBERS].flatMap((words) => Object.keys(words));

/** True for a word that says something about the traffic: `tcp`, `tcp/443`, `https`, `443/tcp`. */
export function isTrafficWord(word: string): boolean {
  const parts = word.toLowerCase().split(/[:/]/);
  // A MAC is no list of ports.
  if (parts.length > 2) return false;
  return parts.every((part) => TRAFFIC_WORDS.includes(part) || /^\d{1,5}$/.test(part));
}

/**
 * `tcp 443`, `tcp:443`, `tcp6/443`, `443/tcp`, `ping`, `https`, ..., with `sport PORT` and `ttl N`; or what is wrong. `usual` is
 * meant where no port, or not even a protocol, is named.
 */
export function parseTraffic(
  text: string,
  usual?: { readonly protocol: 'tcp' | 'udp' | 'sctp'; readonly port: number },
): Traffic | string {
  let protocol: Traffic['protocol'] | undefined;
  let family: 4 | 6 | undefined;
  let port: number | undefined;
  let number: number | undefined;
  let said: number | undefined;
  let served: string | undefined;
  let sourcePort = CLIENT_PORT;
  let ttl = 64;
  const words = text.toLowerCase().split(/[\s:/]+/);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '' || word === 'port' || word === 'dport' || word === 'dst') continue;
    const service = SERVICES[word];
    const named = PROTOCOLS[word];
    const ofIp = NUMBERS[word];
    if (service !== undefined) {
      if (served !== undefined)
        return `${served} and ${word}: one service at a time; --matrix --protocols=... asks about several`;
      served = word;
      protocol ??= service[0];
      port ??= service[1];
    } else if (ofIp !== undefined) [protocol, number] = ['ip', ofIp];
    else if (named !== undefined) {
      // "ip6 tcp 80": the protocol says more than the family does.
      if (named[0] !== 'ip' || protocol === undefined) protocol = named[0];
      family = named[1] ?? family;
    } else if (word === 'ttl' || word === 'sport' || word === 'proto') {
      const value = Number(words[++i] || Number.NaN);
      const most = word === 'sport' ? 0xffff : 255;
      if (!Number.isInteger(value) || value < 0 || value > most) return `"${word}" needs a number from 0 to ${most}`;
      if (word === 'ttl') ttl = value;
      else if (word === 'proto') [protocol, number] = ['ip', value];
      else sourcePort = value;
    } else if (/^\d+$/.test(word)) {
      if (Number(word) > 0xffff || Number(word) === 0) return `${word}: ports go from 1 to 65535`;
      if (said !== undefined)
        return `${said} and ${word}: one port at a time; --matrix --protocols=... asks about several`;
      said = Number(word);
      port = said;
    } else return `"${word}": no protocol or service of this name`;
  }
  // "ip6" alone says of what family the usual shall be.
  if (
    usual !== undefined &&
    (protocol === undefined || (protocol === 'ip' && family !== undefined && number === undefined))
  ) {
    protocol = usual.protocol;
  }
  if (usual?.protocol === protocol) port ??= usual?.port;
  protocol ??= port === undefined ? 'icmp' : 'tcp';
  if (port === undefined && (protocol === 'tcp' || protocol === 'udp' || protocol === 'sctp')) {
    return `${protocol} needs a destination port, as in "${protocol} 80"`;
  }
  if (port !== undefined && protocol === 'neighbour') return 'a question for a neighbour has no ports';
  if (port !== undefined && (protocol === 'icmp' || protocol === 'ip')) return `${protocol} has no ports`;
  return { protocol, port, sourcePort, ttl, number, family };
}

/** The part of a microflow that says what a packet carries. */
export function trafficMatch(traffic: Traffic, family: 4 | 6, direction: Direction = 'request'): string {
  const { protocol, port, sourcePort, ttl, number } = traffic;
  const parts = [`ip.ttl == ${ttl}`];
  if (protocol === 'icmp') {
    const type = { 4: { request: 8, reply: 0 }, 6: { request: 128, reply: 129 } }[family][direction];
    parts.push(`icmp${family}.type == ${type}`, `icmp${family}.code == 0`);
  } else if (protocol === 'ip' || protocol === 'neighbour') {
    if (number !== undefined) parts.push(`ip.proto == ${number}`);
  } else {
    const [from, to] = direction === 'request' ? [sourcePort, port] : [port, sourcePort];
    parts.push(`${protocol}.src == ${from}`, `${protocol}.dst == ${to}`);
  }
  return parts.join(' && ');
}
