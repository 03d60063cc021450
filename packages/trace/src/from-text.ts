/**
 * A packet in the words people use: `vm1 -> 10.0.0.5 tcp 443`, `ping from vm1 to vm2`. Fills in what the sender would: its
 * own addresses, the MAC of the next hop, a TTL. Before: the command line. After: a microflow.
 */
import { addressesOf, groupMac, isWithin, nextHopMac, readIp } from './addresses.js';
import { balancedTo, hasVip, type LoadBalancers } from './load-balancers.js';
import { neighbourMatch } from './neighbour.js';
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
      /** It is for a load balancer, which only balances what tracking calls `new`. */
      readonly isBalanced: boolean;
      readonly direction: Direction;
    }
  | { readonly kind: 'problem'; readonly message: string };

/**
 * `SOURCE -> DESTINATION [PROTOCOL [PORT]] [sport PORT] [ttl N]`; source and destination are ports or addresses, the
 * destination also a load balancer of the network or among `others`.
 */
export function questionFromText(network: TraceNetwork, text: string, others: LoadBalancers = new Map()): TextQuestion {
  const problem = (message: string): TextQuestion => ({ kind: 'problem', message: `${message}\n` });
  const loadBalancers = new Map([...network.loadBalancers, ...others]);
  const words = sortWords(network, loadBalancers, text);
  if (typeof words === 'string') return problem(words);
  const { source: sourceWord, destination: destinationWord } = words;
  if (sourceWord === undefined || destinationWord === undefined) return problem(`"${text.trim()}": ${USAGE}`);
  const { direction } = words;
  const target = findPortByWord(network, destinationWord);
  const address = readIp(destinationWord);
  const balancers = target === undefined && address === undefined ? loadBalancers.get(destinationWord) : undefined;
  const balanced = balancers && balancedTo(destinationWord, balancers, words.traffic);
  if (typeof balanced === 'string') return problem(balanced);
  const traffic = balanced?.[0]?.traffic ?? parseTraffic(words.traffic);
  if (typeof traffic === 'string') return problem(traffic);
  const source = findPortByWord(network, sourceWord);
  if (typeof source === 'string') return problem(source);
  if (source === undefined && loadBalancers.has(sourceWord)) {
    return problem(`"${sourceWord}" is a load balancer: its backends send what comes back; say one of their ports`);
  }
  if (source === undefined) return problem(notAnEnd(network, sourceWord));
  const own = addressesOf(source);
  if (own === undefined || own.ips.length === 0) {
    return problem(`port "${source.friendlyName}" has no IP address of its own to send from`);
  }
  if (source.datapath.kind === 'router' || source.peer !== undefined) {
    return problem(`"${source.friendlyName}" is a router's port: say a port of a workload`);
  }
  if (typeof target === 'string' && address === undefined) return problem(target);
  const port = typeof target === 'string' ? undefined : target;
  if (port === undefined && address === undefined && balanced === undefined) {
    return problem(notAnEnd(network, destinationWord, [...loadBalancers.keys()]));
  }
  const addresses = port === undefined ? [] : (addressesOf(port)?.ips ?? []);
  const destinations = balanced?.map((each) => each.address) ?? (address === undefined ? addresses : [address]);
  if (destinations.length === 0) return problem(`port "${destinationWord}" has no IP address`);
  const sender = readIp(sourceWord);
  for (const destination of destinations) {
    if ((traffic.family ?? destination.family) !== destination.family) continue;
    const senders = sender === undefined ? own.ips : own.ips.filter(({ text }) => text === sender.text);
    const from = senders.find((ip) => ip.family === destination.family);
    if (from === undefined) continue;
    const microflow = pairMicroflow(network, source, from.text, destination.text, port, traffic, direction);
    if (typeof microflow === 'string')
      return {
        kind: 'microflow',
        microflow,
        source,
        target: port,
        isBalanced: balanced !== undefined || hasVip(loadBalancers, destination.text),
        direction,
      };
    return problem(microflow.problem);
  }
  return problem(
    `"${sourceWord}" and "${destinationWord}" have no IPv${traffic.family ?? destinations[0]!.family} addresses for this`,
  );
}

/** Why a word is no end of a packet's way; `others` might have been meant besides ports. */
function notAnEnd(network: TraceNetwork, word: string, others: readonly string[] = []): string {
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
  return `"${word}": no port of this name or address${candidates(network, word, others)}`;
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
  network: TraceNetwork,
  source: TracePort,
  from: string,
  to: string,
  target: TracePort | undefined,
  traffic: Traffic,
  direction: Direction = 'request',
): string | { readonly problem: string } {
  const own = addressesOf(source);
  if (traffic.protocol === 'neighbour') return askNeighbour(source, from, to, target, direction);
  const onLink = [...source.datapath.ports.values()].some(({ peer }) =>
    peer === undefined
      ? false
      : addressesOf(peer)?.ips.some((ip) => isWithin(from, ip.text, ip.prefix) && isWithin(to, ip.text, ip.prefix)),
  );
  // The router's own address on the sender's network is its MAC too.
  const isRouters = target !== undefined && (target.peer !== undefined || target.datapath.kind === 'router');
  const answering = onLink && target === undefined ? answeringRouter(network, source, to) : undefined;
  if (onLink && target === undefined && answering === undefined) {
    return {
      problem: `${to} is in the network of "${source.friendlyName}" itself, and no port has it: nobody would answer`,
    };
  }
  const nextHop =
    groupMac(to) ??
    answering ??
    nextHopMac(source, from, isRouters && target?.datapath !== source.datapath ? undefined : target);
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

/** A question to who has an address of the link, or the answer to it. */
function askNeighbour(
  source: TracePort,
  from: string,
  to: string,
  target: TracePort | undefined,
  direction: Direction,
): string | { readonly problem: string } {
  const mac = addressesOf(source)?.mac;
  if (mac === undefined) return { problem: `"${source.friendlyName}" has no MAC of its own` };
  const otherMac = target === undefined ? undefined : nextHopMac(source, from, target);
  const match = neighbourMatch({ mac, address: from, other: to, otherMac }, readIp(to)?.family ?? 4, direction);
  if (match === undefined) return { problem: `no port has ${to}: nobody asked for an answer` };
  return `inport == ${JSON.stringify(source.name)} && ${match}`;
}

/** The MAC of a router on the sender's switch that answers for an address which is no port's: of a load balancer, or translated. */
function answeringRouter(network: TraceNetwork, source: TracePort, address: string): string | undefined {
  for (const { peer } of source.datapath.ports.values()) {
    if (peer !== undefined && answersFor(network, peer, address)) return addressesOf(peer)?.mac;
  }
  return undefined;
}

/** Whether a flow of the router answers who asks for the address at its port. */
function answersFor({ addressSets }: TraceNetwork, { name, datapath }: TracePort, address: string): boolean {
  for (const rows of datapath.flows.values()) {
    for (const { match, actions } of rows) {
      if (!/\barp\.op = 2;|\bnd_na(?:_router)? \{/.test(actions) || !match.includes(JSON.stringify(name))) continue;
      const words = match.split(/[\s{},()]+/).flatMap((word) => addressSets.get(word.replace(/^\$/, '')) ?? [word]);
      if (words.some((word) => readIp(word)?.text === address)) return true;
    }
  }
  return false;
}
