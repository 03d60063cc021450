/** flow_removed in all versions. Part of the codec. */
import type { ByteReader, ByteWriter } from '#base';
import { OpenFlowError } from '../errors.js';
import type { FlowRemoved } from '../message/flow-mod.js';
import { type LaterVersion, readMatch, readNxMatch, writeMatch, writeNxMatch } from './match.js';
import { readMatch10, writeMatch10 } from './match10.js';
import { readOxs, writeOxs } from './oxs.js';

const REASONS = ['idle_timeout', 'hard_timeout', 'delete', 'group_delete', 'meter_delete', 'eviction'] as const;

export function encodeFlowRemoved(writer: ByteWriter, message: FlowRemoved, version: LaterVersion): void {
  const reason = REASONS.indexOf(message.reason);
  if (version === 0x04) {
    writer.u64(message.cookie).u16(message.priority).u8(reason).u8(message.table);
    writer.u32(message.durationSeconds).u32(message.durationNanoseconds);
    writer.u16(message.idleTimeout).u16(message.hardTimeout).u64(message.packets).u64(message.bytes);
    writeMatch(writer, message.match, version);
    return;
  }
  writer.u8(message.table).u8(reason).u16(message.priority).u16(message.idleTimeout).u16(message.hardTimeout);
  writer.u64(message.cookie);
  writeMatch(writer, message.match, version);
  writeOxs(writer, message);
}

function reasonOf(number: number): FlowRemoved['reason'] {
  const reason = REASONS[number];
  if (reason === undefined) throw new OpenFlowError('NXBRC_BAD_REASON', String(number));
  return reason;
}

export function decodeFlowRemoved(body: ByteReader, version: LaterVersion): FlowRemoved {
  if (version === 0x04) {
    const cookie = body.u64();
    const priority = body.u16();
    const reason = reasonOf(body.u8());
    const table = body.u8();
    const durationSeconds = body.u32();
    const durationNanoseconds = body.u32();
    const idleTimeout = body.u16();
    const hardTimeout = body.u16();
    const packets = body.u64();
    const bytes = body.u64();
    const age = { durationSeconds, durationNanoseconds, packets, bytes, match: readMatch(body) };
    return { kind: 'flow_removed', reason, table, priority, cookie, idleTimeout, hardTimeout, ...age };
  }
  const table = body.u8();
  const reason = reasonOf(body.u8());
  const priority = body.u16();
  const idleTimeout = body.u16();
  const hardTimeout = body.u16();
  const cookie = body.u64();
  const match = readMatch(body);
  const { durationSeconds, durationNanoseconds, packets, bytes } = readOxs(body);
  const age = { durationSeconds, durationNanoseconds, packets, bytes, match };
  return { kind: 'flow_removed', reason, table, priority, cookie, idleTimeout, hardTimeout, ...age };
}

/** Nicira's form does not say the hard timeout. */
export function encodeNxFlowRemoved(writer: ByteWriter, message: FlowRemoved): void {
  writer
    .u64(message.cookie)
    .u16(message.priority)
    .u8(REASONS.indexOf(message.reason))
    .u8(message.table + 1);
  writer.u32(message.durationSeconds).u32(message.durationNanoseconds).u16(message.idleTimeout);
  const lengthAt = writer.length;
  writer.u16(0).u64(message.packets).u64(message.bytes);
  writer.patchU16(lengthAt, writeNxMatch(writer, message.match));
}

export function decodeNxFlowRemoved(body: ByteReader): FlowRemoved {
  const cookie = body.u64();
  const priority = body.u16();
  const reason = reasonOf(body.u8());
  const table = Math.max(0, body.u8() - 1);
  const durationSeconds = body.u32();
  const durationNanoseconds = body.u32();
  const idleTimeout = body.u16();
  const length = body.u16();
  const packets = body.u64();
  const bytes = body.u64();
  const age = { durationSeconds, durationNanoseconds, packets, bytes, match: readNxMatch(body, length) };
  return { kind: 'flow_removed', reason, table, priority, cookie, idleTimeout, hardTimeout: 0, ...age };
}

export function encodeFlowRemoved10(writer: ByteWriter, message: FlowRemoved): void {
  writeMatch10(writer, message.match);
  writer.u64(message.cookie).u16(message.priority).u8(REASONS.indexOf(message.reason)).zeros(1);
  writer.u32(message.durationSeconds).u32(message.durationNanoseconds).u16(message.idleTimeout).zeros(2);
  writer.u64(message.packets).u64(message.bytes);
}

export function decodeFlowRemoved10(body: ByteReader): FlowRemoved {
  const match = readMatch10(body);
  const cookie = body.u64();
  const priority = body.u16();
  const reason = reasonOf(body.u8());
  body.skip(1);
  const durationSeconds = body.u32();
  const durationNanoseconds = body.u32();
  const idleTimeout = body.u16();
  body.skip(2);
  const age = { durationSeconds, durationNanoseconds, packets: body.u64(), bytes: body.u64(), match };
  return { kind: 'flow_removed', reason, table: 0, priority, cookie, idleTimeout, hardTimeout: 0, ...age };
}
