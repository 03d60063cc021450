/** Actions from bytes. Before: the wire. After: flow_mod, packet_out, buckets, nested actions. Throws OFPBAC_* as a switch answers. */
import { ByteReader, TruncatedError } from '#base';
import type { Action } from '../action.js';
import { type ErrorName, OpenFlowError } from '../errors.js';
import { fields } from '../field.js';
import type { OpenFlowVersion } from '../message/message.js';
import { portFrom32, ports } from '../port.js';
import { checkSubfield, readFieldId } from '../wire/header.js';
import { readValue, toFieldValue } from '../wire/value.js';
import { actions10, actions as codes } from './code.js';
import { readActionHeader } from './field-id.js';
import { checkActionLength, checkNiciraLength, hasNicira } from './length.js';
import { decodeNicira } from './nicira-decode.js';
import { settingOf } from './setting.js';

/** Reads actions to the end of `bytes`. */
export function decodeActions(bytes: Uint8Array, version: OpenFlowVersion): Action[] {
  if (bytes.length % 8 !== 0) throw new OpenFlowError('OFPBRC_BAD_LEN', `${bytes.length} bytes of actions`);
  const list: Action[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < bytes.length) {
    const length = view.getUint16(at + 2);
    const action = decodeAction(bytes.subarray(at), view.getUint16(at), length, version);
    list.push(action);
    at += length;
  }
  return list;
}

/** Where an action is not one at all, that is said before how long it is. */
function decodeAction(bytes: Uint8Array, type: number, length: number, version: OpenFlowVersion): Action {
  const isWhole = length >= 8 && length % 8 === 0 && length <= bytes.length;
  if (!isWhole)
    throw new OpenFlowError(isKnown(bytes, type, version) ?? 'OFPBAC_BAD_LEN', `action ${type} of ${length} bytes`);
  checkActionLength(type, length, version);
  const body = new ByteReader(bytes.subarray(4, length));
  try {
    return version === 0x01 ? decode10(type, body) : decodeLater(type, body, version);
  } catch (error) {
    if (error instanceof TruncatedError) throw new OpenFlowError('OFPBAC_BAD_LEN', error.message);
    throw error;
  }
}

/** Open vSwitch has none that copy TTLs; what is of 1.5 is not in 1.3. */
const ABSENT: ReadonlySet<number> = new Set([codes.copyTtlOut, codes.copyTtlIn]);
const ABSENT_13: ReadonlySet<number> = new Set([...ABSENT, codes.copyField, codes.meter]);
const LATER = new Set<number>(Object.values(codes));
const TYPES = {
  1: new Set<number>(Object.values(actions10)),
  4: new Set([...LATER].filter((type) => !ABSENT_13.has(type))),
  6: new Set([...LATER].filter((type) => !ABSENT.has(type))),
} as const satisfies Readonly<Record<OpenFlowVersion, ReadonlySet<number>>>;

/** undefined for an action of a known type, else the error that says that it is not. */
function isKnown(bytes: Uint8Array, type: number, version: OpenFlowVersion): ErrorName | undefined {
  if (!TYPES[version].has(type)) return 'OFPBAC_BAD_TYPE';
  if (type !== codes.experimenter) return undefined;
  const experimenter = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4);
  if (experimenter === ONF && version === 0x04) return undefined;
  if (experimenter !== 0x2320) return 'OFPBAC_BAD_VENDOR';
  const subtype = bytes.length < 10 ? 0 : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint16(8);
  return hasNicira(subtype, version) ? undefined : 'OFPBAC_BAD_VENDOR_TYPE';
}

/** The extension to 1.3 that became 1.5's copy_field. */
const ONF = 0x4f4e4600;
const ONF_COPY_FIELD = 3200;

function decodeExperimenter(body: ByteReader, version: OpenFlowVersion): Action {
  const experimenter = body.u32();
  if (experimenter === ONF && version === 0x04 && body.u16() === ONF_COPY_FIELD) {
    body.skip(2);
    return decodeCopyField(body);
  }
  if (experimenter !== 0x2320) throw new OpenFlowError('OFPBAC_BAD_VENDOR', experimenter.toString(16));
  if (body.left < 2) throw new OpenFlowError('OFPBAC_BAD_LEN', `${body.left} bytes left`);
  const subtype = new DataView(body.bytes.buffer, body.bytes.byteOffset).getUint16(body.offset);
  if (!hasNicira(subtype, version)) throw new OpenFlowError('OFPBAC_BAD_VENDOR_TYPE', String(subtype));
  checkNiciraLength(subtype, body.bytes.length + 4);
  return decodeNicira(body, version, decodeActions);
}

function outputOf(port: number, maxLength: number): Action {
  // Elsewhere it has no meaning, and is kept.
  return port === ports.controller || maxLength > 0 ? { kind: 'output', port, maxLength } : { kind: 'output', port };
}

function atMost(value: number, limit: number): number {
  if (value > limit) throw new OpenFlowError('OFPBAC_BAD_ARGUMENT', `${value} is more than ${limit}`);
  return value;
}

/** The low bits are ECN's. */
function tosOf(value: number): number {
  if ((value & 3) !== 0) throw new OpenFlowError('OFPBAC_BAD_ARGUMENT', `${value} as nw_tos`);
  return value;
}

