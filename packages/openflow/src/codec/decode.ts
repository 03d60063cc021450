/**
 * Messages from bytes. Before: a connection, which cuts the stream at the headers' lengths. After: controller or switch. A message of an unknown type
 * becomes `unknown`; one that is malformed throws an OpenFlowError (or TruncatedError) whose code answers it.
 */
import { ByteReader, TruncatedError } from '#base';
import { OpenFlowError } from '../errors.js';
import {
  type AsyncConfig,
  asyncReasons,
  type BundleAdd,
  type Message,
  type OpenFlowVersion,
  type Received,
  type Role,
} from '../message/message.js';
import { decodeFlush } from './connection-flush.js';
import { bundleTypes, packetInFormats, roles } from './encode.js';
import * as flowMod from './flow-mod.js';
import * as flowRemoved from './flow-removed.js';
import * as group from './group.js';
import { checkLength, isForController } from './message-length.js';
import * as meter from './meter.js';
import { decodeReply, decodeRequest } from './multipart-decode.js';
import { NICIRA_EXPERIMENTER, nicira, onf, types, types10 } from './number.js';
import * as packet from './packet.js';
import * as port from './port.js';
import { properties } from './property.js';
import { decodeTlvTable, decodeTlvTableMod } from './tlv-table.js';
import { items, unknown } from './unknown.js';

export interface DecodeOptions {
  /** OpenFlow 1.0: flow_mods carry the table (NXT_FLOW_MOD_TABLE_ID). Default true for a controller's own use. */
  readonly hasTableId?: boolean;
  /** A switch refuses what only switches send. */
  readonly side?: 'switch';
}

export function isVersion(version: number): version is OpenFlowVersion {
  return version === 0x01 || version === 0x04 || version === 0x06;
}

/** Decodes one whole message, header included. */
export function decode(bytes: Uint8Array, options: DecodeOptions = {}): Received {
  const reader = new ByteReader(bytes);
  const version = reader.u8();
  const type = reader.u8();
  reader.skip(2);
  const xid = reader.u32();
  const body = new ByteReader(bytes.subarray(8));
  if (type === types.hello) return { version, xid, message: decodeHello(body) };
  if (!isVersion(version)) throw new OpenFlowError('OFPBRC_BAD_VERSION', String(version));
  checkLength(bytes, version);
  if (options.side === 'switch' && isForController(bytes, version))
    throw new OpenFlowError('OFPBRC_BAD_TYPE', String(type));
  try {
    return { version, xid, message: decodeBody(type, body, version, xid, options) };
  } catch (error) {
    if (error instanceof TruncatedError) throw new OpenFlowError('OFPBRC_BAD_LEN', error.message);
    throw error;
  }
}

function decodeHello(body: ByteReader): Message {
  let versions: number | undefined;
  while (body.left >= 4) {
    const type = body.u16();
    const length = body.u16();
    if (length < 4 || length - 4 > body.left) break;
    const element = body.sub(length - 4);
    body.skip(Math.min((8 - (length % 8)) % 8, body.left));
    if (type === 1 && element.left >= 4) versions = element.u32();
  }
  return versions === undefined ? { kind: 'hello' } : { kind: 'hello', versions };
}

function decodeBody(
  type: number,
  body: ByteReader,
  version: OpenFlowVersion,
  xid: number,
  options: DecodeOptions,
): Message {
  const { hasTableId = true } = options;
  switch (type) {
    case types.error:
      return decodeError(body, version);
    case types.echoRequest:
      return { kind: 'echo_request', data: body.rest().slice() };
    case types.echoReply:
      return { kind: 'echo_reply', data: body.rest().slice() };
    case types.experimenter:
      return decodeExperimenter(body, version, xid, options);
    case types.featuresRequest:
      return { kind: 'features_request' };
    case types.featuresReply:
      return decodeFeatures(body, version);
    case types.getConfigRequest:
      return { kind: 'get_config_request' };
    case types.getConfigReply:
      return { kind: 'get_config_reply', flags: body.u16(), missSendLength: body.u16() };
    case types.setConfig:
      return { kind: 'set_config', flags: body.u16(), missSendLength: body.u16() };
    case types.packetIn:
      return packet.decodePacketIn(body, version);
    case types.flowRemoved:
      return version === 0x01 ? flowRemoved.decodeFlowRemoved10(body) : flowRemoved.decodeFlowRemoved(body, version);
    case types.portStatus: {
      const reason = (['add', 'delete', 'modify'] as const)[body.u8()] ?? 'modify';
      body.skip(7);
      return { kind: 'port_status', reason, port: port.decodePort(body, version) };
    }
    case types.packetOut:
      return packet.decodePacketOut(body, version);
    case types.flowMod:
      return version === 0x01 ? flowMod.decodeFlowMod10(body, hasTableId) : flowMod.decodeFlowMod(body, version);
    default:
      return version === 0x01 ? decodeRest10(type, body) : decodeRest(type, body, version, xid, options);
  }
}

