/**
 * Actions from text, as `ovs-ofctl` reads them (ovs-actions(7)). Before: a flow's, bucket's or packet-out's text. After: the codec. Over
 * 200 lines because it is one action after the other.
 */
import { reasons } from '../action/code.js';
import type { Action, ControllerReason, ToController } from '../action.js';
import { type Field, fieldByHeaderName, fieldByName, fields } from '../field.js';
import { parsePort, ports } from '../port.js';
import { toFieldValue } from '../wire/value.js';
import { arrow, optionsOf, parseNote, requirePort } from './arguments.js';
import { parseBundle, parseMultipath } from './balance-parse.js';
import { parseCt, parseNat } from './ct-parse.js';
import { parseLearn } from './learn-parse.js';
import { keyValue, requireNumber, requireWide, splitParts } from './split.js';
import { parseSubfield, requireSubfield } from './subfield.js';
import { FlowTextError, parseValue } from './value.js';

/** `drop` and nothing at all give an empty list. Throws FlowTextError. */
export function parseActions(text: string): readonly Action[] {
  const parts = splitParts(text);
  if (parts.length === 1 && parts[0] === 'drop') return [];
  return parts.map(parseAction);
}

function parseAction(part: string): Action {
  const { key, value } = keyValue(part);
  if (value === undefined) return parseBare(key);
  switch (key) {
    case 'output':
      return parseOutput(value);
    case 'enqueue': {
      const [port = '', queue] = value.split(/[:,]/);
      return { kind: 'enqueue', port: requirePort(port), queue: requireNumber(queue, 'queue') };
    }
    case 'controller':
    case 'CONTROLLER':
      return parseController(value);
    case 'group':
      return { kind: 'group', group: requireNumber(value, 'group') };
    case 'set_field':
      return parseSetField(value);
    case 'load': {
      const [from, to] = arrow(value);
      const destination = requireSubfield(to);
      return { kind: 'load', destination, value: toFieldValue(destination.field, requireWide(from, 'value')) };
    }
    case 'move': {
      const [from, to] = arrow(value);
      return { kind: 'move', source: requireSubfield(from), destination: requireSubfield(to) };
    }
    case 'push':
      return { kind: 'push', source: requireSubfield(value) };
    case 'pop':
      return { kind: 'pop', destination: requireSubfield(value) };
    case 'resubmit':
      return parseResubmit(part, value);
    case 'ct':
      return parseCt(value, parseActions);
    case 'nat':
      return parseNat(value);
    case 'set_queue':
      return { kind: 'set_queue', queue: requireNumber(value, 'queue') };
    case 'push_vlan':
      return { kind: 'push_vlan', ethertype: requireNumber(value, 'ethertype', 0xffff) };
    case 'push_mpls':
      return { kind: 'push_mpls', ethertype: requireNumber(value, 'ethertype', 0xffff) };
    case 'pop_mpls':
      return { kind: 'pop_mpls', ethertype: requireNumber(value, 'ethertype', 0xffff) };
    case 'set_mpls_ttl':
      return { kind: 'set_mpls_ttl', ttl: requireNumber(value, 'ttl', 255) };
    case 'set_mpls_label':
      return { kind: 'set_field', field: fields.mpls_label, value: requireNumber(value, 'label', 0xfffff) };
    case 'set_mpls_tc':
      return { kind: 'set_field', field: fields.mpls_tc, value: requireNumber(value, 'traffic class', 7) };
    case 'mod_vlan_vid':
    case 'set_vlan_vid':
      return { kind: 'set_vlan_vid', vid: requireNumber(value, 'VLAN', 4095) };
    case 'mod_vlan_pcp':
    case 'set_vlan_pcp':
      return { kind: 'set_vlan_pcp', pcp: requireNumber(value, 'VLAN priority', 7) };
    case 'mod_dl_src':
      return setting(fields.eth_src, value);
    case 'mod_dl_dst':
      return setting(fields.eth_dst, value);
    case 'mod_nw_src':
      return setting(fields.ip_src, value);
    case 'mod_nw_dst':
      return setting(fields.ip_dst, value);
    case 'mod_nw_tos':
      return setting(fields.nw_tos, value);
    case 'mod_nw_ecn':
      return setting(fields.nw_ecn, value);
    case 'mod_nw_ttl':
      return setting(fields.nw_ttl, value);
    case 'mod_tp_src':
    case 'mod_tp_dst':
      return { kind: 'set_tp', side: key === 'mod_tp_src' ? 'src' : 'dst', port: requireNumber(value, 'port', 0xffff) };
    case 'dec_ttl':
      // What ovn-controller sends, with an empty list, is printed with parentheses and read without a list.
      if (value === '') return { kind: 'dec_ttl' };
      return { kind: 'dec_ttl', ids: value.split(',').map((id) => requireNumber(id, 'id', 0xffff)) };
    case 'set_tunnel':
    case 'set_tunnel64': {
      const id = requireWide(value, 'tunnel id');
      return { kind: 'set_tunnel', id, isWide: key === 'set_tunnel64' || id > 0xffffffffn };
    }
    case 'learn':
      return parseLearn(value);
    case 'clone':
      return { kind: 'clone', actions: parseActions(value) };
    case 'meter':
      return { kind: 'meter', meter: requireNumber(value, 'meter') };
    case 'check_pkt_larger': {
      const [length, to] = arrow(value);
      return {
        kind: 'check_pkt_larger',
        length: requireNumber(length, 'length', 0xffff),
        destination: requireSubfield(to),
      };
    }
    case 'conjunction': {
      const found = /^(\d+|0x[0-9a-f]+)\s*,\s*(\d+)\/(\d+)$/i.exec(value);
      if (found === null) throw new FlowTextError(`"conjunction" syntax is "conjunction(id,i/n)"`);
      return { kind: 'conjunction', id: Number(found[1]), clause: Number(found[2]) - 1, clauses: Number(found[3]) };
    }
    case 'note':
      return { kind: 'note', data: parseNote(value) };
    case 'delete_field': {
      const field = fieldByName(value) ?? fieldByHeaderName(value);
      if (field === undefined) throw new FlowTextError(`${value} is not a valid OXM field name`);
      return { kind: 'delete_field', field };
    }
    case 'fin_timeout': {
      const options = optionsOf(value);
      return {
        kind: 'fin_timeout',
        idleTimeout: requireNumber(options.get('idle_timeout') ?? '0', 'idle_timeout', 0xffff),
        hardTimeout: requireNumber(options.get('hard_timeout') ?? '0', 'hard_timeout', 0xffff),
      };
    }
    case 'sample':
      return parseSample(value);
    case 'multipath':
      return parseMultipath(value);
    case 'bundle':
    case 'bundle_load':
      return parseBundle(value, key === 'bundle_load');
    case 'write_metadata': {
      const [bits = '', mask] = value.split('/');
      const metadata = requireWide(bits, 'metadata');
      if (mask === undefined) return { kind: 'write_metadata', value: metadata };
      return { kind: 'write_metadata', value: metadata, mask: requireWide(mask, 'mask') };
    }
    case 'goto_table':
      return { kind: 'goto_table', table: requireNumber(value, 'table', 254) };
    case 'write_actions':
      return { kind: 'write_actions', actions: parseActions(value) };
    default:
      throw new FlowTextError(`unknown action ${key}`);
  }
}

