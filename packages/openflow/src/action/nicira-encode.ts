/** Nicira's extension actions to bytes (ovs-actions(7)). Called by encode.ts for what a version has no action of its own for. */
import { type ByteWriter, unreachable } from '#base';
import type { Action, BundlePorts, Ct, Nat, Sample, SetField, ToController } from '../action.js';
import { fields, fullMask, type Subfield } from '../field.js';
import type { OpenFlowVersion } from '../message/message.js';
import { ports } from '../port.js';
import { type Dialect, offsetBits, partBits, writeFieldId } from '../wire/header.js';
import { writeField } from '../wire/oxm.js';
import {
  algPorts,
  bundleAlgorithms,
  ctFlags,
  hashFieldNames,
  multipathAlgorithms,
  natFlags,
  natRanges,
  nicira,
  reasons,
} from './code.js';
import { begin, end } from './frame.js';
import { encodeLearn } from './learn-encode.js';

type EncodeList = (writer: ByteWriter, list: readonly Action[], version: OpenFlowVersion) => void;

export function encodeNicira(
  writer: ByteWriter,
  action: Action,
  version: OpenFlowVersion,
  encodeList: EncodeList,
): void {
  switch (action.kind) {
    case 'resubmit':
      encodeResubmit(writer, action);
      return;
    case 'controller':
      encodeController(writer, action);
      return;
    case 'ct':
      encodeCt(writer, action, version, encodeList);
      return;
    case 'nat':
      encodeNat(writer, action);
      return;
    case 'learn':
      encodeLearn(writer, action);
      return;
    case 'push':
      encodeStack(writer, nicira.push, action.source);
      return;
    case 'pop':
      encodeStack(writer, nicira.pop, action.destination);
      return;
    case 'bundle':
      encodeBundle(writer, action);
      return;
    case 'sample':
      encodeSample(writer, action);
      return;
    default:
  }
  const start = beginSimple(writer, action, version, encodeList);
  end(writer, start);
}

function beginSimple(writer: ByteWriter, action: Action, version: OpenFlowVersion, encodeList: EncodeList): number {
  let start: number;
  switch (action.kind) {
    case 'move':
      start = begin(writer, nicira.move);
      writer.u16(action.source.bits).u16(action.source.offset).u16(action.destination.offset);
      writeFieldId(writer, action.source.field, 'nxm');
      writeFieldId(writer, action.destination.field, 'nxm');
      return start;
    case 'load':
      start = begin(writer, nicira.load);
      writer.u16(offsetBits(action.destination));
      writeFieldId(writer, action.destination.field, 'nxm');
      writer.u64(BigInt(action.value));
      return start;
    case 'output_reg':
      start = begin(writer, action.source.field.nxm?.experimenter ? nicira.outputRegister2 : nicira.outputRegister);
      writer.u16(offsetBits(action.source));
      writeFieldId(writer, action.source.field, 'nxm');
      writer.u16(action.maxLength).zeros(6);
      return start;
    case 'output_truncated':
      start = begin(writer, nicira.outputTruncated);
      writer.u16(action.port).u32(action.maxLength);
      return start;
    case 'set_queue':
      start = begin(writer, nicira.setQueue);
      writer.zeros(2).u32(action.queue);
      return start;
    case 'pop_queue':
      return begin(writer, nicira.popQueue);
    case 'set_tunnel':
      if (action.isWide) {
        start = begin(writer, nicira.setTunnel64);
        writer.zeros(6).u64(action.id);
      } else {
        start = begin(writer, nicira.setTunnel);
        writer.zeros(2).u32(Number(action.id));
      }
      return start;
    case 'ct_clear':
      return begin(writer, nicira.ctClear);
    case 'clone':
      start = begin(writer, nicira.clone);
      writer.zeros(6);
      encodeList(writer, action.actions, version);
      return start;
    case 'check_pkt_larger':
      start = begin(writer, nicira.checkPacketLarger);
      writer.u16(action.length).u16(action.destination.offset);
      writeFieldId(writer, action.destination.field, 'nxm');
      return start;
    case 'conjunction':
      start = begin(writer, nicira.conjunction);
      writer.u8(action.clause).u8(action.clauses).u32(action.id);
      return start;
    case 'note':
      start = begin(writer, nicira.note);
      writer.bytes(action.data);
      return start;
    case 'exit':
      return begin(writer, nicira.exit);
    case 'delete_field':
      start = begin(writer, nicira.deleteField);
      writeFieldId(writer, action.field, 'nxm');
      writer.zeros(10);
      return start;
    case 'fin_timeout':
      start = begin(writer, nicira.finTimeout);
      writer.u16(action.idleTimeout).u16(action.hardTimeout);
      return start;
    case 'dec_ttl':
      start = begin(writer, action.ids === undefined ? nicira.decTtl : nicira.decTtlIds);
      if (action.ids !== undefined) {
        writer.u16(action.ids.length).zeros(4);
        for (const id of action.ids) writer.u16(id);
      }
      return start;
    case 'multipath':
      start = begin(writer, nicira.multipath);
      writer.u16(hashFieldNames.indexOf(action.hashFields)).u16(action.basis).zeros(2);
      writer
        .u16(multipathAlgorithms.indexOf(action.algorithm))
        .u16(action.links - 1)
        .u32(action.argument)
        .zeros(2);
      writer.u16(offsetBits(action.destination));
      writeFieldId(writer, action.destination.field, 'nxm');
      return start;
    case 'write_metadata':
      start = begin(writer, nicira.writeMetadata);
      writer
        .zeros(6)
        .u64(action.value)
        .u64(action.mask ?? 0xffffffffffffffffn);
      return start;
    case 'goto_table':
      start = begin(writer, nicira.resubmitTable);
      writer.u16(ports.inPort).u8(action.table);
      return start;
    case 'push_mpls':
      start = begin(writer, nicira.pushMpls);
      writer.u16(action.ethertype);
      return start;
    case 'pop_mpls':
      start = begin(writer, nicira.popMpls);
      writer.u16(action.ethertype);
      return start;
    case 'set_mpls_ttl':
      start = begin(writer, nicira.setMplsTtl);
      writer.u8(action.ttl);
      return start;
    case 'dec_mpls_ttl':
      return begin(writer, nicira.decMplsTtl);
    case 'group':
      start = begin(writer, nicira.group);
      writer.zeros(2).u32(action.group);
      return start;
    case 'push_vlan':
    case 'meter':
    case 'clear_actions':
    case 'write_actions':
    case 'output':
    case 'enqueue':
    case 'set_field':
    case 'pop_vlan':
    case 'set_vlan_vid':
    case 'set_vlan_pcp':
    case 'set_tp':
    case 'controller':
    case 'resubmit':
    case 'ct':
    case 'nat':
    case 'learn':
    case 'push':
    case 'pop':
    case 'bundle':
    case 'sample':
      throw new Error(`OpenFlow version ${version} has no action ${action.kind}`);
    default:
      return unreachable(action);
  }
}

