/**
 * A packet in the words people use: `vm1 -> 10.0.0.5 tcp 443`, `ping from vm1 to vm2`. Fills in what the sender would: its
 * own addresses, the MAC of the next hop, a TTL. Before: the command line. After: a microflow.
 */
import { addressesOf, groupMac, isWithin, nextHopMac, readIp } from './addresses.js';
import type { TraceNetwork, TracePort } from './network.js';
import { findDatapath } from './network-names.js';
import { candidates, findPortByWord } from './port-words.js';
import { sortWords, USAGE } from './question-words.js';
import { type Direction, parseTraffic, type Traffic, trafficMatch } from './traffic.js';

export type TextQuestion =
  | {
      readonly kind: 'microflow';
      readonly microflow: string;
      readonly source: TracePort;
      readonly target: TracePort | undefined;
      readonly direction: Direction;
    }
  | { readonly kind: 'problem'; readonly message: string };

/** `SOURCE -> DESTINATION [PROTOCOL [PORT]] [sport PORT] [ttl N]`; source and destination are ports or addresses. */
export function questionFromText(network: TraceNetwork, text: string): TextQuestion {
  const problem = (message: string): TextQuestion => ({ kind: 'problem', message: `${message}\n` });
  const words = sortWords(network, text);
  if (typeof words === 'string') return problem(words);
  const { source: sourceWord, destination: destinationWord } = words;
  if (sourceWord === undefined || destinationWord === undefined) return problem(`"${text.trim()}": ${USAGE}`);
  const { direction } = words;
  const traffic = parseTraffic(words.traffic);
  if (typeof traffic === 'string') return problem(traffic);
  const source = findPortByWord(network, sourceWord);
  if (typeof source === 'string') return problem(source);
  if (source === undefined) return problem(notAnEnd(network, sourceWord));
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
  if (port === undefined && address === undefined) return problem(notAnEnd(network, destinationWord));
  const destinations = address === undefined ? (addressesOf(port!)?.ips ?? []) : [address];
  if (destinations.length === 0) return problem(`port "${destinationWord}" has no IP address`);
  const sender = readIp(sourceWord);
  for (const destination of destinations) {
    if ((traffic.family ?? destination.family) !== destination.family) continue;
    const senders = sender === undefined ? own.ips : own.ips.filter(({ text }) => text === sender.text);
    const from = senders.find((ip) => ip.family === destination.family);
    if (from === undefined) continue;
    const microflow = pairMicroflow(source, from.text, destination.text, port, traffic, direction);
    if (typeof microflow === 'string') return { kind: 'microflow', microflow, source, target: port, direction };
    return problem(microflow.problem);
  }
  return problem(
    `"${sourceWord}" and "${destinationWord}" have no IPv${traffic.family ?? destinations[0]!.family} addresses for this`,
  );
}

/** Why a word is no end of a packet's way. */
function notAnEnd(network: TraceNetwork, word: string): string {
  const [, address = '', length] = /^(.*)\/(\d+)$/.exec(word) ?? [];
  const net = readIp(address, length);
  if (net !== undefined) {
    const inside = Array.from(network.ports.values()).filter(
      (port) => port.type === '' && addressesOf(port)?.ips.some(({ text }) => isWithin(text, net.text, net.prefix)),
    );
    return `"${word}" is a network: say an address in it${listOf(inside)}; --matrix asks about many`;
  }
  if (/^[\d.]+$/.test(word) || (word.match(/:/g)?.length ?? 0) > 1) return `"${word}": no valid address`;
  const datapath = findDatapath(network, word);
  if (datapath !== undefined) {
    const inside = [...datapath.ports.values()].filter(({ type }) => type !== 'chassisredirect');
    return `"${word}" is a ${datapath.kind}: say one of its ports${listOf(inside)}`;
  }
  return `"${word}": no port of this name or address${candidates(network, word)}`;
}

const LISTED = 5;

/** `, as vm1, vm2` */
function listOf(ports: readonly TracePort[]): string {
  if (ports.length === 0) return '';
  const names = ports.map((port) => port.friendlyName).sort();
  return `, as ${names.slice(0, LISTED).join(', ')}${names.length > LISTED ? ', ...' : ''}`;
}

/** The microflow of traffic from one address to another; or why the sender knows no next hop. */
export function pairMicroflow(
  source: TracePort,
  from: string,
  to: string,
  target: TracePort | undefined,
  traffic: Traffic,
  direction: Direction = 'request',
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
  const nextHop =
    groupMac(to) ?? nextHopMac(source, from, isRouters && target?.datapath !== source.datapath ? undefined : target);
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
    trafficMatch(traffic, family, direction),
  ].join(' && ');
}
