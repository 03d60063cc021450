/** group_mod and what switches say of groups. Part of the codec. OpenFlow 1.0 has Nicira's form, which is that of 1.5. */
import type { ByteReader, ByteWriter } from '#base';
import { decodeActions } from '../action/decode.js';
import { dialectOf, encodeActions } from '../action/encode.js';
import { OpenFlowError } from '../errors.js';
import type {
  Bucket,
  GroupCommand,
  GroupDescription,
  GroupFeatures,
  GroupMod,
  GroupSelection,
  GroupStats,
  GroupType,
} from '../message/group-mod.js';
import { bucketIds, groups } from '../message/group-mod.js';
import type { OpenFlowVersion } from '../message/message.js';
import { portFrom32, ports, portTo32 } from '../port.js';
import { readFields, writeFields } from '../wire/oxm.js';
import { readText, writeText } from '../wire/text.js';
import { properties, unknownProperty } from './property.js';

const TYPES = ['all', 'select', 'indirect', 'ff'] as const satisfies GroupType[];
const COMMANDS: readonly (GroupCommand | undefined)[] = [
  'add',
  'modify',
  'delete',
  'insert_bucket',
  undefined,
  'remove_bucket',
];
/** Open vSwitch's own: modify, or add where there is none. */
const ADD_OR_MOD = 0x8000;
const ANY_GROUP = 0xffffffff;
const SELECTION_EXPERIMENTER = 0x0000154d;
const PROPERTY = { weight: 0, watchPort: 1, watchGroup: 2, experimenter: 0xffff } as const;

export function encodeGroupMod(writer: ByteWriter, mod: GroupMod, version: OpenFlowVersion): void {
  writer.u16(mod.command === 'add_or_mod' ? ADD_OR_MOD : COMMANDS.indexOf(mod.command));
  writer.u8(TYPES.indexOf(mod.type)).zeros(1).u32(mod.group);
  if (version === 0x04) {
    for (const bucket of mod.buckets) writeBucket13(writer, bucket);
    return;
  }
  const lengthAt = writer.length;
  writer
    .u16(0)
    .zeros(2)
    .u32(mod.commandBucket ?? bucketIds.all);
  const start = writer.length;
  for (const bucket of mod.buckets) writeBucket(writer, bucket, version, mod.type);
  writer.patchU16(lengthAt, writer.length - start);
  if (mod.selection !== undefined) writeSelection(writer, mod.selection, version);
}

export function decodeGroupMod(body: ByteReader, version: OpenFlowVersion): GroupMod {
  const number = body.u16();
  const command = number === ADD_OR_MOD ? 'add_or_mod' : COMMANDS[number];
  const type = body.u8();
  body.skip(1);
  const group = body.u32();
  if (version === 0x04) {
    const buckets = readBuckets13(body);
    const checked = typeOf(type);
    const mod = { kind: 'group_mod', command: known(command, number), type: checked, group, buckets } as const;
    if (command === 'delete' && buckets.length > 0)
      throw new OpenFlowError('OFPGMFC_INVALID_GROUP', 'delete with buckets');
    return checkGroupMod(mod);
  }
  const length = body.u16();
  body.skip(2);
  const commandBucket = body.u32();
  if (!isCommandBucket(commandBucket, command)) throw new OpenFlowError('OFPGMFC_BAD_BUCKET', String(commandBucket));
  const buckets = readBuckets(body.sub(length), version, TYPES[type]);
  const selection = readSelection(body, TYPES[type], command);
  return checkGroupMod({
    kind: 'group_mod',
    command: known(command, number),
    type: typeOf(type),
    group,
    buckets,
    ...(commandBucket !== bucketIds.all && { commandBucket }),
    ...(selection !== undefined && { selection }),
  });
}

function known(command: GroupCommand | undefined, number: number): GroupCommand {
  if (command === undefined) throw new OpenFlowError('OFPGMFC_BAD_COMMAND', String(number));
  return command;
}

function isCommandBucket(bucket: number, command: GroupCommand | undefined): boolean {
  const isPlace = bucket <= bucketIds.max || bucket === bucketIds.first || bucket === bucketIds.last;
  if (command === 'insert_bucket') return isPlace;
  return bucket === bucketIds.all || (command === 'remove_bucket' && isPlace);
}