/**
 * A write of any bits of a field as `load`s: one for each run of set mask bits, at most 64 bits each, lowest first. Tunnel options go as a
 * masked load, which takes any length.
 */
export function writeLoads(writer: ByteWriter, action: SetField, dialect: Dialect): void {
  const { field } = action;
  if (field.index >= fields.tun_metadata0.index && field.index <= fields.tun_metadata63.index) {
    const start = begin(writer, nicira.loadMasked);
    // The header stands where a list of fields would, so without the subtype's usual alignment.
    writeField(writer, field, action.value, action.mask, dialect);
    end(writer, start);
    return;
  }
  const mask = BigInt(action.mask ?? fullMask(field));
  const value = BigInt(action.value);
  const last = partBits(field);
  for (let offset = 0; offset < last; ) {
    let bits = 0;
    while (bits < 64 && offset + bits < last && ((mask >> BigInt(offset + bits)) & 1n) === 1n) bits++;
    if (bits === 0) {
      offset++;
      continue;
    }
    const start = begin(writer, nicira.load);
    writer.u16((offset << 6) | (bits - 1));
    writeFieldId(writer, field, dialect === 'nxm' ? 'nxm' : dialect);
    writer.u64((value >> BigInt(offset)) & ((1n << BigInt(bits)) - 1n));
    end(writer, start);
    offset += bits;
  }
}

function encodeResubmit(writer: ByteWriter, action: Extract<Action, { kind: 'resubmit' }>): void {
  const port = action.port ?? ports.inPort;
  let start: number;
  if (action.ct === true) start = begin(writer, nicira.resubmitTableCt);
  else start = begin(writer, action.table === undefined ? nicira.resubmit : nicira.resubmitTable);
  writer.u16(port);
  if (action.table !== undefined || action.ct === true) writer.u8(action.table ?? 0xff);
  end(writer, start);
}

function encodeStack(writer: ByteWriter, subtype: number, part: Subfield): void {
  const start = begin(writer, subtype);
  writer.u16(part.offset);
  writeFieldId(writer, part.field, 'nxm');
  writer.u16(part.bits).zeros(6);
  end(writer, start);
}

