/** Listed flows and their aggregates, in all versions. Part of the codec. */
import type { ByteReader, ByteWriter } from '#base';
import { decodeInstructions, encodeInstructions } from '../action/instruction.js';
import type { FlowStats } from '../message/flow-mod.js';
import type { AggregateReply } from '../message/message.js';
import { type LaterVersion, readMatch, readNxMatch, writeMatch, writeNxMatch } from './match.js';
import { readMatch10, writeMatch10 } from './match10.js';
import { readOxs, writeAggregateOxs, writeOxs } from './oxs.js';

export function encodeFlowStats(writer: ByteWriter, flow: FlowStats, version: LaterVersion): void {
  const start = writer.length;
  if (version === 0x04) {
    writer.u16(0).u8(flow.table).zeros(1).u32(flow.durationSeconds).u32(flow.durationNanoseconds).u16(flow.priority);
    writer.u16(flow.idleTimeout).u16(flow.hardTimeout).u16(flow.flags).zeros(4);
    writer.u64(flow.cookie).u64(flow.packets).u64(flow.bytes);
    writeMatch(writer, flow.match, version);
  } else {
    writer.u16(0).zeros(2).u8(flow.table).zeros(1).u16(flow.priority).u16(flow.idleTimeout).u16(flow.hardTimeout);
    writer.u16(flow.flags).u16(flow.importance).u64(flow.cookie);
    writeMatch(writer, flow.match, version);
    writeOxs(writer, flow);
  }
  encodeInstructions(writer, flow.actions, version);
  writer.patchU16(start, writer.length - start);
}

export function decodeFlowStats(body: ByteReader, version: LaterVersion): FlowStats {
  const reader = body.sub(body.u16() - 2);
  if (version === 0x04) {
    const table = reader.u8();
    reader.skip(1);
    const durationSeconds = reader.u32();
    const durationNanoseconds = reader.u32();
    const priority = reader.u16();
    const idleTimeout = reader.u16();
    const hardTimeout = reader.u16();
    const flags = reader.u16();
    reader.skip(4);
    const cookie = reader.u64();
    const packets = reader.u64();
    const bytes = reader.u64();
    const match = readMatch(reader);
    const actions = decodeInstructions(reader.rest(), version);
    const age = { durationSeconds, durationNanoseconds, packets, bytes };
    return { table, priority, idleTimeout, hardTimeout, flags, importance: 0, cookie, match, actions, ...age };
  }
  reader.skip(2);
  const table = reader.u8();
  reader.skip(1);
  const priority = reader.u16();
  const idleTimeout = reader.u16();
  const hardTimeout = reader.u16();
  const flags = reader.u16();
  const importance = reader.u16();
  const cookie = reader.u64();
  const match = readMatch(reader);
  const { flows: _, ...counters } = readOxs(reader);
  const actions = decodeInstructions(reader.rest(), version);
  return { table, priority, idleTimeout, hardTimeout, flags, importance, cookie, match, actions, ...counters };
}

/** Ages go as value + 1; 0: not known. */
const ageWord = (age: number | undefined) => (age === undefined ? 0 : Math.min(age + 1, 0xffff));

export function encodeNxFlowStats(writer: ByteWriter, flow: FlowStats): void {
  const start = writer.length;
  writer.u16(0).u8(flow.table).zeros(1).u32(flow.durationSeconds).u32(flow.durationNanoseconds).u16(flow.priority);
  writer.u16(flow.idleTimeout).u16(flow.hardTimeout).u16(0).u16(ageWord(flow.idleAge)).u16(ageWord(flow.hardAge));
  writer.u64(flow.cookie).u64(flow.packets).u64(flow.bytes);
  writer.patchU16(start + 18, writeNxMatch(writer, flow.match));
  encodeInstructions(writer, flow.actions, 0x01);
  writer.patchU16(start, writer.length - start);
}

export function decodeNxFlowStats(body: ByteReader): FlowStats {
  const reader = body.sub(body.u16() - 2);
  const table = reader.u8();
  reader.skip(1);
  const durationSeconds = reader.u32();
  const durationNanoseconds = reader.u32();
  const priority = reader.u16();
  const idleTimeout = reader.u16();
  const hardTimeout = reader.u16();
  const matchLength = reader.u16();
  const idleAge = reader.u16() - 1;
  const hardAge = reader.u16() - 1;
  const cookie = reader.u64();
  const packets = reader.u64();
  const bytes = reader.u64();
  const match = readNxMatch(reader, matchLength);
  return {
    table,
    priority,
    idleTimeout,
    hardTimeout,
    flags: 0,
    importance: 0,
    cookie,
    match,
    actions: decodeInstructions(reader.rest(), 0x01),
    durationSeconds,
    durationNanoseconds,
    packets,
    bytes,
    ...(idleAge >= 0 && { idleAge }),
    ...(hardAge >= 0 && { hardAge }),
  };
}

export function encodeFlowStats10(writer: ByteWriter, flow: FlowStats): void {
  const start = writer.length;
  writer.u16(0).u8(flow.table).zeros(1);
  writeMatch10(writer, flow.match);
  writer.u32(flow.durationSeconds).u32(flow.durationNanoseconds).u16(flow.priority).u16(flow.idleTimeout);
  writer.u16(flow.hardTimeout).zeros(6).u64(flow.cookie).u64(flow.packets).u64(flow.bytes);
  encodeInstructions(writer, flow.actions, 0x01);
  writer.patchU16(start, writer.length - start);
}

export function decodeFlowStats10(body: ByteReader): FlowStats {
  const reader = body.sub(body.u16() - 2);
  const table = reader.u8();
  reader.skip(1);
  const match = readMatch10(reader);
  const durationSeconds = reader.u32();
  const durationNanoseconds = reader.u32();
  const priority = reader.u16();
  const idleTimeout = reader.u16();
  const hardTimeout = reader.u16();
  reader.skip(6);
  const cookie = reader.u64();
  const packets = reader.u64();
  const bytes = reader.u64();
  const actions = decodeInstructions(reader.rest(), 0x01);
  const age = { durationSeconds, durationNanoseconds, packets, bytes };
  return { table, priority, idleTimeout, hardTimeout, flags: 0, importance: 0, cookie, match, actions, ...age };
}

export function encodeAggregate(writer: ByteWriter, reply: AggregateReply, version: number): void {
  if (version === 0x06) writeAggregateOxs(writer, reply);
  else writer.u64(reply.packets).u64(reply.bytes).u32(reply.flows).zeros(4);
}

export function decodeAggregate(body: ByteReader, version: number): AggregateReply {
  if (version === 0x06) {
    const { packets, bytes, flows } = readOxs(body);
    return { kind: 'aggregate_reply', packets, bytes, flows };
  }
  return { kind: 'aggregate_reply', packets: body.u64(), bytes: body.u64(), flows: body.u32() };
}