/** Throws OFPGMFC_* where buckets are not what the type asks for. */
function checkGroupMod(mod: GroupMod): GroupMod {
  const { command, type, group, buckets } = mod;
  const ids = new Set(buckets.map(({ id }) => id));
  if (ids.size < buckets.length || (command === 'remove_bucket' && buckets.length > 0)) {
    throw new OpenFlowError('OFPGMFC_BAD_BUCKET', `${buckets.length} buckets`);
  }
  if (command === 'delete') return mod;
  if (type === 'indirect' && buckets.length !== 1) {
    throw new OpenFlowError('OFPGMFC_INVALID_GROUP', `${buckets.length} buckets of an indirect group`);
  }
  if (command === 'remove_bucket' || command === 'insert_bucket') return mod;
  if (group > groups.max && command !== 'modify') throw new OpenFlowError('OFPGMFC_INVALID_GROUP', String(group));
  for (const { weight, watchPort, watchGroup } of buckets) {
    const isWatched = watchPort !== undefined || watchGroup !== undefined;
    if (weight !== 0 && type !== 'select')
      throw new OpenFlowError('OFPGMFC_INVALID_GROUP', `weight in a group of type ${type}`);
    if (isWatched && (type === 'all' || type === 'indirect'))
      throw new OpenFlowError('OFPGMFC_WATCH_UNSUPPORTED', type);
    if (!isWatched && type === 'ff') throw new OpenFlowError('OFPGMFC_INVALID_GROUP', 'nothing to watch');
  }
  return mod;
}

/** A port to watch; undefined for none. */
function watchedPort(wide: number): number | undefined {
  const port = portFrom32(wide);
  if (port === undefined) throw new OpenFlowError('OFPGMFC_BAD_WATCH', String(wide));
  return port === ports.none ? undefined : port;
}

function typeOf(number: number): GroupType {
  const type = TYPES[number];
  if (type === undefined) throw new OpenFlowError('OFPGMFC_BAD_TYPE', String(number));
  return type;
}

function writeBucket13(writer: ByteWriter, bucket: Bucket): void {
  const start = writer.length;
  writer
    .u16(0)
    .u16(bucket.weight)
    .u32(portTo32(bucket.watchPort ?? ports.none));
  writer.u32(bucket.watchGroup ?? ANY_GROUP).zeros(4);
  encodeActions(writer, bucket.actions, 0x04);
  writer.patchU16(start, writer.length - start);
}

/** The next bucket: its length, `head` bytes and actions at least. Throws OFPGMFC_BAD_BUCKET. */
function bucketReader(body: ByteReader, head: number): ByteReader {
  const { bytes, offset } = body;
  const length = body.left < head ? 0 : ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
  if (length < head || length > body.left)
    throw new OpenFlowError('OFPGMFC_BAD_BUCKET', `${length} of ${body.left} bytes`);
  const reader = body.sub(length);
  reader.skip(2);
  return reader;
}

function readBuckets13(body: ByteReader): readonly Bucket[] {
  const buckets: Bucket[] = [];
  while (body.left > 0) {
    const reader = bucketReader(body, 16);
    const weight = reader.u16();
    const watchPort = watchedPort(reader.u32());
    const watchGroup = reader.u32();
    reader.skip(4);
    buckets.push({
      id: buckets.length,
      weight,
      ...(watchPort !== undefined && { watchPort }),
      ...(watchGroup !== ANY_GROUP && { watchGroup }),
      actions: decodeActions(reader.rest(), 0x04),
    });
  }
  return buckets;
}

function writeBucket(writer: ByteWriter, bucket: Bucket, version: OpenFlowVersion, type: GroupType): void {
  const start = writer.length;
  writer.u16(0).u16(0).u32(bucket.id);
  encodeActions(writer, bucket.actions, version);
  writer.patchU16(start + 2, writer.length - start - 8);
  if (bucket.weight !== 0 || type === 'select') writer.u16(PROPERTY.weight).u16(8).u16(bucket.weight).zeros(2);
  if (bucket.watchPort !== undefined) writer.u16(PROPERTY.watchPort).u16(8).u32(portTo32(bucket.watchPort));
  if (bucket.watchGroup !== undefined) writer.u16(PROPERTY.watchGroup).u16(8).u32(bucket.watchGroup);
  writer.patchU16(start, writer.length - start);
}

/** Members of a `select` group that name no weight have 1. */
function readBuckets(body: ByteReader, version: OpenFlowVersion, type: GroupType | undefined): readonly Bucket[] {
  const buckets: Bucket[] = [];
  while (body.left > 0) {
    const reader = bucketReader(body, 8);
    const actionsLength = reader.u16();
    const id = reader.u32();
    if (id > bucketIds.max || actionsLength > reader.left) throw new OpenFlowError('OFPGMFC_BAD_BUCKET', String(id));
    const actions = decodeActions(reader.take(actionsLength), version);
    let weight = type === 'select' ? 1 : 0;
    let watchPort: number | undefined;
    let watchGroup: number | undefined;
    for (const property of properties(reader)) {
      if (property.type === PROPERTY.weight) weight = property.reader.u16();
      else if (property.type === PROPERTY.watchPort) watchPort = watchedPort(property.reader.u32());
      else if (property.type === PROPERTY.watchGroup) watchGroup = property.reader.u32();
      else throw unknownProperty(property);
    }
    buckets.push({
      id,
      weight,
      ...(watchPort !== undefined && { watchPort }),
      ...(watchGroup !== undefined && watchGroup !== ANY_GROUP && { watchGroup }),
      actions,
    });
  }
  return buckets;
}

