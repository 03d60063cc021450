/**
 * The fixed match of OpenFlow 1.0 (40 bytes, a word of wildcard bits). Before: a normal match, or bytes. After: messages of 1.0 that are not
 * Nicira's. It expresses less than a match can: see `fitsMatch10`.
 */
import type { ByteReader, ByteWriter } from '#base';
import { type Field, fields, fullMask } from '../field.js';
import { isConflict, type Match, type MatchField, masked, normalizeMatch } from '../match.js';
import { readValue, writeValue } from '../wire/value.js';

const WILD = {
  inPort: 1,
  vlan: 2,
  ethSrc: 4,
  ethDst: 8,
  ethType: 16,
  protocol: 32,
  transportSrc: 64,
  transportDst: 128,
  ipSrcShift: 8,
  ipDstShift: 14,
  priority: 1 << 20,
  tos: 1 << 21,
} as const;
/** All bits of the word of wildcards. */
export const ALL_WILDCARDS = 0x3fffff;
const NO_VLAN = 0xffff;

function prefixLength(mask: number): number | undefined {
  const inverted = ~mask >>> 0;
  return (inverted & (inverted + 1)) === 0 ? Math.clz32(inverted) : undefined;
}

const sources = [fields.tcp_src, fields.udp_src, fields.icmp_type, fields.sctp_src];
const destinations = [fields.tcp_dst, fields.udp_dst, fields.icmp_code, fields.sctp_dst];

/** True when OpenFlow 1.0's own match can say all of `match`. */
export function fitsMatch10(match: Match): boolean {
  const isArp = match.some(({ field, value }) => field === fields.eth_type && value === 0x0806);
  return match.every(({ field, mask }) => {
    switch (field) {
      case fields.in_port:
      case fields.eth_type:
      case fields.nw_tos:
      case fields.nw_proto:
      case fields.arp_op:
      case fields.icmp_type:
      case fields.icmp_code:
        return true;
      case fields.eth_src:
      case fields.eth_dst:
      case fields.tcp_src:
      case fields.tcp_dst:
      case fields.udp_src:
      case fields.udp_dst:
      case fields.sctp_src:
      case fields.sctp_dst:
        return mask === undefined;
      case fields.arp_spa:
      case fields.arp_tpa:
        return isArp && prefixLength(Number(mask ?? 0xffffffff)) !== undefined;
      case fields.ip_src:
      case fields.ip_dst:
        return prefixLength(Number(mask ?? 0xffffffff)) !== undefined;
      case fields.vlan_tci:
        return mask === undefined || mask === 0xffff || mask === 0x1fff || mask === 0xf000;
      default:
        return false;
    }
  });
}

/** Writes the 40 bytes. The match must fit. */
export function writeMatch10(writer: ByteWriter, match: Match): void {
  const value = {
    inPort: 0,
    vlan: 0,
    pcp: 0,
    ethType: 0,
    tos: 0,
    protocol: 0,
    source: 0,
    destination: 0,
    tpSrc: 0,
    tpDst: 0,
  };
  let ethSrc: number | bigint = 0;
  let ethDst: number | bigint = 0;
  let wild: number = ALL_WILDCARDS;
  const ignore = (shift: number, mask: number) => {
    wild = (wild & ~(63 << shift)) | ((32 - (prefixLength(mask) ?? 32)) << shift);
  };
  for (const item of match) {
    const number = typeof item.value === 'number' ? item.value : 0;
    switch (item.field) {
      case fields.in_port:
        value.inPort = number;
        wild &= ~WILD.inPort;
        break;
      case fields.eth_src:
        ethSrc = item.value;
        wild &= ~WILD.ethSrc;
        break;
      case fields.eth_dst:
        ethDst = item.value;
        wild &= ~WILD.ethDst;
        break;
      case fields.eth_type:
        value.ethType = number;
        wild &= ~WILD.ethType;
        break;
      case fields.vlan_tci: {
        const mask = Number(item.mask ?? 0xffff);
        if ((number & 0x1000) === 0) value.vlan = NO_VLAN;
        else value.vlan = number & 0xfff;
        if ((mask & 0xfff) !== 0 || (number & 0x1000) === 0) wild &= ~WILD.vlan;
        if ((mask & 0xe000) !== 0 && (number & 0x1000) !== 0) {
          value.pcp = number >>> 13;
          wild &= ~WILD.priority;
        }
        break;
      }
      case fields.nw_tos:
        value.tos = number;
        wild &= ~WILD.tos;
        break;
      case fields.nw_proto:
      case fields.arp_op:
        value.protocol = number;
        wild &= ~WILD.protocol;
        break;
      case fields.ip_src:
      case fields.arp_spa:
        value.source = number;
        ignore(WILD.ipSrcShift, Number(item.mask ?? 0xffffffff));
        break;
      case fields.ip_dst:
      case fields.arp_tpa:
        value.destination = number;
        ignore(WILD.ipDstShift, Number(item.mask ?? 0xffffffff));
        break;
      default:
        if (sources.some((field) => field === item.field)) {
          value.tpSrc = number;
          wild &= ~WILD.transportSrc;
        } else if (destinations.some((field) => field === item.field)) {
          value.tpDst = number;
          wild &= ~WILD.transportDst;
        }
    }
  }
  // All wildcards of an address are six bits that say 32 or more.
  if (((wild >> WILD.ipSrcShift) & 63) > 32) wild = (wild & ~(63 << WILD.ipSrcShift)) | (32 << WILD.ipSrcShift);
  if (((wild >> WILD.ipDstShift) & 63) > 32) wild = (wild & ~(63 << WILD.ipDstShift)) | (32 << WILD.ipDstShift);
  writer.u32(wild >>> 0).u16(value.inPort);
  writeValue(writer, 6, ethSrc);
  writeValue(writer, 6, ethDst);
  writer.u16(value.vlan).u8(value.pcp).zeros(1).u16(value.ethType).u8(value.tos).u8(value.protocol).zeros(2);
  writer.u32(value.source).u32(value.destination).u16(value.tpSrc).u16(value.tpDst);
}

