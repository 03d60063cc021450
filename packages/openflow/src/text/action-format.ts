/**
 * Actions as `ovs-ofctl dump-flows --no-names` prints them. Before: a flow's actions. After: flow texts, tests. What OpenFlow 1.0 has no action for is
 * shown as the Nicira action that goes on its wire, so texts for 1.0 are of the encoded and decoded list.
 */
import { ByteWriter, ipv4FromNumber, ipv6FromBigInt, unreachable } from '#base';
import { decodeActions } from '../action/decode.js';
import { encodeActions } from '../action/encode.js';
import { isWhole } from '../action/setting.js';
import type { Action, Ct, Learn, LearnSpec, Nat, SetField, ToController } from '../action.js';
import { type Field, fields, fullMask } from '../field.js';
import type { OpenFlowVersion } from '../message/message.js';
import { formatPort, ports } from '../port.js';
import { formatSubfield } from './subfield.js';
import { formatValue, hex } from './value.js';

const DEFAULT_PRIORITY = 32768;

/** `drop` for an empty list. `version` decides the convention: 1.0's `load` and `mod_dl_src`, else `set_field`. */
export function formatActions(list: readonly Action[], version: OpenFlowVersion = 0x06): string {
  if (version !== 0x01) return join(list, version);
  const writer = new ByteWriter();
  encodeActions(writer, list, 0x01);
  return join(decodeActions(writer.finish(), 0x01), 0x01);
}

function join(list: readonly Action[], version: OpenFlowVersion): string {
  return list.length === 0 ? 'drop' : list.map((action) => formatAction(action, version)).join(',');
}

/** One action; see `formatActions`. */
export function formatAction(action: Action, version: OpenFlowVersion = 0x06): string {
  switch (action.kind) {
    case 'output':
      return formatOutput(action.port, action.maxLength);
    case 'output_truncated':
      return `output(port=${formatPort(action.port)},max_len=${action.maxLength})`;
    case 'output_reg':
      return `output:${formatSubfield(action.source)}`;
    case 'enqueue':
      return `enqueue:${formatPort(action.port)}:${action.queue}`;
    case 'controller':
      return formatController(action);
    case 'group':
      return `group:${action.group}`;
    case 'set_field':
      return formatSetField(action, version);
    case 'load':
      if (version !== 0x06) return `load:${hex(action.value)}->${formatSubfield(action.destination)}`;
      return formatSetField(asSetField(action), version);
    case 'move':
      return `move:${formatSubfield(action.source)}->${formatSubfield(action.destination)}`;
    case 'push':
      return `push:${formatSubfield(action.source)}`;
    case 'pop':
      return `pop:${formatSubfield(action.destination)}`;
    case 'resubmit':
      return formatResubmit(action);
    case 'ct':
      return formatCt(action, version);
    case 'nat':
      return formatNat(action);
    case 'ct_clear':
    case 'pop_queue':
    case 'exit':
    case 'clear_actions':
      return action.kind;
    case 'set_queue':
      return `set_queue:${action.queue}`;
    case 'push_vlan':
      return `push_vlan:0x${action.ethertype.toString(16).padStart(4, '0')}`;
    case 'pop_vlan':
      return version === 0x01 ? 'strip_vlan' : 'pop_vlan';
    case 'set_vlan_vid':
      return `mod_vlan_vid:${action.vid}`;
    case 'set_vlan_pcp':
      return `mod_vlan_pcp:${action.pcp}`;
    case 'set_tp':
      return `mod_tp_${action.side}:${action.port}`;
    case 'dec_ttl':
      return action.ids === undefined ? 'dec_ttl' : `dec_ttl(${action.ids.join(',')})`;
    case 'push_mpls':
      return `push_mpls:0x${action.ethertype.toString(16).padStart(4, '0')}`;
    case 'pop_mpls':
      return `pop_mpls:0x${action.ethertype.toString(16).padStart(4, '0')}`;
    case 'dec_mpls_ttl':
      return 'dec_mpls_ttl';
    case 'set_mpls_ttl':
      return `set_mpls_ttl(${action.ttl})`;
    case 'set_tunnel':
      if (version !== 0x01) return `set_field:${hex(action.id)}->tun_id`;
      return `${action.isWide ? 'set_tunnel64' : 'set_tunnel'}:${hex(action.id)}`;
    case 'learn':
      return formatLearn(action);
    case 'clone':
      return `clone(${join(action.actions, version)})`;
    case 'meter':
      return `meter:${action.meter}`;
    case 'check_pkt_larger':
      return `check_pkt_larger(${action.length})->${formatSubfield(action.destination)}`;
    case 'conjunction':
      return `conjunction(${action.id},${action.clause + 1}/${action.clauses})`;
    case 'note':
      return `note:${dotted(action.data)}`;
    case 'delete_field':
      return `delete_field:${action.field.name}`;
    case 'fin_timeout': {
      const parts: string[] = [];
      if (action.idleTimeout !== 0) parts.push(`idle_timeout=${action.idleTimeout}`);
      if (action.hardTimeout !== 0) parts.push(`hard_timeout=${action.hardTimeout}`);
      return `fin_timeout(${parts.join(',')})`;
    }
    case 'sample': {
      const { probability, collectorSet, observationDomain, observationPoint, samplingPort, direction } = action;
      let text = `sample(probability=${probability},collector_set_id=${collectorSet}`;
      text += `,obs_domain_id=${observationDomain},obs_point_id=${observationPoint}`;
      if (samplingPort !== undefined) text += `,sampling_port=${formatPort(samplingPort)}`;
      return `${text}${direction === undefined ? '' : `,${direction}`})`;
    }
    case 'multipath': {
      const { hashFields, basis, algorithm, links, argument, destination } = action;
      return `multipath(${hashFields},${basis},${algorithm},${links},${argument},${formatSubfield(destination)})`;
    }
    case 'bundle': {
      const { hashFields, basis, algorithm, members, destination } = action;
      const name = destination === undefined ? 'bundle' : 'bundle_load';
      const target = destination === undefined ? '' : `${formatSubfield(destination)},`;
      return `${name}(${hashFields},${basis},${algorithm},ofport,${target}members:${members.map(formatPort).join(',')})`;
    }
    case 'write_metadata':
      return `write_metadata:${hex(action.value)}${action.mask === undefined ? '' : `/${hex(action.mask)}`}`;
    case 'goto_table':
      return `goto_table:${action.table}`;
    case 'write_actions':
      return `write_actions(${join(action.actions, version)})`;
    default:
      return unreachable(action);
  }
}

