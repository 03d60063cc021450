/** A match as `ovs-ofctl dump-flows --no-names` prints it. Before: a normal match. After: flow texts, tests. */
import { type Field, type FieldValue, fields } from '../field.js';
import { isConflict, type Match, type MatchField, normalizeMatch } from '../match.js';
import { wordOf } from './protocol.js';
import { formatValue } from './value.js';

const DEFAULT_PRIORITY = 32768;
/** The protocol's word stands before the registers, behind conntrack state and the like. */
const FIRST_BEHIND_WORD = fields.reg0.index;

const hex4 = (value: number) => `0x${value.toString(16).padStart(4, '0')}`;
const hex5 = (value: FieldValue) => `0x${value.toString(16).padStart(5, '0')}`;

/** Fields under another name than ovs-fields(7) gives first. */
const NAMES: ReadonlyMap<Field, string> = new Map<Field, string>([
  [fields.eth_src, 'dl_src'],
  [fields.eth_dst, 'dl_dst'],
  [fields.eth_type, 'dl_type'],
  [fields.ip_src, 'nw_src'],
  [fields.ip_dst, 'nw_dst'],
  [fields.ip_frag, 'nw_frag'],
  [fields.tcp_src, 'tp_src'],
  [fields.tcp_dst, 'tp_dst'],
  [fields.udp_src, 'tp_src'],
  [fields.udp_dst, 'tp_dst'],
  [fields.sctp_src, 'tp_src'],
  [fields.sctp_dst, 'tp_dst'],
  [fields.icmpv6_type, 'icmp_type'],
  [fields.icmpv6_code, 'icmp_code'],
  [fields.tun_gtpu_flags, 'gtpu_flags'],
  [fields.tun_gtpu_msgtype, 'gtpu_msgtype'],
]);

/** `priority=100,tcp,reg0=0x1,...`; empty for a match of everything at the default priority. */
export function formatMatch(match: Match, priority: number = DEFAULT_PRIORITY): string {
  const parts: string[] = [];
  if (priority !== DEFAULT_PRIORITY) parts.push(`priority=${priority}`);
  const normal = normalizeMatch(match);
  if (isConflict(normal)) throw new Error(`match contradicts itself in ${normal.conflict.name}`);
  const protocol = wordOf(normal);
  let isBehind = protocol === undefined;
  for (const item of normal) {
    if (!isBehind && item.field.index >= FIRST_BEHIND_WORD && item.field.prerequisite !== 'ct') {
      parts.push(protocol!.word);
      isBehind = true;
    }
    if (protocol !== undefined && item.field === fields.eth_type) continue;
    // An ordinary Ethernet frame: what every match means.
    if (item.field === fields.packet_type && item.value === 0) continue;
    if (protocol?.hasProtocol && item.field === fields.nw_proto) continue;
    parts.push(formatField(item));
  }
  return parts.join(',');
}

function formatField({ field, value, mask }: MatchField): string {
  const name = NAMES.get(field) ?? field.name;
  switch (field) {
    case fields.vlan_tci:
      return formatVlan(Number(value), Number(mask ?? 0xffff));
    case fields.eth_type:
      return `${name}=${hex4(Number(value))}`;
    case fields.ipv6_label:
      return mask === undefined ? `${name}=${hex5(value)}` : `${name}=${hex5(value)}/${hex5(mask)}`;
    case fields.tun_flags:
      return `${name}=${(Number(value) & 1) === 1 ? '+oam' : '-oam'}`;
    case fields.ct_zone:
      return `${name}=${value}`;
    case fields.ip_frag:
      // A test of one of the two bits shows as the word for the packets it is usually about.
      if (Number(mask) === 1 && value === 0) return `${name}=no`;
      if (Number(mask) === 2 && value === 2) return `${name}=later`;
      return mask === undefined && value === 2 ? `${name}=<error>` : `${name}=${formatValue(field, value, mask)}`;
    default:
  }
  // Decimal fields turn to hex under a mask.
  if (field.format === 'decimal' && mask !== undefined) {
    return `${name}=0x${value.toString(16)}/0x${mask.toString(16)}`;
  }
  return `${name}=${formatValue(field, value, mask)}`;
}

function formatVlan(value: number, mask: number): string {
  const isTagged = (value & 0x1000) !== 0;
  const priority = `dl_vlan_pcp=${(value >>> 13) & 7}`;
  if (isTagged && mask === 0x1fff) return `dl_vlan=${value & 0xfff}`;
  if (isTagged && mask === 0xf000) return priority;
  if (isTagged && mask === 0xffff) return `dl_vlan=${value & 0xfff},${priority}`;
  return mask === 0xffff ? `vlan_tci=${hex4(value)}` : `vlan_tci=${hex4(value)}/${hex4(mask)}`;
}
