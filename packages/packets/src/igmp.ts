import { ByteReader, ByteWriter, type Ipv4, ipv4FromNumber, ipv4ToNumber } from '#base';
import { internetChecksum } from './checksum.js';
import { MalformedPacketError } from './malformed.js';

export const IGMP_QUERY = 0x11;
export const IGMPV1_REPORT = 0x12;
export const IGMPV2_REPORT = 0x16;
export const IGMPV2_LEAVE = 0x17;
export const IGMPV3_REPORT = 0x22;

/** A group record of a version 3 report (RFC 3376 4.2.4). */
export interface IgmpRecord {
  readonly type: number;
  readonly group: Ipv4;
  readonly sources: readonly Ipv4[];
}

/**
 * An IGMP message. Of queries and version 1 and 2 reports `group` counts; a version 3 query adds `querier`; a version 3
 * report has `records`.
 */
export interface Igmp {
  readonly type: number;
  /** Max Resp Code: tenths of a second. */
  readonly maxResponse: number;
  readonly group: Ipv4;
  readonly querier:
    | { readonly flags: number; readonly interval: number; readonly sources: readonly Ipv4[] }
    | undefined;
  readonly records: readonly IgmpRecord[];
}

const NO_GROUP = ipv4FromNumber(0);

export function parseIgmp(bytes: Uint8Array): Igmp {
  if (internetChecksum(bytes) !== 0) throw new MalformedPacketError('igmp', 'wrong checksum');
  const reader = new ByteReader(bytes);
  const type = reader.u8();
  const maxResponse = reader.u8();
  reader.skip(2);
  const addresses = (count: number) => Array.from({ length: count }, () => ipv4FromNumber(reader.u32()));
  if (type === IGMPV3_REPORT) {
    reader.skip(2);
    const records = Array.from({ length: reader.u16() }, () => {
      const recordType = reader.u8();
      const auxiliary = reader.u8() * 4;
      const count = reader.u16();
      const group = ipv4FromNumber(reader.u32());
      const sources = addresses(count);
      reader.skip(auxiliary);
      return { type: recordType, group, sources };
    });
    return { type, maxResponse, group: NO_GROUP, querier: undefined, records };
  }
  const group = ipv4FromNumber(reader.u32());
  if (type !== IGMP_QUERY || reader.left < 4) return { type, maxResponse, group, querier: undefined, records: [] };
  const flags = reader.u8();
  const interval = reader.u8();
  const sources = addresses(reader.u16());
  return { type, maxResponse, group, querier: { flags, interval, sources }, records: [] };
}

export function buildIgmp(igmp: Igmp): Uint8Array {
  const writer = new ByteWriter(32).u8(igmp.type).u8(igmp.maxResponse).u16(0);
  if (igmp.type === IGMPV3_REPORT) {
    writer.u16(0).u16(igmp.records.length);
    for (const record of igmp.records) {
      writer.u8(record.type).u8(0).u16(record.sources.length).u32(ipv4ToNumber(record.group));
      for (const source of record.sources) writer.u32(ipv4ToNumber(source));
    }
  } else {
    writer.u32(ipv4ToNumber(igmp.group));
    if (igmp.querier !== undefined) {
      writer.u8(igmp.querier.flags).u8(igmp.querier.interval).u16(igmp.querier.sources.length);
      for (const source of igmp.querier.sources) writer.u32(ipv4ToNumber(source));
    }
  }
  const bytes = writer.finish();
  const checksum = internetChecksum(bytes);
  bytes[2] = checksum >> 8;
  bytes[3] = checksum & 255;
  return bytes;
}
