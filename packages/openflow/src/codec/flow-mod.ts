/** flow_mod in all versions, in OpenFlow 1.0 standard and Nicira's. Part of the codec (encode.ts, decode.ts). */
import type { ByteReader, ByteWriter } from '#base';
import { resolveActions } from '../action/context.js';
import { decodeInstructions, encodeInstructions } from '../action/instruction.js';
import { OpenFlowError } from '../errors.js';
import type { FlowCommand, FlowMod } from '../message/flow-mod.js';
import { ports, portTo32 } from '../port.js';
import { readCookieMatch, writeCookieMatch } from './cookie-match.js';
import { type LaterVersion, readMatch, writeMatch } from './match.js';
import { readMatch10, writeMatch10 } from './match10.js';
import { portOf32 } from './port-number.js';

const COMMANDS = ['add', 'modify', 'modify_strict', 'delete', 'delete_strict'] as const satisfies FlowCommand[];

const NO_BUFFER = 0xffffffff;

const NO_GROUP = 0xffffffff;

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

/** What OpenFlow 1.0 and Nicira's form have in common: all but match and actions. */
type FlowModHead = Omit<FlowMod, 'match' | 'actions'>;

function readHead(body: ByteReader, hasTable: boolean): FlowModHead {
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
    idleTimeout,
    hardTimeout,
    flags: flags & 3,
    ...(outPort !== ports.none && command.startsWith('delete') && { outPort }),
    ...(buffer !== NO_BUFFER && { buffer }),
  };
}

export function decodeFlowMod10(body: ByteReader, hasTable: boolean): FlowMod {
  const match = readMatch10(body);
  const head = readHead(body, hasTable);
  return { ...head, match, actions: resolveActions(decodeInstructions(body.rest(), 0x01), match) };
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

export function decodeNxFlowMod(body: ByteReader, hasTable: boolean): FlowMod {
  const head = readHead(body, hasTable);
  const length = body.u16();
  body.skip(6);
  const { cookie = head.cookie, cookieMask, match } = readCookieMatch(body, length);
  return {
    ...head,
    cookie,
    ...(cookieMask !== undefined && { cookieMask }),
    match,
    actions: resolveActions(decodeInstructions(body.rest(), 0x01), match),
  };
}
