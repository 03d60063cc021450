/**
 * A packet in the words people use: `vm1 -> 10.0.0.5 tcp 443`, `ping from vm1 to vm2`. Fills in what the sender would: its
 * own addresses, the MAC of the next hop, a TTL. Before: the command line. After: a microflow.
 */
import { addressesOf, isWithin, nextHopMac, readIp } from './addresses.js';
import type { TraceNetwork, TracePort } from './network.js';
import { candidates, findPortByWord } from './port-words.js';
import { isTrafficWord, parseTraffic, TRAFFIC_WORDS, type Traffic, trafficMatch } from './traffic.js';

export type TextQuestion =
  | {
      readonly kind: 'microflow';
      readonly microflow: string;
      readonly source: TracePort;
      readonly target: TracePort | undefined;
    }
  | { readonly kind: 'problem'; readonly message: string };

/** Words that only join the others. */
const JOINTS: ReadonlySet<string> = new Set(
  'a an the can does do will packet packets traffic send sends reach reaches connect connects talk talks go goes get gets on over with via using at of and please ?'.split(
    ' ',
  ),
);
const ARROWS: ReadonlySet<string> = new Set(['->', '=>', '-->', '→', '>', 'to']);

const USAGE = 'say SOURCE -> DESTINATION [PROTOCOL [PORT]], as in "vm1 -> 10.0.0.5 tcp 443" or "ping from vm1 to vm2"';

interface Words {
  readonly source: string | undefined;
  readonly destination: string | undefined;
  readonly traffic: string;
}

/** `SOURCE -> DESTINATION [PROTOCOL [PORT]] [sport PORT] [ttl N]`; source and destination are ports or addresses. */
export function questionFromText(network: TraceNetwork, text: string): TextQuestion {
  const problem = (message: string): TextQuestion => ({ kind: 'problem', message: `${message}\n` });
  const words = sortWords(network, text);
  if (typeof words === 'string') return problem(words);
  const { source: sourceWord, destination: destinationWord } = words;
  if (sourceWord === undefined || destinationWord === undefined) return problem(`"${text.trim()}": ${USAGE}`);
  const traffic = parseTraffic(words.traffic);
  if (typeof traffic === 'string') return problem(traffic);
  const source = findPortByWord(network, sourceWord);
  if (typeof source === 'string') return problem(source);
  if (source === undefined) {
    return problem(`"${sourceWord}": no port of this name or address${candidates(network, sourceWord)}`);
  }
  const own = addressesOf(source);
  if (own === undefined || own.ips.length === 0) {
    return problem(`port "${source.friendlyName}" has no IP address of its own to send from`);
  }
  if (source.datapath.kind === 'router' || source.peer !== undefined) {
    return problem(`"${source.friendlyName}" is a router's port: say a port of a workload`);
  }
  const target = findPortByWord(network, destinationWord);
  const address = readIp(destinationWord);
  if (typeof target === 'string' && address === undefined) return problem(target);
  const port = typeof target === 'string' ? undefined : target;
  if (port === undefined && address === undefined) {
    return problem(`"${destinationWord}": no port of this name, and no address${candidates(network, destinationWord)}`);
  }
  const destinations = address === undefined ? (addressesOf(port!)?.ips ?? []) : [address];
  if (destinations.length === 0) return problem(`port "${destinationWord}" has no IP address`);
  for (const destination of destinations) {
    if ((traffic.family ?? destination.family) !== destination.family) continue;
    const from = own.ips.find((ip) => ip.family === destination.family);
    if (from === undefined) continue;
    const microflow = pairMicroflow(source, from.text, destination.text, port, traffic);
    if (typeof microflow === 'string') return { kind: 'microflow', microflow, source, target: port };
    return problem(microflow.problem);
  }
  return problem(
    `"${source.friendlyName}" and "${destinationWord}" have no IPv${traffic.family ?? destinations[0]!.family} addresses for this`,
  );
}

