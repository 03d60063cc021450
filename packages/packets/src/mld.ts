import { ByteReader, ByteWriter, type Ipv6, ipv6FromBytes, ipv6ToBytes } from '#base';

export const MLD_QUERY = 130;
export const MLDV1_REPORT = 131;
export const MLDV1_DONE = 132;
export const MLDV2_REPORT = 143;

/** A multicast address record of a version 2 report (RFC 3810 5.2). */
export interface MldRecord {
  readonly type: number;
  readonly group: Ipv6;
  readonly sources: readonly Ipv6[];
}

/** Reads the group of types 130-132 from `Icmp.payload`. */
export function parseMldGroup(payload: Uint8Array): Ipv6 {
  return ipv6FromBytes(new ByteReader(payload).take(16));
}

/** Reads the records of type 143; their number is the low half of `Icmp.rest`. */
export function parseMldRecords(rest: number, payload: Uint8Array): readonly MldRecord[] {
  const reader = new ByteReader(payload);
  return Array.from({ length: rest & 0xffff }, () => {
    const type = reader.u8();
    const auxiliary = reader.u8() * 4;
    const count = reader.u16();
    const group = ipv6FromBytes(reader.take(16));
    const sources = Array.from({ length: count }, () => ipv6FromBytes(reader.take(16)));
    reader.skip(auxiliary);
    return { type, group, sources };
  });
}

/** Gives `rest` and `payload` of an ICMPv6 message of type 143. */
export function buildMldRecords(records: readonly MldRecord[]): {
  readonly rest: number;
  readonly payload: Uint8Array;
} {
  const writer = new ByteWriter(64);
  for (const record of records) {
    writer.u8(record.type).u8(0).u16(record.sources.length).bytes(ipv6ToBytes(record.group));
    for (const source of record.sources) writer.bytes(ipv6ToBytes(source));
  }
  return { rest: records.length, payload: writer.finish() };
}
