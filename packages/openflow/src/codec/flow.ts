/** flow_mod, flow statistics, aggregates and flow_removed in all versions. Part of the codec (encode.ts, decode.ts). */
import { ByteReader, type ByteWriter } from '#base';
import { resolveActions } from '../action/context.js';
import { decodeInstructions, encodeInstructions } from '../action/instruction.js';
import { OpenFlowError } from '../errors.js';
import type { FlowCommand, FlowFilter, FlowMod, FlowRemoved, FlowStats } from '../message/flow-mod.js';
import type { AggregateReply } from '../message/message.js';
import { portFrom32, ports, portTo32 } from '../port.js';
import { writeFields } from '../wire/oxm.js';
import { type LaterVersion, readMatch, readNxMatch, writeMatch, writeNxMatch } from './match.js';
import { fitsMatch10, readMatch10, writeMatch10 } from './match10.js';

const COMMANDS = ['add', 'modify', 'modify_strict', 'delete', 'delete_strict'] as const satisfies FlowCommand[];
const REASONS = ['idle_timeout', 'hard_timeout', 'delete', 'group_delete', 'meter_delete', 'eviction'] as const;
const NO_BUFFER = 0xffffffff;
const NO_GROUP = 0xffffffff;
const ALL_COOKIE = 0xffffffffffffffffn;

function portOf32(wide: number): number {
  const port = portFrom32(wide);
  if (port === undefined) throw new OpenFlowError('OFPBRC_BAD_PORT', String(wide));
  return port;
}

function commandOf(number: number): FlowCommand {
  const command = COMMANDS[number];
  if (command === undefined) throw new OpenFlowError('OFPFMFC_BAD_COMMAND', String(number));
  return command;
}

export function encodeFlowMod(writer: ByteWriter, mod: FlowMod, version: LaterVersion): void {
  writer
    .u64(mod.cookie)
    .u64(mod.cookieMask ?? 0n)
    .u8(mod.table)
    .u8(COMMANDS.indexOf(mod.command));
  writer
    .u16(mod.idleTimeout ?? 0)
    .u16(mod.hardTimeout ?? 0)
    .u16(mod.priority)
    .u32(mod.buffer ?? NO_BUFFER);
  writer.u32(portTo32(mod.outPort ?? ports.none)).u32(mod.outGroup ?? NO_GROUP);
  writer.u16(mod.flags ?? 0).u16(version === 0x04 ? 0 : (mod.importance ?? 0));
  writeMatch(writer, mod.match, version);
  encodeInstructions(writer, mod.actions, version);
}

export function decodeFlowMod(body: ByteReader, version: LaterVersion): FlowMod {
  const cookie = body.u64();
  const cookieMask = body.u64();
  const table = body.u8();
  const command = commandOf(body.u8());
  const idleTimeout = body.u16();
  const hardTimeout = body.u16();
  const priority = body.u16();
  const buffer = body.u32();
  const outPort = portOf32(body.u32());
  const outGroup = body.u32();
  const flags = body.u16();
  const importance = body.u16();
  const match = readMatch(body);
  return {
    kind: 'flow_mod',
    command,
    table,
    priority,
    cookie,
    ...(command !== 'add' && cookieMask !== 0n && { cookieMask }),
    match,
    actions: decodeInstructions(body.rest(), version),
    idleTimeout,
    hardTimeout,
    flags,
    importance,
    ...(outPort !== ports.none && { outPort }),
    ...(outGroup !== NO_GROUP && { outGroup }),
    ...(buffer !== NO_BUFFER && { buffer }),
  };
}

/** True when a 1.0 flow_mod can go as the standard message: no cookie mask, a match that fits. */
export function isStandard10(mod: FlowMod): boolean {
  return mod.cookieMask === undefined && fitsMatch10(mod.match);
}

/** The table stands in the upper byte of the command, as NXT_FLOW_MOD_TABLE_ID asks. */
function commandWord(mod: FlowMod): number {
  return COMMANDS.indexOf(mod.command) | ((mod.table === 255 ? 0xff : mod.table) << 8);
}

export function encodeFlowMod10(writer: ByteWriter, mod: FlowMod, hasTable: boolean): void {
  writeMatch10(writer, mod.match);
  writer.u64(mod.cookie).u16(hasTable ? commandWord(mod) : COMMANDS.indexOf(mod.command));
  writer
    .u16(mod.idleTimeout ?? 0)
    .u16(mod.hardTimeout ?? 0)
    .u16(mod.priority)
    .u32(mod.buffer ?? NO_BUFFER);
  writer.u16(mod.outPort ?? ports.none).u16(mod.flags ?? 0);
  encodeInstructions(writer, mod.actions, 0x01);
}

/** Without table ids in commands: `add` goes to table 0, the others to all tables. */
function tableOf(word: number, hasTable: boolean, command: FlowCommand): number {
  if (hasTable) return word >>> 8;
  return command === 'add' ? 0 : 255;
}

