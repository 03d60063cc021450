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

/** Bytes of instructions that have no list of actions. */
const SIZES: ReadonlyMap<number, number> = new Map([
  [instructions.gotoTable, 8],
  [instructions.writeMetadata, 24],
  [instructions.clearActions, 8],
  [instructions.meter, 8],
]);

/** OpenFlow 1.0 has one list for what later are instructions: metadata are written last. */
function inOrder(list: readonly Action[]): readonly Action[] {
  const at = list.findIndex(({ kind }) => kind === 'write_metadata');
  if (at >= 0 && at < list.length - 1)
    throw new OpenFlowError('OFPBAC_UNSUPPORTED_ORDER', 'actions behind write_metadata');
  return list;
}

interface Part {
  readonly type: number;
  readonly body: ByteReader;
}

/** All instructions are looked over before any is looked into. */
function split(bytes: Uint8Array, version: OpenFlowVersion): readonly Part[] {
  if (bytes.length % 8 !== 0) throw new OpenFlowError('OFPBIC_BAD_LEN', `${bytes.length} bytes`);
  const reader = new ByteReader(bytes);
  const parts: Part[] = [];
  while (reader.left > 0) {
    const type = reader.u16();
    const length = reader.u16();
    if (length < 8 || length % 8 !== 0 || length - 4 > reader.left) {
      throw new OpenFlowError('OFPBIC_BAD_LEN', `instruction ${type} of ${length} bytes`);
    }
    if (type === instructions.experimenter) throw new OpenFlowError('OFPBIC_BAD_EXPERIMENTER', 'none is known');
    const isKnown =
      type >= instructions.gotoTable && type <= (version === 0x06 ? instructions.clearActions : instructions.meter);
    if (!isKnown) throw new OpenFlowError('OFPBIC_UNKNOWN_INST', String(type));
    if (length !== (SIZES.get(type) ?? length))
      throw new OpenFlowError('OFPBIC_BAD_LEN', `instruction ${type} of ${length} bytes`);
    if (parts.some((part) => part.type === type)) throw new OpenFlowError('OFPBIC_DUP_INST', String(type));
    parts.push({ type, body: reader.sub(length - 4) });
  }
  return parts;
}

/** Reads a flow's actions to the end of `bytes`. Throws OFPBIC_* and OFPBAC_*. */
export function decodeInstructions(bytes: Uint8Array, version: OpenFlowVersion): readonly Action[] {
  if (version === 0x01) return inOrder(decodeActions(bytes, version));
  const found = new Map<(typeof ORDER)[number], readonly Action[]>();
  for (const { type, body } of split(bytes, version)) {
    const [kind, list] = decodeInstruction(type, body, version);
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
      return ['meter', [{ kind: 'meter', meter: body.u32() }]];
    default:
      throw new OpenFlowError('OFPBIC_UNKNOWN_INST', String(type));
  }
}