function decodeRest10(type: number, body: ByteReader): Message {
  switch (type) {
    case types10.portMod:
      return port.decodePortMod(body, 0x01);
    case types10.statsRequest:
      return decodeRequest(body, 0x01);
    case types10.statsReply:
      return decodeReply(body, 0x01);
    case types10.barrierRequest:
      return { kind: 'barrier_request' };
    case types10.barrierReply:
      return { kind: 'barrier_reply' };
    default:
      return unknown(type, body, 'OFPBRC_BAD_TYPE');
  }
}

function decodeRest(
  type: number,
  body: ByteReader,
  version: OpenFlowVersion,
  xid: number,
  options: DecodeOptions,
): Message {
  switch (type) {
    case types.groupMod:
      return group.decodeGroupMod(body, version);
    case types.portMod:
      return port.decodePortMod(body, version);
    case types.statsRequest:
      return decodeRequest(body, version);
    case types.statsReply:
      return decodeReply(body, version);
    case types.barrierRequest:
      return { kind: 'barrier_request' };
    case types.barrierReply:
      return { kind: 'barrier_reply' };
    case types.roleRequest:
    case types.roleReply:
      return decodeRole(body, type === types.roleRequest ? 'role_request' : 'role_reply');
    case types.getAsyncRequest:
      return { kind: 'get_async_request' };
    case types.setAsync:
    case types.getAsyncReply:
      return decodeAsync(body, version, type === types.setAsync ? 'set_async' : 'get_async_reply');
    case types.meterMod:
      return meter.decodeMeterMod(body);
    case types.bundleControl:
      if (version === 0x06) return decodeBundleControl(body);
      break;
    case types.bundleAdd:
      if (version === 0x06) return decodeBundleAdd(body, version, xid, options);
      break;
    default:
  }
  return unknown(type, body, 'OFPBRC_BAD_TYPE');
}

function decodeError(body: ByteReader, version: OpenFlowVersion): Message {
  const type = body.u16();
  const code = body.u16();
  if (type === 0xb0c2 && version === 0x01) {
    const experimenter = body.u32();
    return { kind: 'error', experimenter, type: body.u16(), code: body.u16(), data: body.rest().slice() };
  }
  if (type === 0xffff && version !== 0x01) {
    const experimenter = body.u32();
    return { kind: 'error', experimenter, type: 0, code, data: body.rest().slice() };
  }
  return { kind: 'error', type, code, data: body.rest().slice() };
}

function decodeFeatures(body: ByteReader, version: OpenFlowVersion): Message {
  const datapathId = body.u64();
  const buffers = body.u32();
  const tables = body.u8();
  const auxiliary = body.u8();
  body.skip(2);
  const capabilities = body.u32();
  const actions = body.u32();
  const base = { kind: 'features_reply', datapathId, buffers, tables, auxiliary, capabilities } as const;
  if (version !== 0x01) return base;
  return { ...base, actions, ports: items(body, (reader) => port.decodePort(reader, version)) };
}

function decodeRole(body: ByteReader, kind: Role['kind']): Role {
  const number = body.u32();
  const role = roles[number];
  if (role === undefined) throw new OpenFlowError('OFPRRFC_BAD_ROLE', String(number));
  body.skip(4);
  return { kind, role, generation: body.u64() };
}

function decodeAsync(body: ByteReader, version: OpenFlowVersion, kind: AsyncConfig['kind']): AsyncConfig {
  if (version === 0x06) return decodeAsyncProperties(body, kind);
  const words: number[] = [];
  for (let i = 0; i < 3; i++) {
    const master = body.u32();
    words.push(body.u32(), master);
  }
  return { kind, words };
}

function decodeAsyncProperties(body: ByteReader, kind: AsyncConfig['kind']): AsyncConfig {
  const words = new Array<number | undefined>(2 * asyncReasons.length).fill(undefined);
  for (const { type, length, reader } of properties(body)) {
    if (type >= words.length) throw new OpenFlowError('OFPACFC_UNSUPPORTED', `property ${type}`);
    if (length !== 8) throw new OpenFlowError('OFPBPC_BAD_LEN', `property ${type} of ${length} bytes`);
    const word = reader.u32();
    if ((word & ~(asyncReasons[type >> 1] ?? 0)) !== 0) throw new OpenFlowError('OFPACFC_INVALID', word.toString(16));
    words[type] = word;
  }
  return { kind, words };
}

function decodeBundleControl(body: ByteReader): Message {
  const bundle = body.u32();
  const type = bundleTypes[body.u16()] ?? 'unknown';
  return { kind: 'bundle_control', bundle, type, flags: body.u16() };
}

