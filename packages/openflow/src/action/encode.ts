/**
 * Actions to bytes. Before: flow_mod, packet_out, buckets, nested actions. After: the wire. What a version has no action for goes as
 * Nicira's (nicira-encode.ts).
 */
import type { ByteWriter } from '#base';
import type { Action, SetField } from '../action.js';
import { fields } from '../field.js';
import type { OpenFlowVersion } from '../message/message.js';
import { ports, portTo32 } from '../port.js';
import type { Dialect } from '../wire/header.js';
import { writeFieldId, writeHeader } from '../wire/header.js';
import { writeField } from '../wire/oxm.js';
import { writeValue } from '../wire/value.js';
import { actions10, actions as codes } from './code.js';
import { encodeNicira, writeLoads } from './nicira-encode.js';
import { isWhole } from './setting.js';

export function dialectOf(version: OpenFlowVersion): Dialect {
  if (version === 0x01) return 'nxm';
  return version === 0x04 ? 'oxm13' : 'oxm15';
}

/** Writes a list of actions; each is padded to 8 bytes. */
export function encodeActions(writer: ByteWriter, list: readonly Action[], version: OpenFlowVersion): void {
  let isTagged = false;
  for (const action of list) {
    if (version === 0x01) encode10(writer, action);
    else if (action.kind === 'set_vlan_vid' || action.kind === 'set_vlan_pcp') {
      if (!isTagged) encodeLater(writer, { kind: 'push_vlan', ethertype: 0x8100 }, version);
      isTagged = true;
      encodeLater(writer, vlanAsField(action), version);
    } else encodeLater(writer, action, version);
  }
}

function vlanAsField(action: Extract<Action, { kind: 'set_vlan_vid' | 'set_vlan_pcp' }>): SetField {
  return action.kind === 'set_vlan_vid'
    ? { kind: 'set_field', field: fields.vlan_vid, value: action.vid | 0x1000 }
    : { kind: 'set_field', field: fields.vlan_pcp, value: action.pcp };
}

const { eth_src, eth_dst, ip_src, ip_dst, nw_tos, vlan_vid, vlan_pcp, tcp_src, tcp_dst, udp_src, udp_dst } = fields;

function encode10(writer: ByteWriter, action: Action): void {
  switch (action.kind) {
    case 'output':
      writer.u16(actions10.output).u16(8).u16(action.port);
      writer.u16(action.maxLength ?? (action.port === ports.controller ? 0xffff : 0));
      return;
    case 'enqueue':
      writer.u16(actions10.enqueue).u16(16).u16(action.port).zeros(6).u32(action.queue);
      return;
    case 'set_vlan_vid':
      writer.u16(actions10.setVlanVid).u16(8).u16(action.vid).zeros(2);
      return;
    case 'set_vlan_pcp':
      writer.u16(actions10.setVlanPcp).u16(8).u8(action.pcp).zeros(3);
      return;
    case 'pop_vlan':
      writer.u16(actions10.stripVlan).u16(8).zeros(4);
      return;
    case 'set_tp':
      writer.u16(action.side === 'src' ? actions10.setTransportSrc : actions10.setTransportDst);
      writer.u16(8).u16(action.port).zeros(2);
      return;
    case 'set_field':
      encodeSetField10(writer, action);
      return;
    case 'push_vlan':
    case 'meter':
    case 'clear_actions':
    case 'write_actions':
      // OpenFlow 1.0 has none of them: a switch that holds such a flow lists it without.
      return;
    default:
      encodeNicira(writer, action, 0x01, encodeActions);
  }
}

function encodeSetField10(writer: ByteWriter, action: SetField): void {
  const { field, value, mask } = action;
  if (mask === undefined) {
    switch (field) {
      case eth_src:
      case eth_dst:
        writer.u16(field === eth_src ? actions10.setEthSrc : actions10.setEthDst).u16(16);
        writeValue(writer, 6, value);
        writer.zeros(6);
        return;
      case ip_src:
      case ip_dst:
        writer
          .u16(field === ip_src ? actions10.setIpSrc : actions10.setIpDst)
          .u16(8)
          .u32(Number(value));
        return;
      case tcp_src:
      case udp_src:
      case tcp_dst:
      case udp_dst:
        writer.u16(field === tcp_src || field === udp_src ? actions10.setTransportSrc : actions10.setTransportDst);
        writer.u16(8).u16(Number(value)).zeros(2);
        return;
      case vlan_vid:
        writer
          .u16(actions10.setVlanVid)
          .u16(8)
          .u16(Number(value) & 0xfff)
          .zeros(2);
        return;
      case vlan_pcp:
        writer.u16(actions10.setVlanPcp).u16(8).u8(Number(value)).zeros(3);
        return;
      case nw_tos:
        writer.u16(actions10.setIpTos).u16(8).u8(Number(value)).zeros(3);
        return;
      default:
    }
  }
  writeLoads(writer, action, 'nxm');
}