function decode10(type: number, body: ByteReader): Action {
  switch (type) {
    case actions10.output:
      return outputOf(body.u16(), body.u16());
    case actions10.setVlanVid:
      return { kind: 'set_vlan_vid', vid: atMost(body.u16(), 0xfff) };
    case actions10.setVlanPcp:
      return { kind: 'set_vlan_pcp', pcp: atMost(body.u8(), 7) };
    case actions10.stripVlan:
      return { kind: 'pop_vlan' };
    case actions10.setEthSrc:
      return { kind: 'set_field', field: fields.eth_src, value: readValue(body, 6) };
    case actions10.setEthDst:
      return { kind: 'set_field', field: fields.eth_dst, value: readValue(body, 6) };
    case actions10.setIpSrc:
      return { kind: 'set_field', field: fields.ip_src, value: body.u32() };
    case actions10.setIpDst:
      return { kind: 'set_field', field: fields.ip_dst, value: body.u32() };
    case actions10.setIpTos:
      return { kind: 'set_field', field: fields.nw_tos, value: tosOf(body.u8()) };
    case actions10.setTransportSrc:
      return { kind: 'set_tp', side: 'src', port: body.u16() };
    case actions10.setTransportDst:
      return { kind: 'set_tp', side: 'dst', port: body.u16() };
    case actions10.enqueue: {
      const port = body.u16();
      body.skip(6);
      return { kind: 'enqueue', port, queue: body.u32() };
    }
    case actions10.experimenter:
      return decodeExperimenter(body, 0x01);
    default:
      throw new OpenFlowError('OFPBAC_BAD_TYPE', String(type));
  }
}

function decodeLater(type: number, body: ByteReader, version: OpenFlowVersion): Action {
  switch (type) {
    case codes.output: {
      const wide = body.u32();
      const port = portFrom32(wide);
      if (port === undefined) throw new OpenFlowError('OFPBAC_BAD_OUT_PORT', String(wide));
      return outputOf(port, body.u16());
    }
    case codes.setVlanVid:
      return { kind: 'set_field', field: fields.vlan_vid, value: 0x1000 | atMost(body.u16(), 0xfff) };
    case codes.setVlanPcp:
      return { kind: 'set_field', field: fields.vlan_pcp, value: atMost(body.u8(), 7) };
    case codes.setEthSrc:
      return { kind: 'set_field', field: fields.eth_src, value: readValue(body, 6) };
    case codes.setEthDst:
      return { kind: 'set_field', field: fields.eth_dst, value: readValue(body, 6) };
    case codes.setIpSrc:
      return { kind: 'set_field', field: fields.ip_src, value: body.u32() };
    case codes.setIpDst:
      return { kind: 'set_field', field: fields.ip_dst, value: body.u32() };
    case codes.setIpTos:
      return { kind: 'set_field', field: fields.nw_tos, value: tosOf(body.u8()) };
    case codes.setIpEcn:
      return { kind: 'set_field', field: fields.nw_ecn, value: atMost(body.u8(), 3) };
    case codes.setTransportSrc:
      return { kind: 'set_tp', side: 'src', port: body.u16() };
    case codes.setTransportDst:
      return { kind: 'set_tp', side: 'dst', port: body.u16() };
    case codes.setMplsLabel:
      return { kind: 'set_field', field: fields.mpls_label, value: body.u32() };
    case codes.setMplsTc:
      return { kind: 'set_field', field: fields.mpls_tc, value: body.u8() };
    case codes.setField:
      return decodeSetField(body);
    case codes.copyField:
      if (version === 0x06) return decodeCopyField(body);
      throw new OpenFlowError('OFPBAC_BAD_TYPE', String(type));
    case codes.group:
      return { kind: 'group', group: body.u32() };
    case codes.setQueue:
      return { kind: 'set_queue', queue: body.u32() };
    case codes.pushVlan:
      return { kind: 'push_vlan', ethertype: body.u16() };
    case codes.popVlan:
      return { kind: 'pop_vlan' };
    case codes.pushMpls:
      return { kind: 'push_mpls', ethertype: body.u16() };
    case codes.popMpls:
      return { kind: 'pop_mpls', ethertype: body.u16() };
    case codes.setMplsTtl:
      return { kind: 'set_mpls_ttl', ttl: body.u8() };
    case codes.decMplsTtl:
      return { kind: 'dec_mpls_ttl' };
    case codes.setTtl:
      return { kind: 'set_field', field: fields.nw_ttl, value: body.u8() };
    case codes.decTtl:
      return { kind: 'dec_ttl' };
    case codes.meter:
      if (version === 0x06) return { kind: 'meter', meter: body.u32() };
      throw new OpenFlowError('OFPBAC_BAD_TYPE', String(type));
    case codes.experimenter:
      return decodeExperimenter(body, version);
    default:
      throw new OpenFlowError('OFPBAC_BAD_TYPE', String(type));
  }
}

function decodeSetField(body: ByteReader): Action {
  const { field, isMasked, bytes } = readActionHeader(body);
  const value = toFieldValue(field, readValue(body, bytes));
  const mask = isMasked ? toFieldValue(field, readValue(body, bytes)) : undefined;
  checkPadding(body);
  return settingOf(field, value, mask);
}

/** Zeros to the end of the action, less than eight. */
export function checkPadding(body: ByteReader): void {
  if (body.left >= 8) throw new OpenFlowError('OFPBAC_BAD_SET_LEN', `${body.left} bytes behind the value`);
  if (body.rest().some((byte) => byte !== 0)) throw new OpenFlowError('OFPBAC_BAD_SET_ARGUMENT', 'padding');
}

function decodeCopyField(body: ByteReader): Action {
  const bits = body.u16();
  const sourceOffset = body.u16();
  const destinationOffset = body.u16();
  body.skip(2);
  const source = checkSubfield({ field: readFieldId(body), offset: sourceOffset, bits });
  const destination = checkSubfield({ field: readFieldId(body), offset: destinationOffset, bits });
  if (body.rest().some((byte) => byte !== 0)) throw new OpenFlowError('NXBRC_MUST_BE_ZERO', 'padding');
  return { kind: 'move', source, destination };
}