/** Which words are the ends, and which say what is sent. Gives a problem as a text. */
function sortWords(network: TraceNetwork, text: string): Words | string {
  const parts = text
    .replaceAll(/(->|=>|-->|→|,|;)/g, ' $1 ')
    .replaceAll(/[,;]|\?\s*$/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
  let source: string | undefined;
  let destination: string | undefined;
  const traffic: string[] = [];
  let next: 'source' | 'destination' | undefined;
  for (let i = 0; i < parts.length; i++) {
    const word = parts[i]!;
    const lower = word.toLowerCase();
    const number = parts[i + 1];
    if (lower === 'from' && /^(port|\d+)$/.test(number ?? '')) {
      traffic.push('sport', (number === 'port' ? parts[++i + 1] : number) ?? '');
      i++;
    } else if (lower === 'ttl' || lower === 'sport' || lower === 'port') {
      traffic.push(lower, number ?? '');
      i++;
    } else if (lower === 'from') next = 'source';
    else if (ARROWS.has(lower)) next = 'destination';
    else {
      const isPort = network.ports.has(word);
      if (!isPort && JOINTS.has(lower)) continue;
      if (!isPort && isTrafficWord(word)) {
        traffic.push(word);
        continue;
      }
      const [end, port] = splitPort(word);
      const role = next ?? (source === undefined ? 'source' : 'destination');
      if (role === 'source' && source === undefined) source = end;
      else if (role === 'destination' && destination === undefined) destination = end;
      else return notUnderstood(network, word);
      if (port !== undefined && role === 'destination') traffic.push(port);
      next = undefined;
    }
  }
  return { source, destination, traffic: traffic.join(' ') };
}

/** `10.0.0.5:443`, `[fd00::1]:443`, `vm2:443` apart. */
function splitPort(word: string): readonly [end: string, port: string | undefined] {
  const [, bracketed, port] = /^\[([^\]]*)\](?::(\d+))?$/.exec(word) ?? [];
  if (bracketed !== undefined) return [bracketed, port];
  const [, end, last] = /^([^:]+):(\d+)$/.exec(word) ?? [];
  return end === undefined ? [word, undefined] : [end, last];
}

function notUnderstood(network: TraceNetwork, word: string): string {
  const near = TRAFFIC_WORDS.filter((known) => known.startsWith(word.toLowerCase().slice(0, 2)));
  const services = near.length === 0 ? '' : `; protocols and services are ${near.join(', ')}, ...`;
  return `"${word}": not understood${findPortByWord(network, word) === undefined ? services : ''}; ${USAGE}`;
}

/** The microflow of traffic from one address to another; or why the sender knows no next hop. */
export function pairMicroflow(
  source: TracePort,
  from: string,
  to: string,
  target: TracePort | undefined,
  traffic: Traffic,
): string | { readonly problem: string } {
  const own = addressesOf(source);
  const onLink = [...source.datapath.ports.values()].some(({ peer }) =>
    peer === undefined
      ? false
      : addressesOf(peer)?.ips.some((ip) => isWithin(from, ip.text, ip.prefix) && isWithin(to, ip.text, ip.prefix)),
  );
  // The router's own address on the sender's network is its MAC too.
  const isRouters = target !== undefined && (target.peer !== undefined || target.datapath.kind === 'router');
  if (onLink && target === undefined) {
    return {
      problem: `${to} is in the network of "${source.friendlyName}" itself, and no port has it: nobody would answer`,
    };
  }
  const nextHop = nextHopMac(source, from, isRouters && target?.datapath !== source.datapath ? undefined : target);
  if (own === undefined || nextHop === undefined) {
    return { problem: `"${source.friendlyName}" has no way to ${to}: no router on its switch` };
  }
  const family = readIp(to)?.family ?? 4;
  return [
    `inport == ${JSON.stringify(source.name)}`,
    `eth.src == ${own.mac}`,
    `eth.dst == ${nextHop}`,
    `ip${family}.src == ${from}`,
    `ip${family}.dst == ${to}`,
    trafficMatch(traffic, family),
  ].join(' && ');
}