function formatOutput(port: number, maxLength: number | undefined): string {
  if (port === ports.controller) return `CONTROLLER:${maxLength ?? 0xffff}`;
  return port < ports.max ? `output:${port}` : formatPort(port);
}

function formatController(action: ToController): string {
  const { reason, maxLength, controllerId, userdata, pause, meter } = action;
  const hasData = userdata !== undefined && userdata.length > 0;
  const isPlain = reason === 'action' && controllerId === 0 && !hasData && !pause && meter === undefined;
  if (isPlain) return `CONTROLLER:${maxLength}`;
  const parts: string[] = [];
  if (reason !== 'action') parts.push(`reason=${reason}`);
  if (maxLength !== 0xffff) parts.push(`max_len=${maxLength}`);
  if (controllerId !== 0) parts.push(`id=${controllerId}`);
  if (hasData) parts.push(`userdata=${dotted(userdata)}`);
  if (pause) parts.push('pause');
  if (meter !== undefined) parts.push(`meter_id=${meter}`);
  return `controller(${parts.join(',')})`;
}

/** Bytes in hex with dots. */
function dotted(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('.');
}

function asSetField(action: Extract<Action, { kind: 'load' }>): SetField {
  const { field, offset, bits } = action.destination;
  const value = BigInt(action.value) << BigInt(offset);
  const mask = ((1n << BigInt(bits)) - 1n) << BigInt(offset);
  const narrow = (wide: bigint) => (field.bits > 32 ? wide : Number(wide));
  return { kind: 'set_field', field, value: narrow(value), ...(!isWhole(field, mask) && { mask: narrow(mask) }) };
}

const NAMES_10: ReadonlyMap<Field, string> = new Map<Field, string>([
  [fields.eth_src, 'mod_dl_src'],
  [fields.eth_dst, 'mod_dl_dst'],
  [fields.ip_src, 'mod_nw_src'],
  [fields.ip_dst, 'mod_nw_dst'],
  [fields.nw_tos, 'mod_nw_tos'],
]);

function formatSetField({ field, value, mask }: SetField, version: OpenFlowVersion): string {
  const isAll = mask !== undefined && BigInt(mask) === BigInt(fullMask(field)) && !isWhole(field, mask);
  const shown = `${formatValue(field, value, mask)}${isAll ? `/0x${BigInt(mask).toString(16)}` : ''}`;
  const text = mask !== undefined && BigInt(mask) === 0n ? 'ANY' : shown;
  if (version === 0x01) {
    const name = NAMES_10.get(field);
    if (name !== undefined) return `${name}:${text}`;
  }
  // Sent as DSCP, and shown so.
  if (field === fields.nw_tos && version !== 0x01) return `set_field:${Number(value) >> 2}->ip_dscp`;
  return `set_field:${text}->${field.name}`;
}

