/**
 * A match from a command line without the fields that have no meaning in it, as ovs-ofctl sends it: an address of IPv4 needs `ip`. Before:
 * text. After: a flow's match, and what was left out, for the log.
 */
import { type Field, fields } from '../field.js';
import type { Match, MatchField } from '../match.js';
import { formatMatch } from '../text/match-format.js';
import { type Context, contextOf, meets } from '../wire/prerequisite.js';

/** Fields that are one place of a packet, which its protocol gives a name; the first is what a text calls it without one. */
const PLACES: readonly (readonly Field[])[] = [
  [fields.ip_src, fields.arp_spa],
  [fields.ip_dst, fields.arp_tpa],
  [fields.tcp_src, fields.udp_src, fields.sctp_src, fields.icmp_type, fields.icmpv6_type],
  [fields.tcp_dst, fields.udp_dst, fields.sctp_dst, fields.icmp_code, fields.icmpv6_code],
];

/** What the switch is left to refuse. */
const KEPT: ReadonlySet<Field['prerequisite']> = new Set(['none', 'eth', 'vlan', 'ct', 'nsh']);

export interface PlainMatch {
  readonly match: Match;
  /** Both matches as text, where they differ. */
  readonly change?: { readonly before: string; readonly after: string };
}

export function plainMatch(match: Match): PlainMatch {
  const context: Context = { ...contextOf(match), isLaterFragment: false };
  const isMet = ({ field }: MatchField) =>
    KEPT.has(field.prerequisite) ||
    field === fields.tcp_flags ||
    field === fields.ip_frag ||
    meets(field.prerequisite, context);
  const placed = match.map((entry) => placeOf(entry, context));
  const kept = inOrder(placed.filter(isMet));
  if (kept.length === match.length) return { match: kept };
  const shown = placed.filter((entry) => isMet(entry) || isShown(entry.field, context));
  return { match: kept, change: { before: shownText(shown), after: shownText(kept) } };
}

const inOrder = (entries: readonly MatchField[]): Match => [...entries].sort((a, b) => a.field.index - b.field.index);

/** As the log shows it: addresses of ARP stand where those of IPv4 do. */
function shownText(entries: readonly MatchField[]): string {
  const asIp = new Map<Field, Field>([
    [fields.arp_spa, fields.ip_src],
    [fields.arp_tpa, fields.ip_dst],
  ]);
  const isArp = entries.some(({ field }) => asIp.has(field));
  const text = formatMatch(
    inOrder(entries.map((entry) => ({ ...entry, field: asIp.get(entry.field) ?? entry.field }))),
  );
  return isArp ? text.replace('nw_src=', 'arp_spa=').replace('nw_dst=', 'arp_tpa=') : text;
}

function placeOf(entry: MatchField, context: Context): MatchField {
  const place = PLACES.find((names) => names.includes(entry.field));
  if (place === undefined) return entry;
  const field = place.find((name) => name.bits >= entry.field.bits && meets(name.prerequisite, context)) ?? place[0];
  return field === undefined ? entry : { ...entry, field };
}

/** Of protocols that the match is not for, not every field has a name there. */
function isShown({ prerequisite }: Field, { ethType, protocol }: Context): boolean {
  switch (prerequisite) {
    case 'arp':
    case 'ipv6':
      return false;
    case 'nd':
    case 'nd-solicit':
    case 'nd-advert':
      return ethType === 0x86dd && protocol === 58;
    default:
      return true;
  }
}