function parseBare(key: string): Action {
  switch (key) {
    case 'ct':
      return { kind: 'ct', commit: false, force: false, zone: 0, actions: [] };
    case 'nat':
      return { kind: 'nat' };
    case 'ct_clear':
    case 'pop_queue':
    case 'exit':
    case 'clear_actions':
    case 'dec_ttl':
    case 'dec_mpls_ttl':
      return { kind: key };
    case 'pop_vlan':
    case 'strip_vlan':
      return { kind: 'pop_vlan' };
    case 'controller':
    case 'CONTROLLER':
      return { kind: 'output', port: ports.controller, maxLength: 0xffff };
    case 'drop':
      throw new FlowTextError('"drop" must not be accompanied by any other action or instruction');
    default: {
      const port = parsePort(key);
      if (port === undefined) throw new FlowTextError(`unknown action ${key}`);
      return outputTo(port);
    }
  }
}

function outputTo(port: number): Action {
  return port === ports.controller ? { kind: 'output', port, maxLength: 0xffff } : { kind: 'output', port };
}

function parseOutput(value: string): Action {
  if (value.includes('port=')) {
    const options = optionsOf(value);
    const maxLength = requireNumber(options.get('max_len'), 'max_len');
    return { kind: 'output_truncated', port: requirePort(options.get('port') ?? ''), maxLength };
  }
  const port = parsePort(value);
  if (port !== undefined) return outputTo(port);
  const source = parseSubfield(value);
  if (source === undefined) throw new FlowTextError(`${value}: output to unknown port`);
  return { kind: 'output_reg', source, maxLength: 0xffff };
}

