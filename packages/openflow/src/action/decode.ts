/** Actions from bytes. Before: the wire. After: flow_mod, packet_out, buckets, nested actions. Throws OFPBAC_* as a switch answers. */
import { ByteReader } from '#base';
import type { Action } from '../action.js';
import { OpenFlowError } from '../errors.js';
import { fields } from '../field.js';
import type { OpenFlowVersion } from '../message/message.js';
import { portFrom32, ports } from '../port.js';
import { checkSubfield, readFieldId, readHeader } from '../wire/header.js';
import { readValue, toFieldValue } from '../wire/value.js';
import { actions10, actions as codes } from './code.js';
import { decodeNicira } from './nicira-decode.js';
import { settingOf } from './setting.js';

/** Reads actions to the end of `bytes`. */
export function decodeActions(bytes: Uint8Array, version: OpenFlowVersion): Action[] {
  const list: Action[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < bytes.length) {
    if (bytes.length - at < 8) throw new OpenFlowError('OFPBAC_BAD_LEN', `${bytes.length - at} bytes left`);
    const type = view.getUint16(at);
    const length = view.getUint16(at + 2);
    if (length < 8 || length % 8 !== 0 || length > bytes.length - at) {
      throw new OpenFlowError('OFPBAC_BAD_LEN', `action ${type} of ${length} bytes at ${at}`);
    }
    const body = new ByteReader(bytes.subarray(at + 4, at + length));
    list.push(version === 0x01 ? decode10(type, body) : decodeLater(type, body, version));
    at += length;
  }
  return list;
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
  return decodeNicira(body, version, decodeActions);
}

function outputOf(port: number, maxLength: number): Action {
  return port === ports.controller ? { kind: 'output', port, maxLength } : { kind: 'output', port };
}

function decode10(type: number, body: ByteReader): Action {
  switch (type) {
    case actions10.output:
      return outputOf(body.u16(), body.u16());
    case actions10.setVlanVid:
      return { kind: 'set_vlan_vid', vid: body.u16() };
    case actions10.setVlanPcp:
      return { kind: 'set_vlan_pcp', pcp: body.u8() };
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
      return { kind: 'set_field', field: fields.nw_tos, value: body.u8() };
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
    case codes.setField:
      return decodeSetField(body);
    case codes.copyField:
      return decodeCopyField(body);
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
  const { field, isMasked, bytes } = readHeader(body);
  const value = toFieldValue(field, readValue(body, bytes));
  const mask = isMasked ? toFieldValue(field, readValue(body, bytes)) : undefined;
  return settingOf(field, value, mask);
}

function decodeCopyField(body: ByteReader): Action {
  const bits = body.u16();
  const sourceOffset = body.u16();
  const destinationOffset = body.u16();
  body.skip(2);
  const source = checkSubfield({ field: readFieldId(body), offset: sourceOffset, bits });
  const destination = checkSubfield({ field: readFieldId(body), offset: destinationOffset, bits });
  return { kind: 'move', source, destination };
}
