/** Groups as `ovs-ofctl dump-groups` prints and `add-group` reads them. Before: group descriptions, or text. After: `ofctl`, tests. */
import { fieldByName, fullMask } from '../field.js';
import { isConflict, type Match, normalizeMatch } from '../match.js';
import {
  type Bucket,
  bucketIds,
  type GroupCommand,
  type GroupDescription,
  type GroupMod,
  type GroupStats,
  type GroupType,
  groups,
} from '../message/group-mod.js';
import type { OpenFlowVersion } from '../message/message.js';
import { formatPort, parsePort, ports } from '../port.js';
import { formatActions } from './action-format.js';
import { parseActions } from './action-parse.js';
import { formatDuration } from './flow-format.js';
import { keyValue, requireNumber, requireWide, splitParts } from './split.js';
import { FlowTextError, formatValue, parseNumber, parseValue } from './value.js';

/** `group_id=1,type=select,bucket=...` without the leading space. */
export function formatGroup(group: GroupDescription, version: OpenFlowVersion = 0x06): string {
  const parts = [`group_id=${group.group}`, `type=${group.type}`];
  if (group.selection !== undefined) {
    const { method, parameter, fields } = group.selection;
    parts.push(`selection_method=${method}`);
    if (parameter !== 0n) parts.push(`selection_method_param=${parameter}`);
    if (fields.length > 0) parts.push(formatSelectionFields(fields));
  }
  for (const bucket of group.buckets) parts.push(formatBucket(bucket, group.type, version));
  return parts.join(',');
}

function formatSelectionFields(fields: Match): string {
  const texts = fields.map(({ field, value }) =>
    BigInt(value) === BigInt(fullMask(field)) ? field.name : `${field.name}=${formatValue(field, value)}`,
  );
  return texts.length === 1 ? `fields=${texts[0]}` : `fields(${texts.join(',')})`;
}

function formatBucket(bucket: Bucket, type: GroupType, version: OpenFlowVersion): string {
  const parts: string[] = [];
  if (version !== 0x04) parts.push(`bucket_id:${bucket.id}`);
  // An equal share of a select group goes without saying; other groups have none.
  if (type === 'select' && bucket.weight !== 1) parts.push(`weight:${bucket.weight}`);
  if (bucket.watchPort !== undefined) parts.push(`watch_port:${formatPort(bucket.watchPort)}`);
  if (bucket.watchGroup !== undefined) parts.push(`watch_group:${bucket.watchGroup}`);
  parts.push(`actions=${formatActions(bucket.actions, version)}`);
  return `bucket=${parts.join(',')}`;
}

/** `group_id=1,duration=...` without the leading space. */
export function formatGroupStats(stats: GroupStats): string {
  const head = `group_id=${stats.group},duration=${formatDuration(stats.durationSeconds, stats.durationNanoseconds)}`;
  const counts = `ref_count=${stats.references},packet_count=${stats.packets},byte_count=${stats.bytes}`;
  const buckets = stats.buckets.map(
    (bucket, i) => `bucket${i}:packet_count=${bucket.packets},byte_count=${bucket.bytes}`,
  );
  return [head, counts, ...buckets].join(',');
}

const TYPES: ReadonlyMap<string, GroupType> = new Map([
  ['all', 'all'],
  ['select', 'select'],
  ['indirect', 'indirect'],
  ['ff', 'ff'],
  ['fast_failover', 'ff'],
]);