function encodeLater(writer: ByteWriter, action: Action, version: OpenFlowVersion): void {
  switch (action.kind) {
    case 'output':
      writer.u16(codes.output).u16(16).u32(portTo32(action.port));
      writer.u16(action.maxLength ?? (action.port === ports.controller ? 0xffff : 0)).zeros(6);
      return;
    case 'set_field':
      encodeSetField(writer, action, version);
      return;
    case 'load': {
      if (version !== 0x06) {
        encodeNicira(writer, action, version, encodeActions);
        return;
      }
      const { field, offset, bits } = action.destination;
      const shift = BigInt(offset);
      const value = BigInt(action.value) << shift;
      const mask = ((1n << BigInt(bits)) - 1n) << shift;
      encodeSetField(writer, { kind: 'set_field', field, value, mask }, version);
      return;
    }
    case 'move':
      if (version === 0x06) encodeCopyField(writer, action);
      else encodeNicira(writer, action, version, encodeActions);
      return;
    case 'group':
      writer.u16(codes.group).u16(8).u32(action.group);
      return;
    case 'set_queue':
      writer.u16(codes.setQueue).u16(8).u32(action.queue);
      return;
    case 'enqueue':
      encodeLater(writer, { kind: 'set_queue', queue: action.queue }, version);
      encodeLater(writer, { kind: 'output', port: action.port }, version);
      encodeLater(writer, { kind: 'pop_queue' }, version);
      return;
    case 'push_vlan':
      writer.u16(codes.pushVlan).u16(8).u16(action.ethertype).zeros(2);
      return;
    case 'pop_vlan':
      writer.u16(codes.popVlan).u16(8).zeros(4);
      return;
    case 'push_mpls':
      writer.u16(codes.pushMpls).u16(8).u16(action.ethertype).zeros(2);
      return;
    case 'pop_mpls':
      writer.u16(codes.popMpls).u16(8).u16(action.ethertype).zeros(2);
      return;
    case 'dec_mpls_ttl':
      writer.u16(codes.decMplsTtl).u16(8).zeros(4);
      return;
    case 'set_mpls_ttl':
      writer.u16(codes.setMplsTtl).u16(8).u8(action.ttl).zeros(3);
      return;
    case 'dec_ttl':
      if (action.ids === undefined) writer.u16(codes.decTtl).u16(8).zeros(4);
      else encodeNicira(writer, action, version, encodeActions);
      return;
    case 'meter':
      // An instruction before 1.5: there it stands at the flow, and nested it cannot stand.
      if (version === 0x06) writer.u16(codes.meter).u16(8).u32(action.meter);
      return;
    case 'set_tunnel':
      encodeSetField(writer, { kind: 'set_field', field: fields.tun_id, value: action.id }, version);
      return;
    case 'set_tp':
      // Only a switch that holds a 1.0 flow gets here; its match says which transport, 1.5 has no action that does not.
      encodeSetField(
        writer,
        { kind: 'set_field', field: action.side === 'src' ? fields.tcp_src : fields.tcp_dst, value: action.port },
        version,
      );
      return;
    default:
      encodeNicira(writer, action, version, encodeActions);
  }
}

function encodeSetField(writer: ByteWriter, action: SetField, version: OpenFlowVersion): void {
  const mask = action.mask === undefined || isWhole(action.field, action.mask) ? undefined : action.mask;
  const dialect = dialectOf(version);
  if (version !== 0x06 && mask !== undefined) {
    writeLoads(writer, action, dialect);
    return;
  }
  const start = writer.length;
  writer.u16(codes.setField).u16(0);
  if (action.field === fields.nw_tos && mask === undefined) {
    writeHeader(writer, fields.ip_dscp, dialect, 1, false);
    writer.u8(Number(action.value) >> 2);
  } else writeField(writer, action.field, action.value, mask, dialect);
  writer.align(8, start).patchU16(start + 2, writer.length - start);
}

function encodeCopyField(writer: ByteWriter, action: Extract<Action, { kind: 'move' }>): void {
  const start = writer.length;
  writer.u16(codes.copyField).u16(0).u16(action.source.bits).u16(action.source.offset).u16(action.destination.offset);
  writer.zeros(2);
  writeFieldId(writer, action.source.field, 'oxm15');
  writeFieldId(writer, action.destination.field, 'oxm15');
  writer.align(8, start).patchU16(start + 2, writer.length - start);
}