function formatResubmit({ port, table, ct }: Extract<Action, { kind: 'resubmit' }>): string {
  if (table === undefined && ct !== true) return `resubmit:${formatPort(port ?? ports.inPort)}`;
  const first = port === undefined ? '' : formatPort(port);
  return `resubmit(${first},${table ?? ''}${ct === true ? ',ct' : ''})`;
}

function formatCt(action: Ct, version: OpenFlowVersion): string {
  const parts: string[] = [];
  if (action.commit) parts.push('commit');
  if (action.force) parts.push('force');
  if (action.table !== undefined) parts.push(`table=${action.table}`);
  if (typeof action.zone !== 'number') parts.push(`zone=${formatSubfield(action.zone)}`);
  else if (action.zone !== 0) parts.push(`zone=${action.zone}`);
  // A nat that stands first is the action's own; behind others it is one of the executed ones.
  const [first, ...rest] = action.actions;
  const hasNat = first?.kind === 'nat';
  if (hasNat) parts.push(formatNat(first));
  const executed = hasNat ? rest : action.actions;
  if (executed.length > 0) parts.push(`exec(${join(executed, version)})`);
  if (action.alg !== undefined) parts.push(`alg=${action.alg}`);
  return `ct(${parts.join(',')})`;
}

function formatNat({ target, addresses, ports: range, persistent, choice }: Nat): string {
  if (target === undefined) return 'nat';
  let text = '';
  if (addresses !== undefined) {
    const ends = addresses.first === addresses.last ? [addresses.first] : [addresses.first, addresses.last];
    const bracket = addresses.family === 6 && range !== undefined;
    const one = (end: number | bigint) => {
      const address = addresses.family === 4 ? ipv4FromNumber(Number(end)) : ipv6FromBigInt(BigInt(end));
      return bracket ? `[${address}]` : address;
    };
    text += ends.map(one).join('-');
  }
  if (range !== undefined) text += `:${range.first}${range.last === range.first ? '' : `-${range.last}`}`;
  if (text === '') return `nat(${target})`;
  text += persistent ? ',persistent' : '';
  text += choice === undefined ? '' : `,${choice}`;
  return `nat(${target}=${text})`;
}

function formatLearn(action: Learn): string {
  const parts = [`table=${action.table}`];
  if (action.idleTimeout !== 0) parts.push(`idle_timeout=${action.idleTimeout}`);
  if (action.hardTimeout !== 0) parts.push(`hard_timeout=${action.hardTimeout}`);
  if (action.finIdleTimeout !== 0) parts.push(`fin_idle_timeout=${action.finIdleTimeout}`);
  if (action.finHardTimeout !== 0) parts.push(`fin_hard_timeout=${action.finHardTimeout}`);
  if (action.priority !== DEFAULT_PRIORITY) parts.push(`priority=${action.priority}`);
  if (action.sendFlowRemoved) parts.push('send_flow_rem');
  if (action.deleteLearned) parts.push('delete_learned');
  if (action.cookie !== 0n) parts.push(`cookie=${hex(action.cookie)}`);
  if (action.limit !== undefined && action.limit !== 0) parts.push(`limit=${action.limit}`);
  if (action.result !== undefined) parts.push(`result_dst=${formatSubfield(action.result)}`);
  return `learn(${[...parts, ...action.specs.map(formatSpec)].join(',')})`;
}

function formatSpec(spec: LearnSpec): string {
  if (spec.kind === 'output') return `output:${formatSubfield(spec.source)}`;
  const { source, destination } = spec;
  const isWhole = destination.offset === 0 && destination.bits === destination.field.bits;
  if (spec.kind === 'load') {
    const text = typeof source === 'object' ? formatSubfield(source) : hex(source);
    return `load:${text}->${formatSubfield(destination)}`;
  }
  if (typeof source === 'object') {
    const isSame = source.field === destination.field && source.offset === destination.offset;
    return isSame ? formatSubfield(destination) : `${formatSubfield(destination)}=${formatSubfield(source)}`;
  }
  if (isWhole) return `${destination.field.name}=${formatValue(destination.field, source)}`;
  return `${formatSubfield(destination)}=${hex(source)}`;
}
