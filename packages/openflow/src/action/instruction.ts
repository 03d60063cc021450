/**
 * Instructions of OpenFlow 1.1 and later around a flow's actions. Before: a flow's list of actions, which holds both (action.ts). After:
 * the wire. OpenFlow 1.0 has actions only.
 */
import { ByteReader, type ByteWriter } from '#base';
import type { Action } from '../action.js';
import { OpenFlowError } from '../errors.js';
import type { OpenFlowVersion } from '../message/message.js';
import { instructions } from './code.js';
import { decodeActions } from './decode.js';
import { encodeActions } from './encode.js';

const KINDS: ReadonlySet<Action['kind']> = new Set(['write_metadata', 'goto_table', 'clear_actions', 'write_actions']);

function isInstruction(action: Action, version: OpenFlowVersion): boolean {
  return KINDS.has(action.kind) || (action.kind === 'meter' && version !== 0x06);
}

/** Writes a flow's actions as the version has them. */
export function encodeInstructions(writer: ByteWriter, list: readonly Action[], version: OpenFlowVersion): void {
  if (version === 0x01) {
    encodeActions(writer, list, version);
    return;
  }
  if (!list.some((action) => isInstruction(action, version))) {
    encodeApply(writer, list, version);
    return;
  }
  for (const action of list) {
    if (action.kind === 'meter' && version !== 0x06) writer.u16(instructions.meter).u16(8).u32(action.meter);
  }
  encodeApply(
    writer,
    list.filter((action) => !isInstruction(action, version)),
    version,
  );
  for (const action of list) encodeInstruction(writer, action, version);
}

function encodeApply(writer: ByteWriter, list: readonly Action[], version: OpenFlowVersion): void {
  if (list.length === 0) return;
  const start = writer.length;
  writer.u16(instructions.applyActions).u16(0).zeros(4);
  encodeActions(writer, list, version);
  writer.patchU16(start + 2, writer.length - start);
}

function encodeInstruction(writer: ByteWriter, action: Action, version: OpenFlowVersion): void {
  switch (action.kind) {
    case 'clear_actions':
      writer.u16(instructions.clearActions).u16(8).zeros(4);
      return;
    case 'write_actions': {
      const start = writer.length;
      writer.u16(instructions.writeActions).u16(0).zeros(4);
      encodeActions(writer, action.actions, version);
      writer.patchU16(start + 2, writer.length - start);
      return;
    }
    case 'write_metadata':
      writer
        .u16(instructions.writeMetadata)
        .u16(24)
        .zeros(4)
        .u64(action.value)
        .u64(action.mask ?? 0xffffffffffffffffn);
      return;
    case 'goto_table':
      writer.u16(instructions.gotoTable).u16(8).u8(action.table).zeros(3);
      return;
    default:
  }
}

/** In the order in which they are carried out, whatever their order on the wire. */
const ORDER = ['meter', 'apply_actions', 'clear_actions', 'write_actions', 'write_metadata', 'goto_table'] as const;

/** Reads a flow's actions to the end of `bytes`. Throws OFPBIC_* and OFPBAC_*. */
export function decodeInstructions(bytes: Uint8Array, version: OpenFlowVersion): readonly Action[] {
  if (version === 0x01) return decodeActions(bytes, version);
  const reader = new ByteReader(bytes);
  const found = new Map<(typeof ORDER)[number], readonly Action[]>();
  while (reader.left > 0) {
    if (reader.left < 8) throw new OpenFlowError('OFPBIC_BAD_LEN', `${reader.left} bytes left`);
    const type = reader.u16();
    const length = reader.u16();
    if (length < 8 || length % 8 !== 0 || length - 4 > reader.left) {
      throw new OpenFlowError('OFPBIC_BAD_LEN', `instruction ${type} of ${length} bytes`);
    }
    const [kind, list] = decodeInstruction(type, reader.sub(length - 4), version);
    if (found.has(kind)) throw new OpenFlowError('OFPBIC_DUP_INST', kind);
    found.set(kind, list);
  }
  if (found.size === 1) return found.get('apply_actions') ?? [...found.values()][0]!;
  return ORDER.flatMap((kind) => found.get(kind) ?? []);
}

function decodeInstruction(
  type: number,
  body: ByteReader,
  version: OpenFlowVersion,
): readonly [(typeof ORDER)[number], readonly Action[]] {
  switch (type) {
    case instructions.gotoTable:
      return ['goto_table', [{ kind: 'goto_table', table: body.u8() }]];
    case instructions.writeMetadata: {
      body.skip(4);
      const value = body.u64();
      const mask = body.u64();
      const isWhole = mask === 0xffffffffffffffffn;
      return [
        'write_metadata',
        [isWhole ? { kind: 'write_metadata', value } : { kind: 'write_metadata', value, mask }],
      ];
    }
    case instructions.writeActions:
      body.skip(4);
      return ['write_actions', [{ kind: 'write_actions', actions: decodeActions(body.rest(), version) }]];
    case instructions.applyActions:
      body.skip(4);
      return ['apply_actions', decodeActions(body.rest(), version)];
    case instructions.clearActions:
      return ['clear_actions', [{ kind: 'clear_actions' }]];
    case instructions.meter:
      if (version === 0x06) throw new OpenFlowError('OFPBIC_UNKNOWN_INST', 'meter is an action in OpenFlow 1.5');
      return ['meter', [{ kind: 'meter', meter: body.u32() }]];
    case instructions.experimenter:
      throw new OpenFlowError('OFPBIC_BAD_EXPERIMENTER', 'no experimenter instruction is known');
    default:
      throw new OpenFlowError('OFPBIC_UNKNOWN_INST', String(type));
  }
}