function writeSelection(writer: ByteWriter, selection: GroupSelection, version: OpenFlowVersion): void {
  const start = writer.length;
  writer.u16(PROPERTY.experimenter).u16(0).u32(SELECTION_EXPERIMENTER).u32(1).zeros(4);
  writeText(writer, selection.method, 16);
  writer.u64(selection.parameter);
  writeFields(writer, selection.fields, dialectOf(version));
  writer.patchU16(start + 2, writer.length - start).align(8, start);
}

const METHODS: readonly string[] = ['hash', 'dp_hash'];

/** `command`: of a mod, which may choose only where it makes the group's buckets. */
function readSelection(
  body: ByteReader,
  type: GroupType | undefined,
  command: GroupCommand | undefined = 'add',
): GroupSelection | undefined {
  let selection: GroupSelection | undefined;
  for (const property of properties(body)) {
    const { reader, length } = property;
    if (property.type !== PROPERTY.experimenter) throw unknownProperty(property);
    if (length < 12 || reader.u32() !== SELECTION_EXPERIMENTER || reader.u32() !== 1) throw unknownProperty(property);
    if (type !== 'select' || !/^(add|modify|add_or_mod)$/.test(command ?? '')) {
      throw new OpenFlowError('OFPBPC_BAD_VALUE', `selection method in ${command} of ${type}`);
    }
    if (length < 40) throw new OpenFlowError('OFPBPC_BAD_LEN', `${length} bytes`);
    reader.skip(4);
    const method = readText(reader, 16);
    if (!METHODS.includes(method)) throw new OpenFlowError('OFPBPC_BAD_VALUE', method);
    selection = { method, parameter: reader.u64(), fields: readFields(reader.rest(), 'masks') };
  }
  return selection;
}

export function encodeGroupDesc(writer: ByteWriter, group: GroupDescription, version: OpenFlowVersion): void {
  const start = writer.length;
  writer.u16(0).u8(TYPES.indexOf(group.type)).zeros(1).u32(group.group);
  if (version === 0x04) for (const bucket of group.buckets) writeBucket13(writer, bucket);
  else {
    writer.u16(0).zeros(6);
    const bucketsAt = writer.length;
    for (const bucket of group.buckets) writeBucket(writer, bucket, version, group.type);
    writer.patchU16(bucketsAt - 8, writer.length - bucketsAt);
    if (group.selection !== undefined) writeSelection(writer, group.selection, version);
  }
  writer.patchU16(start, writer.length - start);
}

export function decodeGroupDesc(body: ByteReader, version: OpenFlowVersion): GroupDescription {
  const reader = body.sub(body.u16() - 2);
  const type = typeOf(reader.u8());
  reader.skip(1);
  const group = reader.u32();
  if (version === 0x04) return { group, type, buckets: readBuckets13(reader) };
  const length = reader.u16();
  reader.skip(6);
  const buckets = readBuckets(reader.sub(length), version, type);
  const selection = readSelection(reader, type);
  return { group, type, buckets, ...(selection !== undefined && { selection }) };
}

export function encodeGroupStats(writer: ByteWriter, stats: GroupStats): void {
  const start = writer.length;
  writer.u16(0).zeros(2).u32(stats.group).u32(stats.references).zeros(4).u64(stats.packets).u64(stats.bytes);
  writer.u32(stats.durationSeconds).u32(stats.durationNanoseconds);
  for (const bucket of stats.buckets) writer.u64(bucket.packets).u64(bucket.bytes);
  writer.patchU16(start, writer.length - start);
}

export function decodeGroupStats(body: ByteReader): GroupStats {
  const reader = body.sub(body.u16() - 2);
  reader.skip(2);
  const group = reader.u32();
  const references = reader.u32();
  reader.skip(4);
  const packets = reader.u64();
  const bytes = reader.u64();
  const durationSeconds = reader.u32();
  const durationNanoseconds = reader.u32();
  const buckets: { packets: bigint; bytes: bigint }[] = [];
  while (reader.left > 0) buckets.push({ packets: reader.u64(), bytes: reader.u64() });
  return { group, references, packets, bytes, durationSeconds, durationNanoseconds, buckets };
}

export function encodeGroupFeatures(writer: ByteWriter, features: GroupFeatures): void {
  writer.u32(features.types).u32(features.capabilities);
  for (let i = 0; i < 4; i++) writer.u32(features.maxGroups[i] ?? 0);
  for (let i = 0; i < 4; i++) writer.u32(features.actions[i] ?? 0);
}

export function decodeGroupFeatures(body: ByteReader): GroupFeatures {
  const types = body.u32();
  const capabilities = body.u32();
  const four = () => [body.u32(), body.u32(), body.u32(), body.u32()];
  return { types, capabilities, maxGroups: four(), actions: four() };
}
