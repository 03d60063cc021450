/**
 * Actions from text, as `ovs-ofctl` reads them (ovs-actions(7)). Before: a flow's, bucket's or packet-out's text. After: the codec. Over 400
 * lines because it is one action after the other.
 */
import { ipv4ToNumber, ipv6ToBigInt, parseIpv4, parseIpv6 } from '#base';
import { bundleAlgorithms, hashFieldNames, multipathAlgorithms, reasons } from '../action/code.js';
import type { Action, ControllerReason, Ct, Learn, LearnSpec, Nat, NatAddresses, ToController } from '../action.js';
import { type Field, fieldByHeaderName, fieldByName, fields } from '../field.js';
import { parsePort, ports } from '../port.js';
import { toFieldValue } from '../wire/value.js';
import { keyValue, requireNumber, requireWide, splitParts } from './split.js';
import { parseSubfield, requireSubfield } from './subfield.js';
import { FlowTextError, parseValue } from './value.js';

/** `drop` and nothing at all give an empty list. Throws FlowTextError. */
export function parseActions(text: string): readonly Action[] {
  const parts = splitParts(text);
  if (parts.length === 1 && parts[0] === 'drop') return [];
  return parts.map(parseAction);
}

function requirePort(text: string): number {
  const port = parsePort(text);
  if (port === undefined) throw new FlowTextError(`${text}: unknown port`);
  return port;
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
      return parseCt(value);
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

function arrow(value: string): readonly [from: string, to: string] {
  const at = value.indexOf('->');
  if (at < 0) throw new FlowTextError(`${value}: missing \`->'`);
  return [value.slice(0, at).trim(), value.slice(at + 2).trim()];
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

function parseCt(value: string): Ct {
  let [commit, force] = [false, false];
  let zone: Ct['zone'] = 0;
  let table: number | undefined;
  let alg: Ct['alg'];
  const actions: Action[] = [];
  for (const part of splitParts(value)) {
    const { key, value: text } = keyValue(part);
    switch (key) {
      case 'commit':
        commit = true;
        break;
      case 'force':
        force = true;
        break;
      case 'table':
        table = requireNumber(text, 'table', 254);
        break;
      case 'zone':
        zone = /^(\d+|0x[0-9a-f]+)$/i.test(text ?? '')
          ? requireNumber(text, 'zone', 0xffff)
          : requireSubfield(text ?? '');
        break;
      case 'alg':
        if (text !== 'ftp' && text !== 'tftp') throw new FlowTextError(`invalid alg "${text}"`);
        alg = text;
        break;
      case 'nat':
        actions.unshift(text === undefined ? { kind: 'nat' } : parseNat(text));
        break;
      case 'exec':
        actions.push(...parseActions(text ?? ''));
        break;
      default:
        throw new FlowTextError(`invalid argument to "ct" action: \`${key}'`);
    }
  }
  return {
    kind: 'ct',
    commit,
    force,
    zone,
    ...(table !== undefined && { table }),
    ...(alg !== undefined && { alg }),
    actions,
  };
}

function parseNat(value: string): Nat {
  let target: Nat['target'];
  let addresses: NatAddresses | undefined;
  let range: Nat['ports'];
  let persistent = false;
  let choice: Nat['choice'];
  for (const part of splitParts(value)) {
    const at = part.indexOf('=');
    const key = at < 0 ? part : part.slice(0, at);
    switch (key) {
      case 'src':
      case 'dst':
        target = key;
        if (at >= 0) ({ addresses, range } = parseNatRange(part.slice(at + 1)));
        break;
      case 'persistent':
        persistent = true;
        break;
      case 'hash':
      case 'random':
        choice = key;
        break;
      default:
        throw new FlowTextError(`invalid key \`${key}'`);
    }
  }
  return {
    kind: 'nat',
    ...(target !== undefined && { target }),
    ...(addresses !== undefined && { addresses }),
    ...(range !== undefined && { ports: range }),
    ...(persistent && { persistent }),
    ...(choice !== undefined && { choice }),
  };
}

function parseNatRange(text: string): { addresses: NatAddresses | undefined; range: Nat['ports'] } {
  const bad = () => new FlowTextError(`${text}: invalid address range`);
  const v6 = /^\[([^\]]+)\](?:-\[([^\]]+)\])?(?::(.*))?$/.exec(text);
  const isV6 = v6 !== null || /:.*:/.test(text);
  const v4 = /^([0-9.]+)?(?:-([0-9.]+))?(?::(.*))?$/.exec(text);
  const [first, last, portText] = v6 !== null ? v6.slice(1) : isV6 ? text.split('-') : (v4?.slice(1) ?? []);
  let range: Nat['ports'];
  if (portText !== undefined) {
    const [low, high] = portText.split('-');
    const start = requireNumber(low, 'port', 0xffff);
    range = { first: start, last: high === undefined ? start : requireNumber(high, 'port', 0xffff) };
  }
  if (first === undefined || first === '') {
    if (range === undefined) throw bad();
    return { addresses: undefined, range };
  }
  if (isV6) {
    const [a, b] = [parseIpv6(first), parseIpv6(last ?? first)];
    if (a === undefined || b === undefined) throw bad();
    return { addresses: { family: 6, first: ipv6ToBigInt(a), last: ipv6ToBigInt(b) }, range };
  }
  const [a, b] = [parseIpv4(first), parseIpv4(last ?? first)];
  if (a === undefined || b === undefined) throw bad();
  return { addresses: { family: 4, first: ipv4ToNumber(a), last: ipv4ToNumber(b) }, range };
}

