/** Words that stand for an Ethernet type and an IP protocol in a match's text: `tcp6` for IPv6 and protocol 6. */
import { fields } from '../field.js';
import type { Match, MatchField } from '../match.js';

/** Ethernet type, and IP protocol where the word pins one. The first that fits is printed. */
const WORDS: readonly (readonly [word: string, ethType: number, protocol?: number])[] = [
  ['icmp', 0x0800, 1],
  ['tcp', 0x0800, 6],
  ['udp', 0x0800, 17],
  ['sctp', 0x0800, 132],
  ['ip', 0x0800],
  ['icmp6', 0x86dd, 58],
  ['tcp6', 0x86dd, 6],
  ['udp6', 0x86dd, 17],
  ['sctp6', 0x86dd, 132],
  ['ipv6', 0x86dd],
  ['arp', 0x0806],
  ['rarp', 0x8035],
  ['mpls', 0x8847],
  ['mplsm', 0x8848],
];

/** Also read, never printed. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['ip6', 'ipv6'],
  ['icmpv6', 'icmp6'],
]);

export interface ProtocolWord {
  readonly word: string;
  /** The word says the protocol too. */
  readonly hasProtocol: boolean;
}

/** The word for what a match pins; undefined when its Ethernet type has none. */
export function wordOf(match: Match): ProtocolWord | undefined {
  const ethType = match.find((item) => item.field === fields.eth_type)?.value;
  const protocol = match.find((item) => item.field === fields.nw_proto)?.value;
  const found = WORDS.find(([, type, number]) => type === ethType && (number === undefined || number === protocol));
  return found === undefined ? undefined : { word: found[0], hasProtocol: found[2] !== undefined };
}

/** The match fields of a word. */
export function fieldsOfWord(word: string): readonly MatchField[] | undefined {
  const name = ALIASES.get(word) ?? word;
  const found = WORDS.find(([other]) => other === name);
  if (found === undefined) return undefined;
  const parts: MatchField[] = [{ field: fields.eth_type, value: found[1] }];
  if (found[2] !== undefined) parts.push({ field: fields.nw_proto, value: found[2] });
  return parts;
}