function decodeBundleAdd(body: ByteReader, version: OpenFlowVersion, xid: number, options: DecodeOptions): BundleAdd {
  const bundle = body.u32();
  body.skip(2);
  const flags = body.u16();
  if (body.left < 8) throw new OpenFlowError('OFPBFC_MSG_BAD_LEN', `${body.left} bytes`);
  const head = new DataView(body.bytes.buffer, body.bytes.byteOffset + body.offset, 8);
  const length = head.getUint16(2);
  if (head.getUint8(0) !== version) throw new OpenFlowError('OFPBFC_BAD_VERSION', String(head.getUint8(0)));
  if (length < 8 || length > body.left)
    throw new OpenFlowError('OFPBFC_MSG_BAD_LEN', `${length} of ${body.left} bytes`);
  if (head.getUint32(4) !== xid) throw new OpenFlowError('OFPBFC_MSG_BAD_XID', String(head.getUint32(4)));
  const inner = body.take(length);
  if (!mayBeBundled(inner, version)) throw new OpenFlowError('OFPBFC_MSG_UNSUP', `type ${inner[1] ?? 0}`);
  const { message } = decode(inner, options);
  switch (message.kind) {
    case 'flow_mod':
    case 'group_mod':
    case 'port_mod':
    case 'packet_out':
      return { kind: 'bundle_add', bundle, flags, message };
    default:
      throw new OpenFlowError('OFPBFC_MSG_UNSUP', message.kind);
  }
}

function flowFormatOf(number: number): 'nxm' | 'openflow10' {
  if (number !== 0 && number !== 2) throw new OpenFlowError('OFPBRC_EPERM', `flow format ${number}`);
  return number === 2 ? 'nxm' : 'openflow10';
}

/** Of a type that bundles hold, and not of a length that the type never has. */
function mayBeBundled(bytes: Uint8Array, version: OpenFlowVersion): boolean {
  const type = bytes[1] ?? 0;
  const { flowMod, groupMod, portMod, packetOut, experimenter } = types;
  if (![flowMod, groupMod, portMod, packetOut, experimenter].some((known) => known === type)) return false;
  try {
    checkLength(bytes, version);
    return true;
  } catch (error) {
    if (error instanceof OpenFlowError) return false;
    throw error;
  }
}

function skipZeros(body: ByteReader, length: number): void {
  if (body.take(length).some((byte) => byte !== 0))
    throw new OpenFlowError('NXBRC_MUST_BE_ZERO', `${length} bytes of padding`);
}

function decodeExperimenter(body: ByteReader, version: OpenFlowVersion, xid: number, options: DecodeOptions): Message {
  const experimenter = body.u32();
  const subtype = body.u32();
  if (experimenter === onf.experimenter && version === 0x04) {
    if (subtype === onf.bundleControl) return decodeBundleControl(body);
    if (subtype === onf.bundleAdd) return decodeBundleAdd(body, version, xid, options);
    return unknown(types.experimenter, body, 'OFPBRC_BAD_SUBTYPE');
  }
  if (experimenter !== NICIRA_EXPERIMENTER) return unknown(types.experimenter, body, 'OFPBRC_BAD_VENDOR');
  const { hasTableId = true } = options;
  switch (subtype) {
    case nicira.roleRequest:
    case nicira.roleReply: {
      const role = roles[body.u32() + 1];
      if (role === undefined) throw new OpenFlowError('OFPRRFC_BAD_ROLE', 'unknown role');
      const kind = subtype === nicira.roleRequest ? 'role_request' : 'role_reply';
      return { kind, role, ...(version !== 0x01 && { form: 'nicira' }) };
    }
    case nicira.setFlowFormat:
      return { kind: 'set_flow_format', format: flowFormatOf(body.u32()) };
    case nicira.flowMod:
      return flowMod.decodeNxFlowMod(body, hasTableId, version);
    case nicira.groupMod:
      return group.decodeGroupMod(body, version);
    case nicira.flowAge:
      return { kind: 'flow_age' };
    case nicira.flowRemoved:
      return flowRemoved.decodeNxFlowRemoved(body);
    case nicira.flowModTableId:
      return { kind: 'flow_mod_table_id', isSet: body.u8() !== 0 };
    case nicira.setPacketInFormat: {
      const number = body.u32();
      const format = packetInFormats[number];
      if (format === undefined) throw new OpenFlowError('OFPBRC_EPERM', `packet-in format ${number}`);
      return { kind: 'set_packet_in_format', format };
    }
    case nicira.packetIn:
      return packet.decodeNxPacketIn(body);
    case nicira.packetIn2:
      return packet.decodePacketIn2(body);
    case nicira.resume:
      return packet.decodeResume(body);
    case nicira.setAsync:
      return decodeAsync(body, 0x01, 'set_async');
    case nicira.setAsync2:
      return decodeAsync(body, 0x06, 'set_async');
    case nicira.setControllerId:
      skipZeros(body, 6);
      return { kind: 'set_controller_id', id: body.u16() };
    case nicira.tlvTableMod:
      return decodeTlvTableMod(body);
    case nicira.tlvTableRequest:
      return { kind: 'tlv_table_request' };
    case nicira.tlvTableReply:
      return { kind: 'tlv_table_reply', ...decodeTlvTable(body) };
    case nicira.flushZone:
      skipZeros(body, 6);
      return { kind: 'ct_flush_zone', zone: body.u16() };
    case nicira.flush:
      return decodeFlush(body);
    default:
      return unknown(types.experimenter, body, 'OFPBRC_BAD_SUBTYPE');
  }
}