function encodeController(writer: ByteWriter, action: ToController): void {
  const reason = reasons.indexOf(action.reason);
  if (action.userdata === undefined && !action.pause && action.meter === undefined) {
    const start = begin(writer, nicira.controller);
    writer.u16(action.maxLength).u16(action.controllerId).u8(reason);
    end(writer, start);
    return;
  }
  const start = begin(writer, nicira.controller2);
  writer.zeros(6);
  if (action.maxLength !== 0xffff) writer.u16(0).u16(6).u16(action.maxLength).zeros(2);
  if (action.controllerId !== 0) writer.u16(1).u16(6).u16(action.controllerId).zeros(2);
  if (action.reason !== 'action') writer.u16(2).u16(5).u8(reason).zeros(3);
  if (action.userdata !== undefined) {
    writer
      .u16(3)
      .u16(4 + action.userdata.length)
      .bytes(action.userdata)
      .align(8, start);
  }
  if (action.pause) writer.u16(4).u16(4).zeros(4);
  if (action.meter !== undefined) writer.u16(5).u16(8).u32(action.meter);
  end(writer, start);
}

function encodeCt(writer: ByteWriter, action: Ct, version: OpenFlowVersion, encodeList: EncodeList): void {
  const start = begin(writer, nicira.ct);
  writer.u16((action.commit ? ctFlags.commit : 0) | (action.force ? ctFlags.force : 0));
  if (typeof action.zone === 'number') writer.u32(0).u16(action.zone);
  else {
    writeFieldId(writer, action.zone.field, 'nxm');
    writer.u16(offsetBits(action.zone));
  }
  writer
    .u8(action.table ?? 0xff)
    .zeros(3)
    .u16(action.alg === undefined ? 0 : algPorts[action.alg]);
  encodeList(writer, action.actions, version);
  end(writer, start);
}

function encodeNat(writer: ByteWriter, action: Nat): void {
  const { addresses, ports: range } = action;
  const start = begin(writer, nicira.nat);
  let flags = action.target === undefined ? 0 : natFlags[action.target];
  if (action.persistent) flags |= natFlags.persistent;
  if (action.choice !== undefined) flags |= natFlags[action.choice];
  let present = 0;
  if (addresses?.family === 4) present |= addresses.first === addresses.last ? natRanges.ipv4Min : 3;
  if (addresses?.family === 6) present |= addresses.first === addresses.last ? natRanges.ipv6Min : 12;
  if (range !== undefined) present |= range.first === range.last ? natRanges.portMin : 48;
  writer.zeros(2).u16(flags).u16(present);
  if (addresses?.family === 4) {
    writer.u32(addresses.first);
    if (addresses.first !== addresses.last) writer.u32(addresses.last);
  } else if (addresses?.family === 6) {
    for (const address of addresses.first === addresses.last ? [addresses.first] : [addresses.first, addresses.last]) {
      writer.u64(address >> 64n).u64(address & 0xffffffffffffffffn);
    }
  }
  if (range !== undefined) {
    writer.u16(range.first);
    if (range.first !== range.last) writer.u16(range.last);
  }
  end(writer, start);
}

function encodeBundle(writer: ByteWriter, action: BundlePorts): void {
  const start = begin(writer, action.destination === undefined ? nicira.bundle : nicira.bundleLoad);
  writer.u16(bundleAlgorithms.indexOf(action.algorithm)).u16(hashFieldNames.indexOf(action.hashFields));
  writer.u16(action.basis);
  writeFieldId(writer, fields.in_port, 'nxm');
  writer.u16(action.members.length);
  if (action.destination === undefined) writer.zeros(6);
  else {
    writer.u16(offsetBits(action.destination));
    writeFieldId(writer, action.destination.field, 'nxm');
  }
  writer.zeros(4);
  for (const port of action.members) writer.u16(port);
  end(writer, start);
}

function encodeSample(writer: ByteWriter, action: Sample): void {
  const isExtended = action.samplingPort !== undefined || action.direction !== undefined;
  const start = begin(writer, isExtended ? nicira.sample3 : nicira.sample);
  writer.u16(action.probability).u32(action.collectorSet).u32(action.observationDomain).u32(action.observationPoint);
  if (isExtended) {
    writer.u16(action.samplingPort ?? ports.none);
    writer.u8(action.direction === undefined ? 0 : action.direction === 'ingress' ? 1 : 2);
  }
  end(writer, start);
}
