/**
 * Do all fields of a match or action have what they need? Before: a normal match. After: the switch, which refuses the others
 * (ovs-fields(7), "Prerequisites").
 */
import { type Field, fields, type Prerequisite } from '../field.js';
import type { Match } from '../match.js';

/** The fields that decide, and where the match's other bits do not matter. */
export interface Context {
  readonly ethType: number | undefined;
  readonly protocol: number | undefined;
  readonly icmpType: number | undefined;
  readonly hasVlan: boolean;
  /** Pinned to later fragments, which have no transport header. */
  readonly isLaterFragment: boolean;
}

/** Bit of ip_frag (ovs-fields(7), "IP Fragment"). */
const LATER_FRAGMENT = 2;

/** What a match pins of the packet's protocols. */
export function contextOf(match: Match): Context {
  let ethType: number | undefined;
  let protocol: number | undefined;
  let icmpType: number | undefined;
  let hasVlan = false;
  let isLaterFragment = false;
  for (const { field, value, mask } of match) {
    switch (field) {
      case fields.eth_type:
        ethType = Number(value);
        break;
      case fields.nw_proto:
        protocol = Number(value);
        break;
      case fields.icmpv6_type:
        icmpType = Number(value);
        break;
      case fields.vlan_tci:
        hasVlan = (Number(value) & Number(mask ?? 0xffff) & 0x1000) !== 0;
        break;
      case fields.ip_frag:
        isLaterFragment = (Number(value) & LATER_FRAGMENT) !== 0;
        break;
      default:
    }
  }
  return { ethType, protocol, icmpType, hasVlan, isLaterFragment };
}

/** True when a packet of this context has the field. */
export function meets(prerequisite: Prerequisite, context: Context): boolean {
  const { ethType, protocol } = context;
  const isIp = ethType === 0x0800 || ethType === 0x86dd;
  const isFirst = !context.isLaterFragment;
  switch (prerequisite) {
    case 'none':
    case 'eth':
      return true;
    case 'vlan':
      return context.hasVlan;
    case 'mpls':
      return ethType === 0x8847 || ethType === 0x8848;
    case 'ipv4':
      return ethType === 0x0800;
    case 'ipv6':
      return ethType === 0x86dd;
    case 'ip':
    case 'ct':
      return isIp;
    case 'nsh':
      return ethType === 0x894f;
    case 'arp':
      return ethType === 0x0806 || ethType === 0x8035;
    case 'tcp':
      return isFirst && isIp && protocol === 6;
    case 'udp':
      return isFirst && isIp && protocol === 17;
    case 'sctp':
      return isFirst && isIp && protocol === 132;
    case 'icmpv4':
      return ethType === 0x0800 && protocol === 1;
    case 'icmpv6':
      return ethType === 0x86dd && protocol === 58;
    case 'nd':
      return ethType === 0x86dd && protocol === 58 && (context.icmpType === 135 || context.icmpType === 136);
    case 'nd-solicit':
      return ethType === 0x86dd && protocol === 58 && context.icmpType === 135;
    case 'nd-advert':
      return ethType === 0x86dd && protocol === 58 && context.icmpType === 136;
  }
}

/** The first field of a match whose prerequisites the match does not pin. */
export function unmetPrerequisite(match: Match): Field | undefined {
  let context: Context | undefined;
  for (const { field } of match) {
    if (field.prerequisite === 'none' || field.prerequisite === 'eth') continue;
    context ??= contextOf(match);
    if (!meets(field.prerequisite, context)) return field;
  }
  return undefined;
}