/** `key=value` pairs; a bare key has an empty value. */
function optionsOf(text: string): ReadonlyMap<string, string> {
  return new Map(splitParts(text).map((part) => [keyValue(part).key, keyValue(part).value ?? ''] as const));
}

function parseNote(text: string): Uint8Array {
  const digits = text.replaceAll('.', '');
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new FlowTextError("bad hex digit in `note' argument");
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
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

function oneOf<T extends string>(list: readonly T[], text: string | undefined): T {
  const found = list.find((item) => item === text);
  if (found === undefined) throw new FlowTextError(`unknown word "${text ?? ''}"`);
  return found;
}

function parseMultipath(value: string): Action {
  const [hashFields, basis, algorithm, links, argument, destination = ''] = splitParts(value);
  return {
    kind: 'multipath',
    hashFields: oneOf(hashFieldNames, hashFields),
    basis: requireNumber(basis, 'basis', 0xffff),
    algorithm: oneOf(multipathAlgorithms, algorithm),
    links: requireNumber(links, 'n_links', 65536),
    argument: requireNumber(argument, 'arg'),
    destination: requireSubfield(destination),
  };
}

function parseBundle(value: string, isLoad: boolean): Action {
  const found = /^(.*?)(?:slaves|members):(.*)$/s.exec(value);
  if (found === null) throw new FlowTextError(`${value}: not enough arguments to bundle action`);
  const [hashFields, basis, algorithm, , destination = ''] = splitParts(found[1]!);
  return {
    kind: 'bundle',
    hashFields: oneOf(hashFieldNames, hashFields),
    basis: requireNumber(basis, 'basis', 0xffff),
    algorithm: oneOf(bundleAlgorithms, algorithm),
    members: splitParts(found[2]!).map(requirePort),
    ...(isLoad && { destination: requireSubfield(destination) }),
  };
}

function parseLearn(value: string): Learn {
  const options = new Map<string, string>();
  const specs: LearnSpec[] = [];
  const words = new Set<string>();
  for (const part of splitParts(value)) {
    const { key, value: text } = keyValue(part);
    switch (key) {
      case 'table':
      case 'priority':
      case 'idle_timeout':
      case 'hard_timeout':
      case 'fin_idle_timeout':
      case 'fin_hard_timeout':
      case 'cookie':
      case 'limit':
      case 'result_dst':
        options.set(key, text ?? '');
        break;
      case 'send_flow_rem':
      case 'delete_learned':
        words.add(key);
        break;
      default:
        specs.push(parseSpec(part));
    }
  }
  const number = (key: string, fallback: string) => requireNumber(options.get(key) ?? fallback, key, 0xffff);
  const result = options.get('result_dst');
  const limit = options.get('limit');
  return {
    kind: 'learn',
    table: requireNumber(options.get('table') ?? '1', 'table', 254),
    priority: number('priority', '32768'),
    idleTimeout: number('idle_timeout', '0'),
    hardTimeout: number('hard_timeout', '0'),
    cookie: requireWide(options.get('cookie') ?? '0', 'cookie'),
    finIdleTimeout: number('fin_idle_timeout', '0'),
    finHardTimeout: number('fin_hard_timeout', '0'),
    sendFlowRemoved: words.has('send_flow_rem'),
    deleteLearned: words.has('delete_learned'),
    ...((limit !== undefined || result !== undefined) && { limit: requireNumber(limit ?? '0', 'limit') }),
    ...(result !== undefined && { result: requireSubfield(result) }),
    specs,
  };
}

function parseSpec(part: string): LearnSpec {
  if (part.startsWith('load:')) {
    const [from, to] = arrow(part.slice(5));
    const destination = requireSubfield(to);
    const source = parseSubfield(from);
    if (source !== undefined) return { kind: 'load', source, destination };
    return { kind: 'load', source: toFieldValue(destination.field, requireWide(from, 'value')), destination };
  }
  if (part.startsWith('output:')) return { kind: 'output', source: requireSubfield(part.slice(7)) };
  const at = part.indexOf('=');
  const destination = requireSubfield(at < 0 ? part : part.slice(0, at));
  if (at < 0) return { kind: 'match', source: destination, destination };
  const text = part.slice(at + 1);
  // A number or address first: every field's name starts with a letter, but so may an address.
  if (destination.bits === destination.field.bits) {
    const value = attempt(() => parseValue(destination.field, text));
    if (value !== undefined && value.mask === undefined) return { kind: 'match', source: value.value, destination };
  } else if (/^(\d+|0x[0-9a-f]+)$/i.test(text)) {
    return { kind: 'match', source: toFieldValue(destination.field, BigInt(text)), destination };
  }
  return { kind: 'match', source: requireSubfield(text), destination };
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof FlowTextError) return undefined;
    throw error;
  }
}