function parseController(value: string): Action {
  if (/^\d+$/.test(value))
    return { kind: 'output', port: ports.controller, maxLength: requireNumber(value, 'max_len', 0xffff) };
  const options = optionsOf(value);
  const reason = options.get('reason') ?? 'action';
  if (!isReason(reason)) throw new FlowTextError(`unknown reason "${reason}"`);
  const userdata = options.get('userdata');
  const meter = options.get('meter_id');
  const action: ToController = {
    kind: 'controller',
    reason,
    maxLength: requireNumber(options.get('max_len') ?? '65535', 'max_len', 0xffff),
    controllerId: requireNumber(options.get('id') ?? '0', 'id', 0xffff),
    pause: options.has('pause'),
    ...(userdata !== undefined && { userdata: parseNote(userdata) }),
    ...(meter !== undefined && { meter: requireNumber(meter, 'meter_id') }),
  };
  return action;
}

function isReason(text: string): text is ControllerReason {
  return reasons.some((reason) => reason === text);
}

function setting(field: Field, text: string): Action {
  const { value, mask } = parseValue(field, text);
  return mask === undefined ? { kind: 'set_field', field, value } : { kind: 'set_field', field, value, mask };
}

function parseSetField(value: string): Action {
  const [from, to] = arrow(value);
  const field = fieldByName(to) ?? fieldByHeaderName(to);
  if (field === undefined) throw new FlowTextError(`${to} is not a valid OXM field name`);
  if (field.access === 'read') throw new FlowTextError(`${to} is read-only`);
  if (field === fields.ip_dscp) {
    return { kind: 'set_field', field: fields.nw_tos, value: Number(parseValue(field, from).value) << 2 };
  }
  return setting(field, from);
}

function parseResubmit(part: string, value: string): Action {
  if (part.startsWith('resubmit:')) return resubmit(requirePort(value), undefined, false);
  const pieces = value.split(',').map((piece) => piece.trim());
  const [port = '', table = '', ct] = pieces;
  if (port === '' && table === '') {
    throw new FlowTextError('at least one "in_port" or "table" must be specified on resubmit');
  }
  const number = port === '' ? undefined : requirePort(port);
  const target = table === '' ? undefined : requireNumber(table, 'resubmit to table', 255);
  return resubmit(number, target, ct === 'ct');
}

function resubmit(port: number | undefined, table: number | undefined, ct: boolean): Action {
  return {
    kind: 'resubmit',
    ...(port !== undefined && port !== ports.inPort && { port }),
    ...(table !== undefined && table !== 255 && { table }),
    ...(ct && { ct }),
  };
}

function parseSample(value: string): Action {
  const options = optionsOf(value);
  const number = (key: string, max: number) => requireNumber(options.get(key) ?? '0', key, max);
  const port = options.get('sampling_port');
  return {
    kind: 'sample',
    probability: number('probability', 0xffff),
    collectorSet: number('collector_set_id', 0xffffffff),
    observationDomain: number('obs_domain_id', 0xffffffff),
    observationPoint: number('obs_point_id', 0xffffffff),
    ...(port !== undefined && { samplingPort: requirePort(port) }),
    ...(options.has('ingress') && { direction: 'ingress' }),
    ...(options.has('egress') && { direction: 'egress' }),
  };
}