export function decodeFlowMod10(body: ByteReader, hasTable: boolean): FlowMod {
  const match = readMatch10(body);
  const cookie = body.u64();
  const word = body.u16();
  const command = commandOf(hasTable ? word & 0xff : word);
  const idleTimeout = body.u16();
  const hardTimeout = body.u16();
  const priority = body.u16();
  const buffer = body.u32();
  const outPort = body.u16();
  const flags = body.u16();
  return {
    kind: 'flow_mod',
    command,
    table: tableOf(word, hasTable, command),
    priority,
    cookie,
    match,
    actions: resolveActions(decodeInstructions(body.rest(), 0x01), match),
    idleTimeout,
    hardTimeout,
    flags: flags & 3,
    ...(outPort !== ports.none && command.startsWith('delete') && { outPort }),
    ...(buffer !== NO_BUFFER && { buffer }),
  };
}

export function encodeNxFlowMod(writer: ByteWriter, mod: FlowMod, hasTable: boolean): void {
  writer.u64(mod.cookie).u16(hasTable ? commandWord(mod) : COMMANDS.indexOf(mod.command));
  writer
    .u16(mod.idleTimeout ?? 0)
    .u16(mod.hardTimeout ?? 0)
    .u16(mod.priority)
    .u32(mod.buffer ?? NO_BUFFER);
  writer.u16(mod.outPort ?? ports.none).u16(mod.flags ?? 0);
  const lengthAt = writer.length;
  writer.u16(0).zeros(6);
  writer.patchU16(lengthAt, writeCookieMatch(writer, mod.cookieMask === undefined ? undefined : mod.cookie, mod));
  encodeInstructions(writer, mod.actions, 0x01);
}

const NXM_COOKIE = 0x00013c00;

/** The cookie to look for stands among the match fields (NXM_NX_COOKIE). Gives the length without padding. */
function writeCookieMatch(
  writer: ByteWriter,
  cookie: bigint | undefined,
  { cookieMask = ALL_COOKIE, match }: { readonly cookieMask?: bigint; readonly match: FlowMod['match'] },
): number {
  const start = writer.length;
  if (cookie !== undefined && cookieMask === ALL_COOKIE) writer.u32(NXM_COOKIE + 8).u64(cookie);
  else if (cookie !== undefined)
    writer
      .u32(NXM_COOKIE + 0x110)
      .u64(cookie)
      .u64(cookieMask);
  writeFields(writer, match, 'nxm');
  const length = writer.length - start;
  writer.align(8, start);
  return length;
}

interface CookieMatch {
  readonly match: FlowMod['match'];
  readonly cookie?: bigint;
  readonly cookieMask?: bigint;
}

/** Reads a Nicira match that may name a cookie too; fields may stand in any order. */
function readCookieMatch(body: ByteReader, length: number): CookieMatch {
  const bytes = body.take(length);
  body.skip((8 - (length % 8)) % 8);
  const reader = new ByteReader(bytes);
  let at = 0;
  while (reader.left >= 4) {
    at = reader.offset;
    const word = reader.u32();
    if (word === NXM_COOKIE + 8 || word === NXM_COOKIE + 0x110) {
      const cookie = reader.u64();
      const cookieMask = word === NXM_COOKIE + 8 ? ALL_COOKIE : reader.u64();
      const rest = new Uint8Array(bytes.length - (reader.offset - at));
      rest.set(bytes.subarray(0, at));
      rest.set(bytes.subarray(reader.offset), at);
      return { match: readNxMatch(new ByteReader(padded(rest)), rest.length), cookie, cookieMask };
    }
    reader.skip(Math.min(word % 256, reader.left));
  }
  return { match: readNxMatch(new ByteReader(padded(bytes)), bytes.length) };
}

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / 8) * 8);
  whole.set(bytes);
  return whole;
}

export function decodeNxFlowMod(body: ByteReader, hasTable: boolean): FlowMod {
  const cookie = body.u64();
  const word = body.u16();
  const command = commandOf(hasTable ? word & 0xff : word);
  const idleTimeout = body.u16();
  const hardTimeout = body.u16();
  const priority = body.u16();
  const buffer = body.u32();
  const outPort = body.u16();
  const flags = body.u16();
  const length = body.u16();
  body.skip(6);
  const found = readCookieMatch(body, length);
  return {
    kind: 'flow_mod',
    command,
    table: tableOf(word, hasTable, command),
    priority,
    cookie: found.cookie ?? cookie,
    ...(found.cookieMask !== undefined && { cookieMask: found.cookieMask }),
    match: found.match,
    actions: resolveActions(decodeInstructions(body.rest(), 0x01), found.match),
    idleTimeout,
    hardTimeout,
    flags: flags & 3,
    ...(outPort !== ports.none && command.startsWith('delete') && { outPort }),
    ...(buffer !== NO_BUFFER && { buffer }),
  };
}

// ---- requests

