/**
 * Do all fields of a match or action have what they need? Before: a normal match. After: the switch, which refuses the others
 * (ovs-fields(7), "Prerequisites").
 */
import { type Field, type FieldValue, fields, type Prerequisite } from '../field.js';
import type { Match } from '../match.js';

/** The fields that decide, and where the match's other bits do not matter. */
export interface Context {
  readonly ethType: number | undefined;
  readonly protocol: number | undefined;
  readonly icmpType: number | undefined;
  /** Neighbour discovery has code 0. */
  readonly icmpCode: number | undefined;
  readonly hasVlan: boolean;
  /** Pinned to later fragments, which have no transport header. */
  readonly isLaterFragment: boolean;
  /** Packets that begin with an Ethernet header, as all do unless packet_type says otherwise. */
  readonly isEthernet: boolean;
  /** Of a connection that the tracker knows. */
  readonly isTracked: boolean;
}

/** Bit of ip_frag (ovs-fields(7), "IP Fragment"). */
const LATER_FRAGMENT = 2;
/** Bits of ct_state (ovs-fields(7), "Connection Tracking State"): new, est, rel, rpl, snat, dnat; inv; trk. */
const KNOWN_STATES = 0xcf;
const INVALID = 0x10;
const TRACKED = 0x20;

const NOTHING: Context = {
  ethType: undefined,
  protocol: undefined,
  icmpType: undefined,
  icmpCode: undefined,
  hasVlan: false,
  isLaterFragment: false,
  isEthernet: true,
  isTracked: false,
};

/** What a match pins of the packet's protocols, as far as it was read. */
export class ContextReader {
  context: Context = NOTHING;

  add(field: Field, value: FieldValue, mask: FieldValue | undefined): void {
    switch (field) {
      case fields.eth_type:
        this.#set({ ethType: Number(value) });
        break;
      case fields.packet_type:
        // A packet of another kind that begins with what an Ethernet type names.
        if (Number(value) !== 0) this.#set({ isEthernet: false, ethType: Number(value) % 0x10000 });
        break;
      case fields.nw_proto:
        this.#set({ protocol: Number(value) });
        break;
      case fields.icmpv6_type:
        this.#set({ icmpType: Number(value) });
        break;
      case fields.icmpv6_code:
        this.#set({ icmpCode: Number(value) });
        break;
      case fields.vlan_tci:
      case fields.vlan_vid:
        this.#set({ hasVlan: (Number(value) & Number(mask ?? 0xffff) & 0x1000) !== 0 });
        break;
      case fields.ip_frag:
        this.#set({ isLaterFragment: (Number(value) & LATER_FRAGMENT) !== 0 });
        break;
      case fields.ct_state:
        this.#set({ isTracked: isTracked(Number(value), Number(mask ?? 0xff)) });
        break;
      default:
    }
  }

  #set(part: Partial<Context>): void {
    this.context = { ...this.context, ...part };
  }
}

function isTracked(state: number, mask: number): boolean {
  if ((state & KNOWN_STATES) !== 0) return true;
  return (state & (TRACKED | INVALID)) === TRACKED && (mask & INVALID) !== 0;
}

/** What a match pins of the packet's protocols. */
export function contextOf(match: Match): Context {
  const reader = new ContextReader();
  for (const { field, value, mask } of match) reader.add(field, value, mask);
  return reader.context;
}

/** True when a packet of this context has the field. */
export function meets(prerequisite: Prerequisite, context: Context): boolean {
  const { ethType, protocol } = context;
  const isIp = ethType === 0x0800 || ethType === 0x86dd;
  const isFirst = !context.isLaterFragment;
  switch (prerequisite) {
    case 'none':
      return true;
    case 'eth':
      return context.isEthernet;
    case 'vlan':
      return context.hasVlan;
    case 'mpls':
      return ethType === 0x8847 || ethType === 0x8848;
    case 'ipv4':
      return ethType === 0x0800;
    case 'ipv6':
      return ethType === 0x86dd;
    case 'ip':
      return isIp;
    case 'ct':
      return context.isTracked;
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
      return isDiscovery(context, 135) || isDiscovery(context, 136);
    case 'nd-solicit':
      return isDiscovery(context, 135);
    case 'nd-advert':
      return isDiscovery(context, 136);
  }
}

function isDiscovery({ ethType, protocol, icmpType, icmpCode = 0 }: Context, type: number): boolean {
  return ethType === 0x86dd && protocol === 58 && icmpType === type && icmpCode === 0;
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