/** A group from `group_id=1,type=all,bucket=output:1,bucket=...`. Throws FlowTextError. */
export function parseGroup(text: string, command: GroupCommand = 'add'): GroupMod {
  // Buckets are the last parts; their own parts are separated by commas too.
  const [head = '', ...bucketTexts] = text.split(/(?:^|,)\s*bucket=/);
  let group: number | undefined;
  let type: GroupType | undefined;
  let commandBucket: number | undefined;
  let method: string | undefined;
  let parameter = 0n;
  let fields: Match = [];
  for (const part of splitParts(head)) {
    const { key, value } = keyValue(part);
    switch (key) {
      case 'group_id':
        group = value === 'all' ? groups.all : requireId(value, 'group', groups.max);
        break;
      case 'type':
        type = TYPES.get(value ?? '');
        if (type === undefined) throw new FlowTextError(`invalid group type ${value}`);
        break;
      case 'command_bucket_id':
        commandBucket = bucketNumber(value);
        break;
      case 'selection_method':
        method = value;
        break;
      case 'selection_method_param':
        parameter = requireWide(value, 'selection_method_param');
        break;
      case 'fields':
        fields = parseSelectionFields(value ?? '');
        break;
      default:
        throw new FlowTextError(`unknown keyword ${key}`);
    }
  }
  if (group === undefined && command !== 'delete') throw new FlowTextError('must specify a group_id');
  if (method === undefined && parameter !== 0n) {
    throw new FlowTextError('selection_method_param is only allowed with "selection_method"');
  }
  if (fields.length > 0 && method !== 'hash') {
    throw new FlowTextError('fields may only be specified with "selection_method=hash"');
  }
  if (method !== undefined && method.length > 15) {
    throw new FlowTextError('selection method is longer than 15 bytes long');
  }
  const isChange = command === 'add' || command === 'modify' || command === 'add_or_mod';
  if (type === undefined && isChange) throw new FlowTextError('must specify a type');
  const buckets = bucketTexts.map((bucket, i) => parseBucket(bucket, i, type));
  if (type === 'indirect' && buckets.length > 1) {
    throw new FlowTextError('Indirect groups can have at most one bucket.');
  }
  return {
    kind: 'group_mod',
    command,
    group: group ?? groups.all,
    type: type ?? 'all',
    buckets,
    ...(commandBucket !== undefined && { commandBucket }),
    ...(method !== undefined && { selection: { method, parameter, fields } }),
  };
}

function bucketNumber(text: string | undefined): number {
  if (text === 'first') return bucketIds.first;
  if (text === 'last') return bucketIds.last;
  if (text === 'all') return bucketIds.all;
  return requireId(text, 'bucket_id', bucketIds.max);
}

function requireId(text: string | undefined, what: string, max: number): number {
  const id = parseNumber(text ?? '');
  if (id === undefined) throw new FlowTextError(`invalid numeric format ${text ?? ''}`);
  if (id > max) throw new FlowTextError(`invalid ${what} id ${id}`);
  return Number(id);
}

function parseSelectionFields(text: string): Match {
  const parts = splitParts(text).map((part) => {
    const { key, value } = keyValue(part);
    const field = fieldByName(key);
    if (field === undefined) throw new FlowTextError(`unknown field ${key}`);
    return { field, value: value === undefined ? fullMask(field) : parseValue(field, value).value };
  });
  const match = normalizeMatch(parts);
  if (isConflict(match)) throw new FlowTextError(`duplicate field ${match.conflict.name}`);
  return match;
}

function parseBucket(text: string, index: number, type: GroupType | undefined): Bucket {
  const found = /^(.*?)(?:^|,)\s*actions?=(.*)$/s.exec(text);
  let [id, weight] = [index, type === 'select' ? 1 : 0];
  let watchPort: number | undefined;
  let watchGroup: number | undefined;
  const plain: string[] = [];
  for (const part of splitParts(found === null ? text : found[1]!)) {
    const { key, value } = keyValue(part);
    switch (key) {
      case 'bucket_id':
        id = requireId(value, 'bucket_id', bucketIds.max);
        break;
      case 'weight':
        weight = requireNumber(value, 'weight', 0xffff);
        if (type !== undefined && type !== 'select' && weight > 0) {
          throw new FlowTextError('Only select groups can have bucket weights.');
        }
        break;
      case 'watch_port':
        watchPort = parsePort(value ?? '');
        if (watchPort === undefined || (watchPort >= ports.max && watchPort !== ports.none)) {
          throw new FlowTextError(`${value}: invalid watch_port`);
        }
        if (watchPort === ports.none) watchPort = undefined;
        break;
      case 'watch_group':
        watchGroup = requireId(value, 'watch_group', groups.max);
        break;
      default:
        // Without `actions=` what is left are the actions.
        plain.push(part);
    }
  }
  if (type === 'ff' && watchPort === undefined && watchGroup === undefined) {
    throw new FlowTextError('fast failover bucket requires watch_port or watch_group');
  }
  const actions = [...parseActions(plain.join(',')), ...(found === null ? [] : parseActions(found[2]!))];
  return {
    id,
    weight,
    ...(watchPort !== undefined && { watchPort }),
    ...(watchGroup !== undefined && { watchGroup }),
    actions,
  };
}
