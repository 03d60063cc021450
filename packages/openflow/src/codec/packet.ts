/** Packet-ins in all their forms, packet_out and resume. Part of the codec. */
import type { ByteReader, ByteWriter } from '#base';
import { reasons } from '../action/code.js';
import { decodeActions } from '../action/decode.js';
import { dialectOf, encodeActions } from '../action/encode.js';
import type { ControllerReason } from '../action.js';
import { OpenFlowError } from '../errors.js';
import { fields } from '../field.js';
import type { Match } from '../match.js';
import type { OpenFlowVersion } from '../message/message.js';
import type { PacketIn, PacketOut, Resume } from '../message/packet-in.js';
import { ports, portTo32 } from '../port.js';
import { readFields, writeFields } from '../wire/oxm.js';
import { type LaterVersion, readMatch, writeMatch } from './match.js';
import { portOf32 } from './port-number.js';
import { properties } from './property.js';

const NO_BUFFER = 0xffffffff;

/** The port that a packet came in by; `ports.none` where its metadata do not say. */
export function inPortOf(metadata: Match): number {
  return Number(metadata.find((item) => item.field === fields.in_port)?.value ?? ports.none);
}

function reasonNumber(reason: ControllerReason, version: OpenFlowVersion): number {
  const number = reasons.indexOf(reason);
  // Before 1.4 there are three reasons, all others are "action".
  return version !== 0x06 && number > 2 ? 1 : number;
}

/** A reason that a newer switch has is none of the misses: the packet is for whoever wants it. */
function reasonOf(number: number): ControllerReason {
  return reasons[number] ?? 'action';
}

export function encodePacketIn(writer: ByteWriter, message: PacketIn, version: OpenFlowVersion): void {
  writer.u32(message.buffer ?? NO_BUFFER).u16(message.totalLength);
  if (version === 0x01) {
    writer.u16(inPortOf(message.metadata)).u8(reasonNumber(message.reason, version)).zeros(1).bytes(message.packet);
    return;
  }
  writer.u8(reasonNumber(message.reason, version)).u8(message.table).u64(message.cookie);
  writeMatch(writer, message.metadata, version);
  writer.zeros(2).bytes(message.packet);
}

export function decodePacketIn(body: ByteReader, version: OpenFlowVersion): PacketIn {
  const buffer = body.u32();
  const totalLength = body.u16();
  const base = { kind: 'packet_in', totalLength, ...(buffer !== NO_BUFFER && { buffer }) } as const;
  if (version === 0x01) {
    const metadata = [{ field: fields.in_port, value: body.u16() }];
    const reason = reasonOf(body.u8());
    body.skip(1);
    return { ...base, reason, table: 0, cookie: 0n, metadata, packet: body.rest() };
  }
  const reason = reasonOf(body.u8());
  const table = body.u8();
  const cookie = body.u64();
  const metadata = readMatch(body, 'loose');
  body.skip(2);
  return { ...base, reason, table, cookie, metadata, packet: body.rest() };
}

/** Nicira's older form, for controllers that ask for it. */
export function encodeNxPacketIn(writer: ByteWriter, message: PacketIn): void {
  writer
    .u32(message.buffer ?? NO_BUFFER)
    .u16(message.totalLength)
    .u8(reasonNumber(message.reason, 0x01));
  writer.u8(message.table).u64(message.cookie);
  const lengthAt = writer.length;
  writer.u16(0).zeros(6);
  const start = writer.length;
  writeFields(writer, message.metadata, 'nxm');
  writer
    .patchU16(lengthAt, writer.length - start)
    .align(8, start)
    .zeros(2)
    .bytes(message.packet);
}

export function decodeNxPacketIn(body: ByteReader): PacketIn {
  const buffer = body.u32();
  const totalLength = body.u16();
  const reason = reasonOf(body.u8());
  const table = body.u8();
  const cookie = body.u64();
  const length = body.u16();
  body.skip(6);
  const metadata = readFields(body.take(length), 'loose');
  body.skip((8 - (length % 8)) % 8);
  body.skip(2);
  const base = { totalLength, ...(buffer !== NO_BUFFER && { buffer }) };
  return { kind: 'packet_in', ...base, reason, table, cookie, metadata, packet: body.rest() };
}

/** Properties of NXT_PACKET_IN2 and NXT_RESUME. */
const PROPERTY = {
  packet: 0,
  fullLength: 1,
  buffer: 2,
  table: 3,
  cookie: 4,
  reason: 5,
  metadata: 6,
  userdata: 7,
  continuation: 8,
} as const;

function property(writer: ByteWriter, type: number, write: () => void): void {
  const start = writer.length;
  writer.u16(type).u16(0);
  write();
  writer.patchU16(start + 2, writer.length - start).align(8, start);
}

