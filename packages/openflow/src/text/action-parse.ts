/**
 * Actions from text, as `ovs-ofctl` reads them (ovs-actions(7)). Before: a flow's, bucket's or packet-out's text. After: the codec. Over
 * 200 lines because it is one action after the other.
 */
import { ipv4ToNumber, macToNumber, parseIpv4, parseMac } from '#base';
import { reasons } from '../action/code.js';
import type { Action, ControllerReason, ToController } from '../action.js';
import { type Field, fieldByHeaderName, fieldByName, fields } from '../field.js';
import { parsePort, ports } from '../port.js';
import { toFieldValue } from '../wire/value.js';
import { arrow, optionsOf, parseNote, requireBelow, requirePort } from './arguments.js';
import { parseBundle, parseMultipath } from './balance-parse.js';
import { parseCt, parseNat } from './ct-parse.js';
import { checkNested } from './instruction-order.js';
import { parseLearn } from './learn-parse.js';
import { keyValue, requireNumber, requireWide, splitParts } from './split.js';
import { checkSameWidth, parseSubfield, requireSubfield } from './subfield.js';
import { FlowTextError, hex, parseValue } from './value.js';

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
      if (queue === undefined) {
        throw new FlowTextError('"enqueue" syntax is "enqueue:PORT:QUEUE" or "enqueue(PORT,QUEUE)"');
      }
      return { kind: 'enqueue', port: requirePort(port, 'enqueue to unknown port'), queue: requireFormat(queue) };
    }
    case 'controller':
    case 'CONTROLLER':
      return parseController(value);
    case 'group':
      return { kind: 'group', group: requireFormat(value) };
    case 'set_field':
      return parseSetField(value);
    case 'load': {
      const [from, to] = arrow(value);
      const destination = requireSubfield(to);
      const bits = requireWide(from, 'value');
      if (bits >> BigInt(destination.bits) !== 0n) {
        throw new FlowTextError(`${value}: value ${hex(bits)} does not fit into ${destination.bits} bits`);
      }
      return { kind: 'load', destination, value: toFieldValue(destination.field, bits) };
    }
    case 'move': {
      const [from, to] = arrow(value, ' following source');
      const [source, destination] = [requireSubfield(from), requireSubfield(to)];
      checkSameWidth(value, source, destination);
      return { kind: 'move', source, destination };
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
      return { kind: 'set_queue', queue: requireFormat(value) };
    case 'push_vlan':
      return {
        kind: 'push_vlan',
        ethertype: requireBelow(value, 'VLAN ethertype', 2, (type) => type === 0x8100 || type === 0x88a8),
      };
    case 'push_mpls':
      return { kind: 'push_mpls', ethertype: requireNumber(value, 'push_mpls', 0xffff) };
    case 'pop_mpls':
      return { kind: 'pop_mpls', ethertype: requireNumber(value, 'pop_mpls', 0xffff) };
    case 'set_mpls_ttl':
      return { kind: 'set_mpls_ttl', ttl: requireNumber(value, 'MPLS TTL', 255) };
    case 'set_mpls_label':
      return {
        kind: 'set_field',
        field: fields.mpls_label,
        value: requireBelow(value, 'MPLS label', 4, (label) => label <= 0xfffff),
      };
    case 'set_mpls_tc':
      return { kind: 'set_field', field: fields.mpls_tc, value: requireBelow(value, 'MPLS TC', 1, (tc) => tc <= 7) };
    case 'mod_vlan_vid':
    case 'set_vlan_vid':
      return { kind: 'set_vlan_vid', vid: requireBelow(value, 'VLAN VID', 2, (vid) => vid <= 4095) };
    case 'mod_vlan_pcp':
    case 'set_vlan_pcp':
      return { kind: 'set_vlan_pcp', pcp: requireBelow(value, 'VLAN PCP', 1, (pcp) => pcp <= 7) };
    case 'mod_dl_src':
      return { kind: 'set_field', field: fields.eth_src, value: macOf(value) };
    case 'mod_dl_dst':
      return { kind: 'set_field', field: fields.eth_dst, value: macOf(value) };
    case 'mod_nw_src':
      return { kind: 'set_field', field: fields.ip_src, value: ipv4Of(value) };
    case 'mod_nw_dst':
      return { kind: 'set_field', field: fields.ip_dst, value: ipv4Of(value) };
    case 'mod_nw_tos':
      return {
        kind: 'set_field',
        field: fields.nw_tos,
        value: requireBelow(value, 'TOS', 1, (tos) => tos % 4 === 0),
      };
    case 'mod_nw_ecn':
      return { kind: 'set_field', field: fields.nw_ecn, value: requireBelow(value, 'ECN', 1, (ecn) => ecn <= 3) };
    case 'mod_nw_ttl':
      return { kind: 'set_field', field: fields.nw_ttl, value: requireNumber(value, 'TTL', 255) };
    case 'mod_tp_src':
    case 'mod_tp_dst':
      return key === 'mod_tp_src'
        ? { kind: 'set_tp', side: 'src', port: requireNumber(value, 'source port', 0xffff) }
        : { kind: 'set_tp', side: 'dst', port: requireNumber(value, 'destination port', 0xffff) };
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
      return { kind: 'clone', actions: checkNested(parseActions(value)) };
    case 'meter':
      return { kind: 'meter', meter: requireFormat(value) };
    case 'check_pkt_larger': {
      const [length, to] = arrow(value);
      const destination = requireSubfield(to);
      if (destination.bits !== 1) throw new FlowTextError('Only 1-bit destination field is allowed');
      return { kind: 'check_pkt_larger', length: requireNumber(length, 'length', 0xffff), destination };
    }
    case 'conjunction': {
      const found = /^(\d+|0x[0-9a-f]+)\s*,\s*(\d+)\/(\d+)$/i.exec(value);
      if (found === null) throw new FlowTextError(`"conjunction" syntax is "conjunction(id,i/n)"`);
      const [id = 0, clause = 0, clauses = 0] = found.slice(1).map(Number);
      if (clauses < 2) throw new FlowTextError('conjunction must have at least 2 clauses');
      if (clauses > 64) throw new FlowTextError('conjunction must have at most 64 clauses');
      if (clause < 1) throw new FlowTextError('clause index must be positive');
      if (clause > clauses) throw new FlowTextError('clause index must be less than or equal to number of clauses');
      return { kind: 'conjunction', id, clause: clause - 1, clauses };
    }
    case 'note':
      return { kind: 'note', data: parseNote(value) };
    case 'delete_field': {
      const field = fieldByName(value) ?? fieldByHeaderName(value);
      if (field === undefined) throw new FlowTextError(`${value} is not a valid OXM field name`);
      return { kind: 'delete_field', field };
    }
    case 'fin_timeout': {
      const options = optionsOf(
        value,
        ['idle_timeout', 'hard_timeout'],
        (other) => `invalid key '${other}' in 'fin_timeout' argument`,
      );
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
      return { kind: 'goto_table', table: tableOf(value) };
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
    case 'output':
      throw new FlowTextError(': output to unknown port');
    case 'resubmit':
      throw new FlowTextError(NO_TARGET);
    case 'drop':
      throw new FlowTextError('"drop" must not be accompanied by any other action or instruction');
    default: {
      const port = parsePort(key);
      if (port === undefined) throw new FlowTextError(`unknown action ${key}`);
      return outputTo(port);
    }
  }
}

