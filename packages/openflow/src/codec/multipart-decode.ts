/** Multipart requests and answers from bytes (statistics, in OpenFlow 1.0). Called by decode.ts. */
import type { ByteReader } from '#base';
import { OpenFlowError } from '../errors.js';
import { groups } from '../message/group-mod.js';
import type { Message, OpenFlowVersion } from '../message/message.js';
import { meters } from '../message/meter-mod.js';
import { ports } from '../port.js';
import * as flowFilter from './flow-filter.js';
import * as flowStats from './flow-stats.js';
import * as group from './group.js';
import * as meter from './meter.js';
import { multipart, NICIRA_EXPERIMENTER, niciraMultipart, types, types10 } from './number.js';
import * as port from './port.js';
import { portOf32 } from './port-number.js';
import * as table from './table.js';
import { items, unknown } from './unknown.js';

interface Head {
  readonly type: number;
  /** Nicira's subtype, in OpenFlow 1.0. */
  readonly subtype: number | undefined;
  readonly more: boolean;
}

/** Reads a multipart head; undefined for an experimenter that is not Nicira. */
function readHead(body: ByteReader, version: OpenFlowVersion): Head | undefined {
  const type = body.u16();
  const more = (body.u16() & 1) !== 0;
  if (version !== 0x01) body.skip(4);
  if (type !== multipart.experimenter) return { type, subtype: undefined, more };
  if (body.u32() !== NICIRA_EXPERIMENTER || version !== 0x01) return undefined;
  const subtype = body.u32();
  body.skip(4);
  return { type, subtype, more };
}

const orAll = <K extends string>(name: K, value: number, all: number) => (value === all ? {} : { [name]: value });

/** What OpenFlow 1.0 has, and descriptions of ports, which Open vSwitch has there too. */
const STANDARD_10: ReadonlySet<number> = new Set([
  multipart.desc,
  multipart.flow,
  multipart.aggregate,
  multipart.table,
  multipart.port,
  multipart.queue,
  multipart.portDesc,
]);

export function decodeRequest(body: ByteReader, version: OpenFlowVersion): Message {
  const head = readHead(body, version);
  const type = version === 0x01 ? types10.statsRequest : types.statsRequest;
  if (head === undefined) return unknown(type, body, 'OFPBRC_BAD_VENDOR');
  // The answer is to the last part.
  if (head.more && version !== 0x01) return { kind: 'request_part' };
  if (head.subtype !== undefined) return decodeNiciraRequest(head.subtype, body);
  if (version === 0x01 && !STANDARD_10.has(head.type)) return unknown(type, body, 'OFPBRC_BAD_STAT');
  switch (head.type) {
    case multipart.desc:
      return { kind: 'desc_request' };
    case multipart.flow:
    case multipart.aggregate: {
      const kind = head.type === multipart.flow ? 'flow_stats_request' : 'aggregate_request';
      if (version === 0x01) return { kind, filter: flowFilter.decodeFilter10(body), form: 'standard' };
      return { kind, filter: flowFilter.decodeFilter(body) };
    }
    case multipart.table:
      return { kind: 'table_stats_request' };
    case multipart.tableFeatures:
      // Tables are as they are: a list of how they should be is refused.
      for (let left = body.left; left > 0; left = body.left) {
        const length = ((body.bytes[body.offset] ?? 0) << 8) | (body.bytes[body.offset + 1] ?? 0);
        if (length < 64 || length % 8 !== 0 || length > left)
          throw new OpenFlowError('OFPBPC_BAD_LEN', `${length} bytes`);
        body.skip(length);
        if (body.left === 0) throw new OpenFlowError('OFPTFFC_EPERM', 'tables cannot be changed');
      }
      return { kind: 'table_features_request' };
    case multipart.port:
      return { kind: 'port_stats_request', ...orAll('port', portOf(body, version), ports.none) };
    case multipart.portDesc:
      return { kind: 'port_desc_request', ...(version === 0x06 && orAll('port', portOf(body, version), ports.none)) };
    case multipart.queue: {
      const number = portOf(body, version);
      if (version === 0x01) body.skip(2);
      const queue = body.u32();
      const isAll = number === ports.none || (version === 0x01 && number === ports.all);
      return { kind: 'queue_stats_request', ...(!isAll && { port: number }), ...orAll('queue', queue, 0xffffffff) };
    }
    case multipart.group:
      return { kind: 'group_stats_request', ...orAll('group', body.u32(), groups.all) };
    case multipart.groupDesc:
      return { kind: 'group_desc_request', ...(version === 0x06 && orAll('group', body.u32(), groups.all)) };
    case multipart.groupFeatures:
      return { kind: 'group_features_request' };
    case multipart.meter:
      return { kind: 'meter_stats_request', ...orAll('meter', body.u32(), meters.all) };
    case multipart.meterConfig:
      return { kind: 'meter_config_request', ...orAll('meter', body.u32(), meters.all) };
    case multipart.meterFeatures:
      return { kind: 'meter_features_request' };
    default:
      return unknown(type, body, 'OFPBRC_BAD_STAT');
  }
}

