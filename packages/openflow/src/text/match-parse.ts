/** A match from text, as `ovs-ofctl` reads it. Before: a flow's text. After: a normal match. */
import { type Field, fieldByName, fields } from '../field.js';
import { isConflict, type Match, type MatchField, masked, normalizeMatch } from '../match.js';
import { toFieldValue } from '../wire/value.js';
import { fieldsOfWord } from './protocol.js';
import { type KeyValue, keyValue, requireNumber, splitParts } from './split.js';
import { parseSubfield } from './subfield.js';
import { FlowTextError, hex, parseNumber, parseValue } from './value.js';

/** Names that mean another field with each protocol. */
const BY_PROTOCOL: Readonly<Record<string, ReadonlyMap<number, Field>>> = {
  tp_src: new Map([
    [6, fields.tcp_src],
    [17, fields.udp_src],
    [132, fields.sctp_src],
  ]),
  tp_dst: new Map([
    [6, fields.tcp_dst],
    [17, fields.udp_dst],
    [132, fields.sctp_dst],
  ]),
  icmp_type: new Map([
    [1, fields.icmp_type],
    [58, fields.icmpv6_type],
  ]),
  icmp_code: new Map([
    [1, fields.icmp_code],
    [58, fields.icmpv6_code],
  ]),
};

const ALIASES: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['gtpu_flags', fields.tun_gtpu_flags],
  ['gtpu_msgtype', fields.tun_gtpu_msgtype],
  ['nw_frag', fields.ip_frag],
]);

/** A match of comma-separated parts: `tcp,in_port=1,reg0=0x1/0x1`. Throws FlowTextError. */
export function parseMatch(text: string): Match {
  return matchOfParts(splitParts(text, true).map(keyValue));
}

/** The match of parts that are all match fields. Throws FlowTextError. */
export function matchOfParts(parts: readonly KeyValue[]): Match {
  const list: MatchField[] = [];
  const later: KeyValue[] = [];
  for (const part of parts) {
    if (part.value === undefined) {
      const pinned = fieldsOfWord(part.key);
      if (part.key === 'eth') continue;
      if (pinned === undefined) throw new FlowTextError(`field ${part.key} missing value`);
      list.push(...pinned);
    } else if (part.key in BY_PROTOCOL) later.push(part);
    else list.push(...fieldsOf(part.key, part.value));
  }
  const protocol = Number(list.find((item) => item.field === fields.nw_proto)?.value ?? -1);
  for (const { key, value = '' } of later) {
    // Without a protocol it is the place of a port, whatever stands there.
    const field =
      BY_PROTOCOL[key]?.get(protocol) ?? fieldByName(key) ?? (key === 'tp_src' ? fields.tcp_src : fields.tcp_dst);
    list.push({ field, ...parseValue(field, value) });
  }
  const match = normalizeMatch(list);
  if (isConflict(match)) throw new FlowTextError(`conflicting values for ${match.conflict.name}`);
  return match;
}

function fieldsOf(key: string, value: string): readonly MatchField[] {
  switch (key) {
    case 'dl_vlan': {
      const id = vlanNumber(value);
      if (id === 0xffff) return [masked(fields.vlan_tci, 0, 0x1fff)];
      return [masked(fields.vlan_tci, 0x1000 | (id & 0xfff), 0x1fff)];
    }
    case 'dl_vlan_pcp':
      return [{ field: fields.vlan_pcp, value: requireNumber(value, 'VLAN priority', 7) }];
    default:
  }
  if (key.endsWith(']')) return [bitsOf(key, value)];
  const field = ALIASES.get(key) ?? fieldByName(key);
  if (field === undefined) throw new FlowTextError(`unknown keyword ${key}`);
  const parsed = parseValue(field, value);
  return [parsed.mask === undefined ? { field, value: parsed.value } : masked(field, parsed.value, parsed.mask)];
}

function vlanNumber(text: string): number {
  const number = parseNumber(text);
  if (number === undefined) throw new FlowTextError(`${text}: bad syntax for dl_vlan value`);
  return requireNumber(text, 'VLAN', 0xffff);
}

/** `reg0[0..3]=5`: some bits of a field. */
function bitsOf(key: string, value: string): MatchField {
  const part = parseSubfield(key);
  if (part === undefined) throw new FlowTextError(`unknown keyword ${key}`);
  const { field, offset, bits } = part;
  const number = parseNumber(value);
  if (number === undefined) throw new FlowTextError(`${key}: cannot parse integer value: ${value}`);
  if (number >> BigInt(bits) !== 0n) {
    throw new FlowTextError(`${key}: value ${hex(number)} does not fit into ${bits} bits`);
  }
  const mask = ((1n << BigInt(bits)) - 1n) << BigInt(offset);
  return masked(field, toFieldValue(field, number << BigInt(offset)), toFieldValue(field, mask));
}
