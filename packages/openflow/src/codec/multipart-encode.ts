/** Multipart requests and answers to bytes (statistics, in OpenFlow 1.0). Called by encode.ts. */
import type { ByteWriter } from '#base';
import { groups } from '../message/group-mod.js';
import type { Message, OpenFlowVersion } from '../message/message.js';
import { meters } from '../message/meter-mod.js';
import { ports, portTo32 } from '../port.js';
import * as flowFilter from './flow-filter.js';
import * as flowStats from './flow-stats.js';
import * as group from './group.js';
import { later } from './match.js';
import * as meter from './meter.js';
import { multipart, NICIRA_EXPERIMENTER, niciraMultipart, types, types10 } from './number.js';
import * as port from './port.js';
import * as table from './table.js';

/** Writes the head of a multipart message; Nicira's in OpenFlow 1.0 where it has no own. */
function head(writer: ByteWriter, version: OpenFlowVersion, type: number, subtype?: number, more = false): void {
  const isNicira = version === 0x01 && subtype !== undefined;
  writer.u16(isNicira ? multipart.experimenter : type).u16(more ? 1 : 0);
  if (version !== 0x01) writer.zeros(4);
  if (isNicira) writer.u32(NICIRA_EXPERIMENTER).u32(subtype).zeros(4);
}

/** Writes head and body; gives the message's type. */
export function encodeMultipart(writer: ByteWriter, message: Message, version: OpenFlowVersion): number {
  const isRequest = message.kind.endsWith('_request');
  switch (message.kind) {
    case 'desc_request':
      head(writer, version, multipart.desc);
      break;
    case 'desc_reply':
      head(writer, version, multipart.desc);
      table.encodeDescription(writer, message);
      break;
    case 'flow_stats_request':
    case 'aggregate_request': {
      const isFlow = message.kind === 'flow_stats_request';
      const type = isFlow ? multipart.flow : multipart.aggregate;
      const subtype = isFlow ? niciraMultipart.flow : niciraMultipart.aggregate;
      if (version !== 0x01) {
        head(writer, version, type);
        flowFilter.encodeFilter(writer, message.filter, version);
      } else if (message.form === 'standard') {
        head(writer, version, type);
        flowFilter.encodeFilter10(writer, message.filter);
      } else {
        head(writer, version, type, subtype);
        flowFilter.encodeNxFilter(writer, message.filter);
      }
      break;
    }
    case 'flow_stats_reply': {
      const isStandard = message.form === 'standard';
      head(writer, version, multipart.flow, isStandard ? undefined : niciraMultipart.flow, message.more);
      for (const item of message.items) {
        if (version !== 0x01) flowStats.encodeFlowStats(writer, item, version);
        else if (isStandard) flowStats.encodeFlowStats10(writer, item);
        else flowStats.encodeNxFlowStats(writer, item);
      }
      break;
    }
    case 'aggregate_reply':
      head(writer, version, multipart.aggregate, message.form === 'standard' ? undefined : niciraMultipart.aggregate);
      flowStats.encodeAggregate(writer, message, version);
      break;
    case 'table_stats_request':
      head(writer, version, multipart.table);
      break;
    case 'table_stats_reply':
      head(writer, version, multipart.table, undefined, message.more);
      for (const item of message.items) table.encodeTableStats(writer, item, version);
      break;
    case 'table_features_request':
      head(writer, later(version, message.kind), multipart.tableFeatures);
      break;
    case 'table_features_reply':
      head(writer, later(version, message.kind), multipart.tableFeatures, undefined, message.more);
      for (const item of message.items) table.encodeTableFeatures(writer, item, version);
      break;
    case 'port_stats_request':
      head(writer, version, multipart.port);
      if (version === 0x01) writer.u16(message.port ?? ports.none).zeros(6);
      else writer.u32(portTo32(message.port ?? ports.none)).zeros(4);
      break;
    case 'port_stats_reply':
      head(writer, version, multipart.port, undefined, message.more);
      for (const item of message.items) port.encodePortStats(writer, item, version);
      break;
    case 'port_desc_request':
      head(writer, version, multipart.portDesc);
      if (version === 0x06) writer.u32(portTo32(message.port ?? ports.none)).zeros(4);
      break;
    case 'port_desc_reply':
      head(writer, version, multipart.portDesc, undefined, message.more);
      for (const item of message.items) port.encodePort(writer, item, version);
      break;
    case 'queue_stats_request':
      head(writer, version, multipart.queue);
      if (version === 0x01) writer.u16(message.port ?? ports.all).zeros(2);
      else writer.u32(portTo32(message.port ?? ports.none));
      writer.u32(message.queue ?? 0xffffffff);
      break;
    case 'queue_stats_reply':
      head(writer, version, multipart.queue, undefined, message.more);
      for (const item of message.items) port.encodeQueueStats(writer, item, version);
      break;
    case 'group_stats_request':
      head(writer, version, multipart.group, niciraMultipart.group);
      writer.u32(message.group ?? groups.all).zeros(4);
      break;
    case 'group_stats_reply':
      head(writer, version, multipart.group, niciraMultipart.group, message.more);
      for (const item of message.items) group.encodeGroupStats(writer, item);
      break;
    case 'group_desc_request':
      head(writer, version, multipart.groupDesc, niciraMultipart.groupDesc);
      if (version !== 0x04) writer.u32(message.group ?? groups.all).zeros(4);
      break;
    case 'group_desc_reply':
      head(writer, version, multipart.groupDesc, niciraMultipart.groupDesc, message.more);
      for (const item of message.items) group.encodeGroupDesc(writer, item, version);
      break;
    case 'group_features_request':
      head(writer, version, multipart.groupFeatures, niciraMultipart.groupFeatures);
      break;
    case 'group_features_reply':
      head(writer, version, multipart.groupFeatures, niciraMultipart.groupFeatures);
      group.encodeGroupFeatures(writer, message);
      break;
    case 'meter_stats_request':
    case 'meter_config_request':
      head(writer, version, message.kind === 'meter_stats_request' ? multipart.meter : multipart.meterConfig);
      writer.u32(message.meter ?? meters.all).zeros(4);
      break;
    case 'meter_stats_reply':
      head(writer, version, multipart.meter, undefined, message.more);
      for (const item of message.items) meter.encodeMeterStats(writer, item);
      break;
    case 'meter_config_reply':
      head(writer, version, multipart.meterConfig, undefined, message.more);
      for (const item of message.items) meter.encodeMeterConfig(writer, item);
      break;
    case 'meter_features_request':
      head(writer, version, multipart.meterFeatures);
      break;
    case 'meter_features_reply':
      head(writer, version, multipart.meterFeatures);
      meter.encodeMeterFeatures(writer, message);
      break;
    default:
      throw new Error(`${message.kind} is no multipart message`);
  }
  if (version === 0x01) return isRequest ? types10.statsRequest : types10.statsReply;
  return isRequest ? types.statsRequest : types.statsReply;
}
