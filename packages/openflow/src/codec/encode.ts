/**
 * Messages to bytes. Before: controller or switch. After: a connection. One switch over the kinds: what a version lacks goes as Nicira's
 * or another experimenter's message.
 */
import { ByteWriter } from '#base';
import type { AsyncConfig, BundleControl, Message, OpenFlowVersion } from '../message/message.js';
import { encodeFlush } from './connection-flush.js';
import * as flowMod from './flow-mod.js';
import * as flowRemoved from './flow-removed.js';
import * as group from './group.js';
import { later } from './match.js';
import * as meter from './meter.js';
import { encodeMultipart } from './multipart-encode.js';
import { NICIRA_EXPERIMENTER, nicira, onf, types, types10 } from './number.js';
import * as packet from './packet.js';
import * as port from './port.js';
import { encodeTlvTable, encodeTlvTableMod } from './tlv-table.js';

/** State of a connection that decides between forms of a message. */
export interface EncodeOptions {
  /** OpenFlow 1.0: flow_mod and flow_removed as Nicira's. Default true. */
  readonly isNxm?: boolean;
  /** OpenFlow 1.0: flow_mods carry the table. Default true. */
  readonly hasTableId?: boolean;
  readonly packetInFormat?: 'standard' | 'nxt_packet_in' | 'nxt_packet_in2';
}

export const bundleTypes: readonly BundleControl['type'][] = [
  'open_request',
  'open_reply',
  'close_request',
  'close_reply',
  'commit_request',
  'commit_reply',
  'discard_request',
  'discard_reply',
];
export const roles = ['nochange', 'equal', 'master', 'slave'] as const;
export const packetInFormats = ['standard', 'nxt_packet_in', 'nxt_packet_in2'] as const;

const shared = new ByteWriter(65536);
let isBusy = false;

/** The bytes of a message. `options` only matter where a version has several forms. */
export function encode(
  message: Message,
  version: OpenFlowVersion,
  xid: number,
  options: EncodeOptions = {},
): Uint8Array {
  // One buffer serves all messages: encoding is synchronous, and the result is a copy.
  const writer = isBusy ? new ByteWriter(1024) : shared.reset();
  isBusy = true;
  try {
    encodeInto(writer, message, version, xid, options);
    return writer.finish();
  } finally {
    isBusy = false;
  }
}

/** Appends a message to `writer`; several in one buffer are one write. */
export function encodeInto(
  writer: ByteWriter,
  message: Message,
  version: OpenFlowVersion,
  xid: number,
  options: EncodeOptions = {},
): void {
  const start = writer.length;
  writer.u8(version).u8(0).u16(0).u32(xid);
  const type = encodeBody(writer, message, version, xid, options);
  const length = writer.length - start;
  if (length > 0xffff) throw new Error(`${message.kind} of ${length} bytes is too long for a message`);
  writer.patchU16(start, version * 256 + type).patchU16(start + 2, length);
}

function experimenter(writer: ByteWriter, subtype: number): number {
  writer.u32(NICIRA_EXPERIMENTER).u32(subtype);
  return types10.experimenter;
}