export function encodePacketIn2(writer: ByteWriter, message: PacketIn | Resume, version: OpenFlowVersion): void {
  property(writer, PROPERTY.packet, () => writer.bytes(message.packet));
  if (message.kind === 'packet_in' && message.totalLength !== message.packet.length) {
    property(writer, PROPERTY.fullLength, () => writer.u32(message.totalLength));
  }
  if (message.kind === 'packet_in' && message.buffer !== undefined) {
    const { buffer } = message;
    property(writer, PROPERTY.buffer, () => writer.u32(buffer));
  }
  if (message.table !== 0 || message.kind === 'packet_in')
    property(writer, PROPERTY.table, () => writer.u8(message.table));
  if (message.cookie !== 0xffffffffffffffffn) {
    property(writer, PROPERTY.cookie, () => writer.zeros(4).u64(message.cookie));
  }
  property(writer, PROPERTY.reason, () => writer.u8(reasons.indexOf(message.reason)));
  property(writer, PROPERTY.metadata, () => writeFields(writer, message.metadata, dialectOf(version)));
  const { userdata, continuation } = message;
  if (userdata !== undefined && userdata.length > 0) property(writer, PROPERTY.userdata, () => writer.bytes(userdata));
  if (continuation !== undefined && continuation.length > 0) {
    property(writer, PROPERTY.continuation, () => writer.zeros(4).bytes(continuation));
  }
}

function readProperties(body: ByteReader): Omit<PacketIn, 'kind'> {
  let packet = new Uint8Array(0);
  let totalLength: number | undefined;
  let buffer: number | undefined;
  let table = 0;
  let cookie = 0xffffffffffffffffn;
  let reason: ControllerReason = 'no_match';
  let metadata: Match = [];
  let userdata: Uint8Array | undefined;
  let continuation: Uint8Array | undefined;
  for (const { type, reader } of properties(body)) {
    switch (type) {
      case PROPERTY.packet:
        packet = reader.rest().slice();
        break;
      case PROPERTY.fullLength:
        totalLength = reader.u32();
        break;
      case PROPERTY.buffer:
        buffer = reader.u32();
        break;
      case PROPERTY.table:
        table = reader.u8();
        break;
      case PROPERTY.cookie:
        reader.skip(4);
        cookie = reader.u64();
        break;
      case PROPERTY.reason:
        reason = reasonOf(reader.u8());
        break;
      case PROPERTY.metadata:
        metadata = readFields(reader.rest(), 'loose');
        break;
      case PROPERTY.userdata:
        userdata = reader.rest().slice();
        break;
      case PROPERTY.continuation:
        reader.skip(4);
        continuation = reader.rest().slice();
        break;
      // Others are of a newer switch: no harm.
    }
  }
  return {
    packet,
    totalLength: totalLength ?? packet.length,
    ...(buffer !== undefined && { buffer }),
    table,
    cookie,
    reason,
    metadata,
    ...(userdata !== undefined && { userdata }),
    ...(continuation !== undefined && { continuation }),
  };
}

export function decodePacketIn2(body: ByteReader): PacketIn {
  return { kind: 'packet_in', ...readProperties(body) };
}

export function decodeResume(body: ByteReader): Resume {
  const { totalLength: _length, buffer: _buffer, continuation = new Uint8Array(0), ...rest } = readProperties(body);
  return { kind: 'resume', ...rest, continuation };
}

export function encodePacketOut(writer: ByteWriter, message: PacketOut, version: OpenFlowVersion): void {
  writer.u32(message.buffer ?? NO_BUFFER);
  let lengthAt: number;
  switch (version) {
    case 0x01:
      writer.u16(inPortOf(message.metadata));
      lengthAt = writer.length;
      writer.u16(0);
      break;
    case 0x04:
      writer.u32(portTo32(inPortOf(message.metadata)));
      lengthAt = writer.length;
      writer.u16(0).zeros(6);
      break;
    case 0x06:
      lengthAt = writer.length;
      writer.u16(0).zeros(2);
      writeMatch(writer, message.metadata, 0x06);
  }
  const start = writer.length;
  encodeActions(writer, message.actions, version);
  writer.patchU16(lengthAt, writer.length - start).bytes(message.packet);
}

export function decodePacketOut(body: ByteReader, version: OpenFlowVersion): PacketOut {
  const buffer = body.u32();
  let metadata: Match;
  let length: number;
  if (version === 0x06) {
    length = body.u16();
    body.skip(2);
    metadata = readMatch(body, 'pipeline');
  } else {
    const port = version === 0x01 ? body.u16() : portOf32(body.u32());
    metadata = [{ field: fields.in_port, value: port }];
    length = body.u16();
    if (version === 0x04) body.skip(6);
  }
  if (!mayComeFrom(metadata)) throw new OpenFlowError('OFPBRC_BAD_PORT', String(inPortOf(metadata)));
  const list = body.take(length);
  if (buffer !== NO_BUFFER) throw new OpenFlowError('OFPBRC_BUFFER_UNKNOWN', String(buffer));
  const actions = decodeActions(list, version);
  const packet = body.rest().slice();
  return { kind: 'packet_out', metadata, actions, packet };
}

/** A packet comes from a port, from the controller, or from nowhere. */
function mayComeFrom(metadata: Match): boolean {
  const entry = metadata.find(({ field }) => field === fields.in_port);
  if (entry === undefined) return false;
  const port = Number(entry.value);
  return port < ports.max || port === ports.local || port === ports.none || port === ports.controller;
}

export type { LaterVersion };