const NO_TARGET = 'at least one "in_port" or "table" must be specified on resubmit';

/** A number where ovs-ofctl says no more than that it is none. */
function requireFormat(text: string): number {
  if (!/^(\d+|0x[0-9a-f]+)$/i.test(text)) throw new FlowTextError(`invalid numeric format ${text}`);
  return requireNumber(text, 'number');
}

function tableOf(text: string): number {
  if (!/^(\d+|0x[0-9a-f]+)$/i.test(text) || Number(text) > 254) throw new FlowTextError(`unknown table "${text}"`);
  return Number(text);
}

function resubmitTable(text: string): number {
  if (!/^(\d+|0x[0-9a-f]+)$/i.test(text) || Number(text) > 255) {
    throw new FlowTextError(`${text}: resubmit to unknown table`);
  }
  return Number(text);
}

function macOf(text: string): bigint {
  const mac = parseMac(text);
  if (mac === undefined) throw new FlowTextError(`invalid mac address ${text}`);
  return BigInt(macToNumber(mac));
}

function ipv4Of(text: string): number {
  const address = parseIpv4(text);
  if (address === undefined) throw new FlowTextError(`${text}: could not convert to IP address`);
  return ipv4ToNumber(address);
}

function outputTo(port: number): Action {
  return port === ports.controller ? { kind: 'output', port, maxLength: 0xffff } : { kind: 'output', port };
}

function parseOutput(value: string): Action {
  if (value.includes('port=')) {
    const options = optionsOf(value, ['port', 'max_len'], (key) => `invalid key '${key}' in output_trunc argument`);
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
  const options = optionsOf(
    value,
    ['reason', 'max_len', 'id', 'userdata', 'pause', 'meter_id'],
    (key) => `unknown key "${key}" parsing controller action`,
  );
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
  if (part.startsWith('resubmit:')) return resubmit(requirePort(value, 'resubmit to unknown port'), undefined, false);
  const pieces = value.split(',').map((piece) => piece.trim());
  const [port = '', table = '', ct] = pieces;
  if (port === '' && table === '') {
    throw new FlowTextError(NO_TARGET);
  }
  const number = port === '' ? undefined : requirePort(port, 'resubmit to unknown port');
  const target = table === '' ? undefined : resubmitTable(table);
  if (ct !== undefined && ct !== 'ct') throw new FlowTextError(`${ct}: unknown parameter`);
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
  const options = optionsOf(
    value,
    ['probability', 'collector_set_id', 'obs_domain_id', 'obs_point_id', 'sampling_port', 'ingress', 'egress'],
    (key) => `invalid key "${key}" in "sample" argument`,
  );
  if (!options.has('probability')) throw new FlowTextError('non-zero "probability" must be specified on sample');
  if (options.get('probability') === '0') throw new FlowTextError('invalid probability value "0"');
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