function encodeBody(
  writer: ByteWriter,
  message: Message,
  version: OpenFlowVersion,
  xid: number,
  options: EncodeOptions,
): number {
  const { isNxm = true, hasTableId = true } = options;
  switch (message.kind) {
    case 'hello':
      if (message.versions !== undefined) writer.u16(1).u16(8).u32(message.versions);
      return types.hello;
    case 'error':
      if (message.experimenter === undefined) writer.u16(message.type).u16(message.code);
      else if (version === 0x01) {
        // Nicira's errors in 1.0: type 0xb0c2, then experimenter, type and code.
        writer.u16(0xb0c2).u16(0).u32(message.experimenter).u16(message.type).u16(message.code);
      } else writer.u16(0xffff).u16(message.code).u32(message.experimenter);
      writer.bytes(message.data);
      return types.error;
    case 'echo_request':
      writer.bytes(message.data);
      return types.echoRequest;
    case 'echo_reply':
      writer.bytes(message.data);
      return types.echoReply;
    case 'features_request':
      return types.featuresRequest;
    case 'features_reply':
      writer.u64(message.datapathId).u32(message.buffers).u8(message.tables).u8(message.auxiliary).zeros(2);
      writer.u32(message.capabilities).u32(version === 0x01 ? (message.actions ?? 0) : 0);
      if (version === 0x01) for (const item of message.ports ?? []) port.encodePort(writer, item, version);
      return types.featuresReply;
    case 'get_config_request':
      return types.getConfigRequest;
    case 'get_config_reply':
    case 'set_config':
      writer.u16(message.flags).u16(message.missSendLength);
      return message.kind === 'set_config' ? types.setConfig : types.getConfigReply;
    case 'packet_in': {
      const format = options.packetInFormat ?? 'standard';
      if (format === 'nxt_packet_in2') {
        const type = experimenter(writer, nicira.packetIn2);
        packet.encodePacketIn2(writer, message, version);
        return type;
      }
      if (format === 'nxt_packet_in') {
        const type = experimenter(writer, nicira.packetIn);
        packet.encodeNxPacketIn(writer, message);
        return type;
      }
      packet.encodePacketIn(writer, message, version);
      return types.packetIn;
    }
    case 'resume': {
      const type = experimenter(writer, nicira.resume);
      packet.encodePacketIn2(writer, message, version);
      return type;
    }
    case 'packet_out':
      packet.encodePacketOut(writer, message, version);
      return types.packetOut;
    case 'flow_mod':
      if (version !== 0x01) flowMod.encodeFlowMod(writer, message, version);
      else if (isNxm) {
        const type = experimenter(writer, nicira.flowMod);
        flowMod.encodeNxFlowMod(writer, message, hasTableId);
        return type;
      } else flowMod.encodeFlowMod10(writer, message, hasTableId);
      return types.flowMod;
    case 'flow_removed':
      if (version !== 0x01) flowRemoved.encodeFlowRemoved(writer, message, version);
      else if (isNxm) {
        const type = experimenter(writer, nicira.flowRemoved);
        flowRemoved.encodeNxFlowRemoved(writer, message);
        return type;
      } else flowRemoved.encodeFlowRemoved10(writer, message);
      return types.flowRemoved;
    case 'group_mod':
      group.encodeGroupMod(writer, message, later(version, message.kind));
      return types.groupMod;
    case 'meter_mod':
      later(version, message.kind);
      meter.encodeMeterMod(writer, message);
      return types.meterMod;
    case 'port_mod':
      port.encodePortMod(writer, message, version);
      return version === 0x01 ? types10.portMod : types.portMod;
    case 'port_status':
      writer.u8(['add', 'delete', 'modify'].indexOf(message.reason)).zeros(7);
      port.encodePort(writer, message.port, version);
      return types.portStatus;
    case 'bundle_control': {
      const isOwn = version === 0x06;
      if (!isOwn) writer.u32(onf.experimenter).u32(onf.bundleControl);
      writer
        .u32(message.bundle)
        .u16(Math.max(0, bundleTypes.indexOf(message.type)))
        .u16(message.flags);
      return isOwn ? types.bundleControl : types.experimenter;
    }
    case 'bundle_add': {
      const isOwn = version === 0x06;
      if (!isOwn) writer.u32(onf.experimenter).u32(onf.bundleAdd);
      writer.u32(message.bundle).zeros(2).u16(message.flags);
      encodeInto(writer, message.message, version, xid, options);
      return isOwn ? types.bundleAdd : types.experimenter;
    }
    case 'tlv_table_mod': {
      const type = experimenter(writer, nicira.tlvTableMod);
      encodeTlvTableMod(writer, message);
      return type;
    }
    case 'tlv_table_request':
      return experimenter(writer, nicira.tlvTableRequest);
    case 'tlv_table_reply': {
      const type = experimenter(writer, nicira.tlvTableReply);
      encodeTlvTable(writer, message);
      return type;
    }
    case 'ct_flush_zone': {
      const type = experimenter(writer, nicira.flushZone);
      writer.zeros(6).u16(message.zone);
      return type;
    }
    case 'ct_flush': {
      const type = experimenter(writer, nicira.flush);
      encodeFlush(writer, message);
      return type;
    }
    case 'set_flow_format': {
      const type = experimenter(writer, nicira.setFlowFormat);
      writer.u32(message.format === 'nxm' ? 2 : 0);
      return type;
    }
    case 'set_packet_in_format': {
      const type = experimenter(writer, nicira.setPacketInFormat);
      writer.u32(packetInFormats.indexOf(message.format));
      return type;
    }
    case 'flow_mod_table_id': {
      const type = experimenter(writer, nicira.flowModTableId);
      writer.u8(message.isSet ? 1 : 0).zeros(7);
      return type;
    }
    case 'flow_age':
      return experimenter(writer, nicira.flowAge);
    case 'set_controller_id': {
      const type = experimenter(writer, nicira.setControllerId);
      writer.zeros(6).u16(message.id);
      return type;
    }
    case 'role_request':
    case 'role_reply': {
      const isRequest = message.kind === 'role_request';
      if (version === 0x01 || message.form === 'nicira') {
        const type = experimenter(writer, isRequest ? nicira.roleRequest : nicira.roleReply);
        writer.u32(Math.max(0, roles.indexOf(message.role) - 1));
        return type;
      }
      writer
        .u32(roles.indexOf(message.role))
        .zeros(4)
        .u64(message.generation ?? 0xffffffffffffffffn);
      return isRequest ? types.roleRequest : types.roleReply;
    }
    case 'get_async_request':
      return types.getAsyncRequest;
    case 'set_async':
    case 'get_async_reply':
      return encodeAsync(writer, message, version);
    case 'barrier_request':
      return version === 0x01 ? types10.barrierRequest : types.barrierRequest;
    case 'barrier_reply':
      return version === 0x01 ? types10.barrierReply : types.barrierReply;
    case 'unknown':
      writer.bytes(message.body);
      return message.type;
    default:
      return encodeMultipart(writer, message, version);
  }
}

function encodeAsync(writer: ByteWriter, message: AsyncConfig, version: OpenFlowVersion): number {
  const { words } = message;
  if (version === 0x06) {
    for (const [type, word] of words.entries()) if (word !== undefined) writer.u16(type).u16(8).u32(word);
  } else {
    if (version === 0x01) experimenter(writer, nicira.setAsync);
    for (let i = 0; i < 6; i += 2) writer.u32(words[i + 1] ?? 0).u32(words[i] ?? 0);
  }
  if (version === 0x01) return types10.experimenter;
  return message.kind === 'set_async' ? types.setAsync : types.getAsyncReply;
}
