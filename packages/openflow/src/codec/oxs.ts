/** Counters of OpenFlow 1.5 (OXS): a list of fields as in a match. Part of the codec. */
import type { ByteReader, ByteWriter } from '#base';
import type { AggregateStats } from '../message/table-stats.js';

const OXS = {
  duration: 0x80020008,
  idle: 0x80020208,
  flows: 0x80020604,
  packets: 0x80020808,
  bytes: 0x80020a08,
} as const;

export interface Counters {
  readonly durationSeconds: number;
  readonly durationNanoseconds: number;
  readonly packets: bigint;
  readonly bytes: bigint;
  readonly idleAge?: number;
}

export function writeOxs(writer: ByteWriter, flow: Counters): void {
  const start = writer.length;
  writer.zeros(2).u16(0).u32(OXS.duration).u32(flow.durationSeconds).u32(flow.durationNanoseconds);
  if (flow.idleAge !== undefined) writer.u32(OXS.idle).u32(flow.idleAge).u32(0);
  writer.u32(OXS.packets).u64(flow.packets).u32(OXS.bytes).u64(flow.bytes);
  writer.patchU16(start + 2, writer.length - start).align(8, start);
}

export function readOxs(body: ByteReader): Counters & { readonly flows: number } {
  body.skip(2);
  const length = body.u16();
  const reader = body.sub(length - 4);
  body.skip((8 - (length % 8)) % 8);
  let [durationSeconds, durationNanoseconds, flows, packets, bytes] = [0, 0, 0, 0n, 0n];
  let idleAge: number | undefined;
  while (reader.left > 0) {
    const word = reader.u32();
    switch (word) {
      case OXS.duration:
        durationSeconds = reader.u32();
        durationNanoseconds = reader.u32();
        break;
      case OXS.idle:
        idleAge = reader.u32();
        reader.skip(4);
        break;
      case OXS.flows:
        flows = reader.u32();
        break;
      case OXS.packets:
        packets = reader.u64();
        break;
      case OXS.bytes:
        bytes = reader.u64();
        break;
      default:
        reader.skip(word % 256);
    }
  }
  return { durationSeconds, durationNanoseconds, flows, packets, bytes, ...(idleAge !== undefined && { idleAge }) };
}

/** The counters of an aggregate. */
export function writeAggregateOxs(writer: ByteWriter, stats: AggregateStats): void {
  const start = writer.length;
  writer.zeros(2).u16(0).u32(OXS.packets).u64(stats.packets).u32(OXS.bytes).u64(stats.bytes);
  writer.u32(OXS.flows).u32(stats.flows);
  writer.patchU16(start + 2, writer.length - start).align(8, start);
}