function portOf(body: ByteReader, version: OpenFlowVersion): number {
  return version === 0x01 ? body.u16() : portOf32(body.u32());
}

function decodeNiciraRequest(subtype: number, body: ByteReader): Message {
  switch (subtype) {
    case niciraMultipart.flow:
      return { kind: 'flow_stats_request', filter: flowFilter.decodeNxFilter(body) };
    case niciraMultipart.aggregate:
      return { kind: 'aggregate_request', filter: flowFilter.decodeNxFilter(body) };
    case niciraMultipart.group:
      return { kind: 'group_stats_request', ...orAll('group', body.u32(), groups.all) };
    case niciraMultipart.groupDesc:
      return { kind: 'group_desc_request', ...orAll('group', body.u32(), groups.all) };
    case niciraMultipart.groupFeatures:
      return { kind: 'group_features_request' };
    default:
      return unknown(types10.statsRequest, body, 'OFPBRC_BAD_SUBTYPE');
  }
}

export function decodeReply(body: ByteReader, version: OpenFlowVersion): Message {
  const head = readHead(body, version);
  const type = version === 0x01 ? types10.statsReply : types.statsReply;
  if (head === undefined) return unknown(type, body, 'OFPBRC_BAD_VENDOR');
  if (head.subtype !== undefined) return decodeNiciraReply(head.subtype, head.more, body);
  const { more } = head;
  switch (head.type) {
    case multipart.desc:
      return { kind: 'desc_reply', ...table.decodeDescription(body) };
    case multipart.flow:
      if (version === 0x01) {
        return { kind: 'flow_stats_reply', more, form: 'standard', items: items(body, flowStats.decodeFlowStats10) };
      }
      return {
        kind: 'flow_stats_reply',
        more,
        items: items(body, (reader) => flowStats.decodeFlowStats(reader, version)),
      };
    case multipart.aggregate:
      return { ...flowStats.decodeAggregate(body, version), ...(version === 0x01 && { form: 'standard' }) };
    case multipart.table:
      return {
        kind: 'table_stats_reply',
        more,
        items: items(body, (reader) => table.decodeTableStats(reader, version)),
      };
    case multipart.tableFeatures:
      return { kind: 'table_features_reply', more, items: items(body, table.decodeTableFeatures) };
    case multipart.port:
      return { kind: 'port_stats_reply', more, items: items(body, (reader) => port.decodePortStats(reader, version)) };
    case multipart.portDesc:
      return { kind: 'port_desc_reply', more, items: items(body, (reader) => port.decodePort(reader, version)) };
    case multipart.queue:
      return {
        kind: 'queue_stats_reply',
        more,
        items: items(body, (reader) => port.decodeQueueStats(reader, version)),
      };
    case multipart.group:
      return { kind: 'group_stats_reply', more, items: items(body, group.decodeGroupStats) };
    case multipart.groupDesc:
      return { kind: 'group_desc_reply', more, items: items(body, (reader) => group.decodeGroupDesc(reader, version)) };
    case multipart.groupFeatures:
      return { kind: 'group_features_reply', ...group.decodeGroupFeatures(body) };
    case multipart.meter:
      return { kind: 'meter_stats_reply', more, items: items(body, meter.decodeMeterStats) };
    case multipart.meterConfig:
      return { kind: 'meter_config_reply', more, items: items(body, meter.decodeMeterConfig) };
    case multipart.meterFeatures:
      return { kind: 'meter_features_reply', ...meter.decodeMeterFeatures(body) };
    default:
      return unknown(type, body, 'OFPBRC_BAD_STAT');
  }
}

function decodeNiciraReply(subtype: number, more: boolean, body: ByteReader): Message {
  switch (subtype) {
    case niciraMultipart.flow:
      return { kind: 'flow_stats_reply', more, items: items(body, flowStats.decodeNxFlowStats) };
    case niciraMultipart.aggregate:
      return flowStats.decodeAggregate(body, 0x01);
    case niciraMultipart.group:
      return { kind: 'group_stats_reply', more, items: items(body, group.decodeGroupStats) };
    case niciraMultipart.groupDesc:
      return { kind: 'group_desc_reply', more, items: items(body, (reader) => group.decodeGroupDesc(reader, 0x01)) };
    case niciraMultipart.groupFeatures:
      return { kind: 'group_features_reply', ...group.decodeGroupFeatures(body) };
    default:
      return unknown(types10.statsReply, body, 'OFPBRC_BAD_SUBTYPE');
  }
}
