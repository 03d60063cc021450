/** flow_mod in all versions, in OpenFlow 1.0 standard and Nicira's. Part of the codec (encode.ts, decode.ts). */
import { ByteReader, type ByteWriter } from '#base';
import { resolveActions } from '../action/context.js';
import { decodeInstructions, encodeInstructions } from '../action/instruction.js';
import { OpenFlowError } from '../errors.js';
import { type FlowCommand, type FlowMod, flowFlags } from '../message/flow-mod.js';
import type { OpenFlowVersion } from '../message/message.js';
import { ports, portTo32 } from '../port.js';
import { readCookieMatch, writeCookieMatch } from './cookie-match.js';
import { type LaterVersion, readMatch, writeMatch } from './match.js';
import { ALL_WILDCARDS, readMatch10, writeMatch10 } from './match10.js';
import { portOf32 } from './port-number.js';

const COMMANDS = ['add', 'modify', 'modify_strict', 'delete', 'delete_strict'] as const satisfies FlowCommand[];

const NO_BUFFER = 0xffffffff;

const NO_GROUP = 0xffffffff;
const ALL_TABLES = 255;
const MAX_FLAGS = 0x1f;
const MAX_FLAGS_10 = 7;
const FLAGS_10 = flowFlags.sendFlowRemoved | flowFlags.checkOverlap;
/** OpenFlow 1.0: a flow for when the controller is away. */
const EMERGENCY = 4;

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

/** A flow goes to one table; only what deletes may mean all. */
function checkTable(table: number, command: number): void {
  const isDelete = command === COMMANDS.indexOf('delete') || command === COMMANDS.indexOf('delete_strict');
  if (table === ALL_TABLES && !isDelete) throw new OpenFlowError('OFPFMFC_BAD_TABLE_ID', String(table));
}

export function decodeFlowMod(body: ByteReader, version: LaterVersion): FlowMod {
  const cookie = body.u64();
  const cookieMask = body.u64();
  const table = body.u8();
  const number = body.u8();
  const idleTimeout = body.u16();
  const hardTimeout = body.u16();
  const priority = body.u16();
  const buffer = body.u32();
  const wideOutPort = body.u32();
  const outGroup = body.u32();
  const flags = body.u16();
  const importance = body.u16();
  const match = readMatch(body);
  checkTable(table, number);
  const outPort = portOf32(wideOutPort);
  const command = commandOf(number);
  const actions = resolveActions(decodeInstructions(body.rest(), version), match);
  checkFlags(flags, version);
  return {
    kind: 'flow_mod',
    command,
    table,
    priority,
    cookie,
    ...(command !== 'add' && cookieMask !== 0n && { cookieMask }),
    match,
    actions,
    idleTimeout,
    hardTimeout,
    flags,
    importance: version === 0x06 ? importance : 0,
    ...(buffer !== NO_BUFFER && { buffer }),
    ...(outPort !== ports.none && command.startsWith('delete') && { outPort }),
    ...(outGroup !== NO_GROUP && command.startsWith('delete') && { outGroup }),
  };
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
  writer.u16(mod.outPort ?? ports.none).u16((mod.flags ?? 0) & FLAGS_10);
  encodeInstructions(writer, mod.actions, 0x01);
}

/** Without table ids in commands: `add` goes to table 0, the others to all tables. */
function tableOf(word: number, hasTable: boolean, command: FlowCommand): number {
  if (hasTable) return word >>> 8;
  return command === 'add' ? 0 : ALL_TABLES;
}

/** What OpenFlow 1.0 and Nicira's form have in common: all but match and actions. */
interface Head {
  readonly cookie: bigint;
  readonly command: number;
  readonly idleTimeout: number;
  readonly hardTimeout: number;
  readonly priority: number;
  readonly buffer: number;
  readonly outPort: number;
  readonly flags: number;
}

function readHead(body: ByteReader): Head {
  return {
    cookie: body.u64(),
    command: body.u16(),
    idleTimeout: body.u16(),
    hardTimeout: body.u16(),
    priority: body.u16(),
    buffer: body.u32(),
    outPort: body.u16(),
    flags: body.u16(),
  };
}

/** Of later versions a Nicira message has their flags. */
function checkFlags(flags: number, version: OpenFlowVersion): void {
  if (version !== 0x01 ? flags > MAX_FLAGS : flags > MAX_FLAGS_10)
    throw new OpenFlowError('OFPFMFC_BAD_FLAGS', flags.toString(16));
  if (version === 0x01 && (flags & EMERGENCY) !== 0)
    throw new OpenFlowError('OFPFMFC_TABLE_FULL', 'no emergency flows');
}

/** In the order in which a switch looks at it; the match was read before. */
function finish(
  head: Head,
  hasTable: boolean,
  version: OpenFlowVersion,
  found: { readonly match: FlowMod['match']; readonly cookie?: bigint; readonly cookieMask?: bigint },
  body: ByteReader,
): FlowMod {
  const { cookie, command: word, buffer, outPort, flags, ...rest } = head;
  const command = commandOf(hasTable ? word & 0xff : word);
  const table = tableOf(word, hasTable, command);
  if (command === 'add') checkTable(table, COMMANDS.indexOf(command));
  const actions = resolveActions(decodeInstructions(body.rest(), version), found.match);
  checkFlags(flags, version);
  return {
    kind: 'flow_mod',
    command,
    table,
    ...rest,
    cookie: found.cookie ?? cookie,
    ...(found.cookieMask !== undefined && { cookieMask: found.cookieMask }),
    // In OpenFlow 1.0 a flow that is added begins to count anew, and a change of none adds it.
    flags: (flags & FLAGS_10) | (command === 'add' ? flowFlags.resetCounts : 0),
    ...(version === 0x01 && { form: 'openflow10' }),
    ...(buffer !== NO_BUFFER && { buffer }),
    ...(outPort !== ports.none && command.startsWith('delete') && { outPort }),
    match: found.match,
    actions,
  };
}

export function decodeFlowMod10(body: ByteReader, hasTable: boolean): FlowMod {
  const isExact = (new ByteReader(body.bytes.subarray(body.offset)).u32() & ALL_WILDCARDS) === 0;
  const match = readMatch10(body);
  const head = readHead(body);
  // A flow for one kind of packet alone comes before all others.
  return finish(isExact ? { ...head, priority: 0xffff } : head, hasTable, 0x01, { match }, body);
}

export function encodeNxFlowMod(writer: ByteWriter, mod: FlowMod, hasTable: boolean): void {
  writer.u64(mod.cookie).u16(hasTable ? commandWord(mod) : COMMANDS.indexOf(mod.command));
  writer
    .u16(mod.idleTimeout ?? 0)
    .u16(mod.hardTimeout ?? 0)
    .u16(mod.priority)
    .u32(mod.buffer ?? NO_BUFFER);
  writer.u16(mod.outPort ?? ports.none).u16((mod.flags ?? 0) & FLAGS_10);
  const lengthAt = writer.length;
  writer.u16(0).zeros(6);
  writer.patchU16(lengthAt, writeCookieMatch(writer, mod.cookieMask === undefined ? undefined : mod.cookie, mod));
  encodeInstructions(writer, mod.actions, 0x01);
}

export function decodeNxFlowMod(body: ByteReader, hasTable: boolean, version: OpenFlowVersion = 0x01): FlowMod {
  const head = readHead(body);
  const length = body.u16();
  body.skip(6);
  return finish(head, hasTable, version, readCookieMatch(body, length), body);
}
