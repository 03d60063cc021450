/** `ct(...)` and `nat(...)` from text (ovs-actions(7)). */
import { ipv4ToNumber, ipv6ToBigInt, parseIpv4, parseIpv6 } from '#base';
import type { Action, Ct, Nat, NatAddresses } from '../action.js';
import { keyValue, requireNumber, splitParts } from './split.js';
import { requireSubfield } from './subfield.js';
import { FlowTextError } from './value.js';

/** `parseActions` reads what stands in `exec(...)`. Throws FlowTextError. */
export function parseCt(value: string, parseActions: (text: string) => readonly Action[]): Ct {
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
        if (!/^(\d+|0x[0-9a-f]+)$/i.test(text ?? '') || Number(text) > 255) {
          throw new FlowTextError(`unknown table ${text ?? ''}`);
        }
        table = Number(text);
        if (table === 255) throw new FlowTextError('invalid table 0xff');
        break;
      case 'zone':
        zone = /^(\d+|0x[0-9a-f]+)$/i.test(text ?? '')
          ? requireNumber(text, 'zone', 0xffff)
          : requireSubfield(text ?? '');
        break;
      case 'alg':
        if (text !== 'ftp' && text !== 'tftp') throw new FlowTextError(`invalid conntrack helper "${text}"`);
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
  if (force && !commit) throw new FlowTextError('"force" flag requires "commit" flag.');
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

/** Throws FlowTextError. */
export function parseNat(value: string): Nat {
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
        if (target !== undefined) throw new FlowTextError('May only specify one of "src" or "dst".');
        target = key;
        if (at >= 0) ({ addresses, range } = parseNatRange(part.slice(at + 1)));
        break;
      case 'persistent':
        persistent = true;
        break;
      case 'hash':
      case 'random':
        if (choice !== undefined && choice !== key) {
          throw new FlowTextError('Both "hash" and "random" are not allowed.');
        }
        choice = key;
        break;
      default:
        throw new FlowTextError(`invalid key "${key}" in "nat" argument`);
    }
  }
  if (target === undefined && (persistent || choice !== undefined)) {
    throw new FlowTextError('Flags allowed only with "src" or "dst".');
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
  const bad = () => new FlowTextError(`invalid nat range "${text}"`);
  const v6 = /^\[([^\]]+)\](?:-\[([^\]]+)\])?(?::(.*))?$/.exec(text);
  const isV6 = v6 !== null || /:.*:/.test(text);
  const v4 = /^([0-9.]+)?(?:-([0-9.]+))?(?::(.*))?$/.exec(text);
  const [first, last, portText] = v6 !== null ? v6.slice(1) : isV6 ? text.split('-') : (v4?.slice(1) ?? []);
  let range: Nat['ports'];
  if (portText !== undefined) {
    const [low, high] = portText.split('-');
    const start = requireNumber(low, 'port', 0xffff);
    range = { first: start, last: high === undefined ? start : requireNumber(high, 'port', 0xffff) };
    if (range.last < range.first) throw bad();
  }
  if (first === undefined || first === '') {
    if (range === undefined) throw bad();
    return { addresses: undefined, range };
  }
  if (isV6) {
    const [a, b] = [parseIpv6(first), parseIpv6(last ?? first)];
    if (a === undefined || b === undefined || ipv6ToBigInt(b) < ipv6ToBigInt(a)) throw bad();
    return { addresses: { family: 6, first: ipv6ToBigInt(a), last: ipv6ToBigInt(b) }, range };
  }
  const [a, b] = [parseIpv4(first), parseIpv4(last ?? first)];
  if (a === undefined || b === undefined || ipv4ToNumber(b) < ipv4ToNumber(a)) throw bad();
  return { addresses: { family: 4, first: ipv4ToNumber(a), last: ipv4ToNumber(b) }, range };
}
