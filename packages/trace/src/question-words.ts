/**
 * The words of a question in text, sorted: which are the ends, and which say what is sent. Before: the command line. After:
 * from-text.ts.
 */
import type { LoadBalancers } from './load-balancers.js';
import type { TraceNetwork } from './network.js';
import { distance, findPortByWord } from './port-words.js';
import { type Direction, isTrafficWord, TRAFFIC_WORDS } from './traffic.js';

export interface QuestionWords {
  readonly source: string | undefined;
  readonly destination: string | undefined;
  /** What `parseTraffic` takes. */
  readonly traffic: string;
  /** Of the packet from `source` to `destination`. */
  readonly direction: Direction;
}

export const USAGE =
  'say SOURCE -> DESTINATION [PROTOCOL [PORT]], as in "vm1 -> 10.0.0.5 tcp 443" or "ping from vm1 to vm2"';

/** Words that only join the others. */
const JOINTS: ReadonlySet<string> = new Set(
  "a an the i is are be can can't cant cannot could does doesn't do don't did should will won't would not why how what if when whether packet packets traffic connection connections flow path route trace traceroute tracepath show me check test send sends sent reach reaches reachable reached connect connects talk talks go goes get gets open opens access accesses on over with via using at of and by please request requests query queries solicitation solicits resolve resolves lb balancer load curl wget nc ncat netcat host service port ports ?".split(
    ' ',
  ),
);
const ARROWS: ReadonlySet<string> = new Set([
  '->',
  '=>',
  '-->',
  '→',
  '>',
  'to',
  'into',
  'for',
  'dst',
  'dest',
  'destination',
]);
const SOURCES: ReadonlySet<string> = new Set(['from', 'tell', 'src', 'source', 'sender']);
const REPLIES: ReadonlySet<string> = new Set(['reply', 'replies', 'answer', 'answers', 'response', 'return']);
const NUMBERED: ReadonlySet<string> = new Set(['ttl', 'sport', 'proto', 'protocol']);
const IS_NUMBER = /^\d+$/;

/** Sorts them. Gives a problem as a text. */
export function sortWords(network: TraceNetwork, loadBalancers: LoadBalancers, text: string): QuestionWords | string {
  const friendly = new Set([
    ...Array.from(network.ports.values(), (port) => port.friendlyName),
    ...loadBalancers.keys(),
  ]);
  const words = split(text);
  const ends: { source?: string | undefined; destination?: string | undefined } = {};
  /** Ends of which nobody said which they are. */
  const unsaid: string[] = [];
  const traffic: string[] = [];
  let next: 'source' | 'destination' | undefined;
  let reply: 'as said' | 'turned' | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const lower = word.toLowerCase();
    const after = words[i + 1]?.toLowerCase();
    const known = Object.keys(ends).length + unsaid.length;
    if (lower === '<->')
      return `"<->": one direction at a time, as in "vm1 -> vm2"; the way back is "vm1 -> vm2 reply"`;
    if (lower === '<-') {
      // What stands before it is where the packet goes.
      const destination = unsaid.pop();
      if (destination !== undefined) ends.destination = destination;
      next = 'source';
    } else if (SOURCES.has(lower) && (after === 'port' || IS_NUMBER.test(after ?? ''))) {
      if (after === 'port') i++;
      traffic.push('sport', words[++i] ?? '');
    } else if (SOURCES.has(lower)) next = 'source';
    else if (lower === 'who' && after === 'has' && !isEnd(word)) {
      // "who has 10.0.0.5 from vm1", and as tcpdump has it: "who-has 10.0.0.5 tell 10.0.0.1".
      traffic.push('who-has');
      next = 'destination';
      i++;
    } else if (lower === 'who-has' && !isEnd(word)) {
      traffic.push(lower);
      next = 'destination';
    } else if (lower === 'dport' || (ARROWS.has(lower) && after === 'port')) continue;
    else if (ARROWS.has(lower) && IS_NUMBER.test(after ?? '') && IS_NUMBER.test(traffic.at(-1) ?? '')) {
      // "tcp 4000 -> 80": of two ports the first is the sender's.
      traffic.splice(-1, 0, 'sport');
    } else if (ARROWS.has(lower)) next = 'destination';
    else if (NUMBERED.has(lower)) {
      if (lower !== 'proto' && lower !== 'protocol') traffic.push(lower, words[++i] ?? '');
      else if (IS_NUMBER.test(after ?? '')) traffic.push('proto', words[++i] ?? '');
    } else if (REPLIES.has(lower) && !isEnd(word)) reply = known === 0 ? 'as said' : 'turned';
    else if (JOINTS.has(lower) && !isEnd(word)) continue;
    else if (isTraffic(word, known)) traffic.push(word);
    else {
      const { end, port, service } = splitEnd(word);
      const role = next;
      if (role === undefined && known < 2) unsaid.push(end);
      else if (role !== undefined && ends[role] === undefined) ends[role] = end;
      else return notUnderstood(network, word);
      if (service !== undefined) traffic.push(service);
      const isSource = role === 'source' || (role === undefined && known === 0 && service === undefined);
      if (port !== undefined) traffic.push(...(isSource ? ['sport', port] : [port]));
      next = undefined;
    }
  }
  ends.source ??= unsaid.shift();
  ends.destination ??= unsaid.shift();
  const [extra] = unsaid;
  if (extra !== undefined) return notUnderstood(network, extra);
  const [source, destination] = reply === 'turned' ? [ends.destination, ends.source] : [ends.source, ends.destination];
  return { source, destination, traffic: traffic.join(' '), direction: reply === undefined ? 'request' : 'reply' };

  function isEnd(word: string): boolean {
    return network.ports.has(word) || friendly.has(word);
  }

  /** A port may be called like a service; it is one as long as an end is missing. */
  function isTraffic(word: string, known: number): boolean {
    if (!isTrafficWord(word) || network.ports.has(word)) return false;
    return !friendly.has(word) || (known >= 2 && next === undefined);
  }
}

/** Words, arrows apart; `NAME=VALUE` are two. */
function split(text: string): readonly string[] {
  return text
    .replaceAll(/(<->|<-|-->|->|=>|→)/g, ' $1 ')
    .replaceAll(/([^\s<>=-])=([^\s=>])/g, '$1 $2')
    .replaceAll(/[,;"“”]|(^|\s)'|'(?=\s|$)|\?\s*$/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** `10.0.0.5:443`, `[fd00::1]:443`, `vm2:443` and `http://10.0.0.5:8080/x` apart. */
function splitEnd(word: string): { readonly end: string; readonly port?: string; readonly service?: string } {
  const [, service, host, , urlPort] = /^(\w+):\/\/(\[[^\]]*\]|[^/:]+)(:(\d+))?(?:\/.*)?$/.exec(word) ?? [];
  if (service !== undefined && host !== undefined) {
    const end = host.replaceAll(/[[\]]/g, '');
    return { end, service, ...(urlPort === undefined ? {} : { port: urlPort }) };
  }
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]+))(?::(\d+))?$/.exec(word) ?? [];
  const end = bracketed ?? plain;
  return end === undefined ? { end: word } : { end, ...(port === undefined ? {} : { port }) };
}

function notUnderstood(network: TraceNetwork, word: string): string {
  if (findPortByWord(network, word) !== undefined) return `"${word}": a third end; ${USAGE}`;
  const near = TRAFFIC_WORDS.filter((known) => distance(known, word.toLowerCase()) <= Math.max(1, word.length / 4));
  return `"${word}": not understood${near.length === 0 ? '' : `; did you mean ${near.join(', ')}?`}; ${USAGE}`;
}