export function encodeFilter(writer: ByteWriter, filter: FlowFilter, version: LaterVersion): void {
  writer
    .u8(filter.table ?? 0xff)
    .zeros(3)
    .u32(portTo32(filter.outPort ?? ports.none))
    .u32(filter.outGroup ?? NO_GROUP);
  writer
    .zeros(4)
    .u64(filter.cookie ?? 0n)
    .u64(filter.cookie === undefined ? 0n : (filter.cookieMask ?? ALL_COOKIE));
  writeMatch(writer, filter.match, version);
}

export function decodeFilter(body: ByteReader): FlowFilter {
  const table = body.u8();
  body.skip(3);
  const outPort = portOf32(body.u32());
  const outGroup = body.u32();
  body.skip(4);
  const cookie = body.u64();
  const cookieMask = body.u64();
  return filterOf(table, outPort, outGroup, cookie, cookieMask, readMatch(body));
}

function filterOf(
  table: number,
  outPort: number,
  outGroup: number,
  cookie: bigint,
  cookieMask: bigint,
  match: FlowFilter['match'],
): FlowFilter {
  return {
    ...(table !== 0xff && { table }),
    ...(outPort !== ports.none && { outPort }),
    ...(outGroup !== NO_GROUP && { outGroup }),
    ...(cookieMask !== 0n && { cookie, cookieMask }),
    match,
  };
}

export function encodeFilter10(writer: ByteWriter, filter: FlowFilter): void {
  writeMatch10(writer, filter.match);
  writer
    .u8(filter.table ?? 0xff)
    .zeros(1)
    .u16(filter.outPort ?? ports.none);
}

export function decodeFilter10(body: ByteReader): FlowFilter {
  const match = readMatch10(body);
  const table = body.u8();
  body.skip(1);
  return filterOf(table, body.u16(), NO_GROUP, 0n, 0n, match);
}

export function encodeNxFilter(writer: ByteWriter, filter: FlowFilter): void {
  writer.u16(filter.outPort ?? ports.none);
  const lengthAt = writer.length;
  writer
    .u16(0)
    .u8(filter.table ?? 0xff)
    .zeros(3);
  writer.patchU16(lengthAt, writeCookieMatch(writer, filter.cookie, filter));
}

export function decodeNxFilter(body: ByteReader): FlowFilter {
  const outPort = body.u16();
  const length = body.u16();
  const table = body.u8();
  body.skip(3);
  const found = readCookieMatch(body, length);
  return filterOf(table, outPort, NO_GROUP, found.cookie ?? 0n, found.cookieMask ?? 0n, found.match);
}

// ---- replies

const OXS = {
  duration: 0x80020008,
  idle: 0x80020208,
  flows: 0x80020604,
  packets: 0x80020808,
  bytes: 0x80020a08,
} as const;

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

interface Counters {
  readonly durationSeconds: number;
  readonly durationNanoseconds: number;
  readonly packets: bigint;
  readonly bytes: bigint;
  readonly idleAge?: number;
}

function writeOxs(writer: ByteWriter, flow: Counters): void {
  const start = writer.length;
  writer.zeros(2).u16(0).u32(OXS.duration).u32(flow.durationSeconds).u32(flow.durationNanoseconds);
  if (flow.idleAge !== undefined) writer.u32(OXS.idle).u32(flow.idleAge).u32(0);
  writer.u32(OXS.packets).u64(flow.packets).u32(OXS.bytes).u64(flow.bytes);
  writer.patchU16(start + 2, writer.length - start).align(8, start);
}

function readOxs(body: ByteReader): Counters & { readonly flows: number } {
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
  if (version === 0x06) {
    const start = writer.length;
    writer.zeros(2).u16(0).u32(OXS.packets).u64(reply.packets).u32(OXS.bytes).u64(reply.bytes);
    writer
      .u32(OXS.flows)
      .u32(reply.flows)
      .patchU16(start + 2, writer.length - start)
      .align(8, start);
  } else writer.u64(reply.packets).u64(reply.bytes).u32(reply.flows).zeros(4);
}

export function decodeAggregate(body: ByteReader, version: number): AggregateReply {
  if (version === 0x06) {
    const { packets, bytes, flows } = readOxs(body);
    return { kind: 'aggregate_reply', packets, bytes, flows };
  }
  return { kind: 'aggregate_reply', packets: body.u64(), bytes: body.u64(), flows: body.u32() };
}

// ---- flow_removed

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

export function encodeNxFlowRemoved(writer: ByteWriter, message: FlowRemoved): void {
  writer
    .u64(message.cookie)
    .u16(message.priority)
    .u8(REASONS.indexOf(message.reason))
    .u8(message.table + 1);
  writer.u32(message.durationSeconds).u32(message.durationNanoseconds).u16(message.idleTimeout);
  writer.u16(message.hardTimeout);
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
  const hardTimeout = body.u16();
  const length = body.u16();
  const packets = body.u64();
  const bytes = body.u64();
  const age = { durationSeconds, durationNanoseconds, packets, bytes, match: readNxMatch(body, length) };
  return { kind: 'flow_removed', reason, table, priority, cookie, idleTimeout, hardTimeout, ...age };
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