/** What the two transport words of a packet of this protocol are. */
function transportOf(protocol: number, isIp6: boolean): readonly [Field, Field] | undefined {
  switch (protocol) {
    case 1:
      return isIp6 ? undefined : [fields.icmp_type, fields.icmp_code];
    case 58:
      return isIp6 ? [fields.icmpv6_type, fields.icmpv6_code] : undefined;
    case 6:
      return [fields.tcp_src, fields.tcp_dst];
    case 17:
      return [fields.udp_src, fields.udp_dst];
    case 132:
      return [fields.sctp_src, fields.sctp_dst];
    default:
      return undefined;
  }
}

/** Reads the 40 bytes. Fields whose protocol is not pinned are dropped, as OpenFlow 1.0 says. */
export function readMatch10(reader: ByteReader): Match {
  const wild = reader.u32();
  const inPort = reader.u16();
  const ethSrc = readValue(reader, 6);
  const ethDst = readValue(reader, 6);
  const vlan = reader.u16();
  const pcp = reader.u8();
  reader.skip(1);
  const ethType = reader.u16();
  const tos = reader.u8();
  const protocol = reader.u8();
  reader.skip(2);
  const source = reader.u32();
  const destination = reader.u32();
  const tpSrc = reader.u16();
  const tpDst = reader.u16();
  const pins = (bit: number) => (wild & bit) === 0;
  const parts: MatchField[] = [];
  const addressMask = (shift: number) => (-1 << Math.min(31, (wild >> shift) & 63)) >>> 0;
  const hasAddress = (shift: number) => ((wild >> shift) & 63) < 32;
  if (pins(WILD.inPort)) parts.push({ field: fields.in_port, value: inPort });
  if (pins(WILD.ethSrc)) parts.push({ field: fields.eth_src, value: ethSrc });
  if (pins(WILD.ethDst)) parts.push({ field: fields.eth_dst, value: ethDst });
  if (pins(WILD.vlan)) {
    if (vlan === NO_VLAN) parts.push({ field: fields.vlan_tci, value: 0 });
    else parts.push(masked(fields.vlan_tci, 0x1000 | (vlan & 0xfff), 0x1fff));
  }
  if (pins(WILD.priority) && !(pins(WILD.vlan) && vlan === NO_VLAN)) {
    parts.push(masked(fields.vlan_tci, 0x1000 | ((pcp & 7) << 13), 0xf000));
  }
  // Values under 0x600 are lengths; 0x05ff stands for a frame without an Ethernet type.
  if (pins(WILD.ethType)) parts.push({ field: fields.eth_type, value: ethType });
  const pinnedType = pins(WILD.ethType) ? ethType : undefined;
  const isArp = pinnedType === 0x0806 || pinnedType === 0x8035;
  const isIp = pinnedType === 0x0800;
  // Of IPv6 it has all but addresses.
  const isIp6 = pinnedType === 0x86dd;
  if (isIp6) {
    if (pins(WILD.protocol)) parts.push({ field: fields.nw_proto, value: protocol });
    if (pins(WILD.tos)) parts.push({ field: fields.nw_tos, value: tos & 0xfc });
  }
  if (isIp || isArp) {
    if (hasAddress(WILD.ipSrcShift)) {
      parts.push(masked(isArp ? fields.arp_spa : fields.ip_src, source, addressMask(WILD.ipSrcShift)));
    }
    if (hasAddress(WILD.ipDstShift)) {
      parts.push(masked(isArp ? fields.arp_tpa : fields.ip_dst, destination, addressMask(WILD.ipDstShift)));
    }
    if (pins(WILD.protocol)) parts.push({ field: isArp ? fields.arp_op : fields.nw_proto, value: protocol });
    if (isIp && pins(WILD.tos)) parts.push({ field: fields.nw_tos, value: tos & 0xfc });
  }
  const transport = (isIp || isIp6) && pins(WILD.protocol) ? transportOf(protocol, isIp6) : undefined;
  if (transport !== undefined) {
    const limit = Number(fullMask(transport[0]));
    if (pins(WILD.transportSrc)) parts.push({ field: transport[0], value: tpSrc & limit });
    if (pins(WILD.transportDst)) parts.push({ field: transport[1], value: tpDst & limit });
  }
  const match = normalizeMatch(parts);
  if (isConflict(match)) throw new Error('parts of a fixed match do not overlap');
  return match;
}
