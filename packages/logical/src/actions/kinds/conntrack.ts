/** ct_commit in both forms, ct_dnat, ct_snat and their forms in the common zone. */

import { ipv4ToNumber, ipv6ToBigInt, parseIpv4, parseIpv6 } from '#base';
import { type Action, fields, type NatAddresses, type Subfield } from '#openflow';
import { formatInteger, type IntegerConstant } from '../../expr/constant.js';
import { takeInteger } from '../../expr/field.js';
import { isZero, toWidth } from '../../expr/value.js';
import type { Endpoint, LogicalAction, NatVerb } from '../action.js';
import type { ActionParser } from '../action-parser.js';
import { type Encoder, zone } from '../encoder.js';
import { endpointOfToken } from './endpoint.js';
import { trackingZone } from './plain.js';

export function parseCtCommit(parser: ActionParser): LogicalAction<'ct_commit'> | LogicalAction<'ct_commit_values'> {
  const { lexer } = parser;
  parser.need('ip');
  if (lexer.kind === '{') return { kind: 'ct_commit', actions: parser.parseBraces('forget', 'connection') };
  if (!lexer.match('(')) return { kind: 'ct_commit', actions: [] };
  let mark: IntegerConstant | undefined;
  let label: IntegerConstant | undefined;
  while (!lexer.match(')')) {
    if (lexer.matchWord('ct_mark')) mark = parseValue(parser);
    else if (lexer.matchWord('ct_label')) label = parseValue(parser);
    else lexer.fail('');
    lexer.match(',');
  }
  return { kind: 'ct_commit_values', mark, label };
}

function parseValue({ lexer }: ActionParser): IntegerConstant {
  lexer.force('=');
  return lexer.kind === 'integer' ? takeInteger(lexer) : lexer.fail('expecting integer');
}

export function formatCtCommitValues({ mark, label }: LogicalAction<'ct_commit_values'>): string {
  const parts: string[] = [];
  if (mark !== undefined) parts.push(`ct_mark=${formatInteger({ ...mark, format: 'hexadecimal' })}`);
  if (label !== undefined) parts.push(`ct_label=${formatInteger({ ...label, format: 'hexadecimal' })}`);
  return parts.length === 0 ? 'ct_commit;' : `ct_commit(${parts.join(', ')});`;
}

export function encodeCtCommitValues({ mark, label }: LogicalAction<'ct_commit_values'>, encoder: Encoder): void {
  const writes = encoder.fork();
  if (isWriting(mark, 32)) writes.set({ field: fields.ct_mark, offset: 0, bits: 32 }, mark.value, mark.mask);
  if (isWriting(label, 128)) writes.set({ field: fields.ct_label, offset: 0, bits: 128 }, label.value, label.mask);
  // This older form knows the zone of a port only, in routers too.
  commit(encoder, zone(fields.reg13), writes.actions);
}

/** False for no constant, and for one that has no bit under its mask. */
function isWriting(constant: IntegerConstant | undefined, bits: number): constant is IntegerConstant {
  return constant !== undefined && (constant.mask === undefined || !isZero(toWidth(constant.mask, bits)));
}

export function encodeCtCommit({ actions }: LogicalAction<'ct_commit'>, encoder: Encoder): void {
  commit(encoder, trackingZone(encoder), encoder.nested(actions));
}

/** `nat(src)` without an address: so that a zone that has translations keeps them for connections committed later. */
function commit(encoder: Encoder, register: Subfield, writes: readonly Action[]): void {
  encoder.add({
    kind: 'ct',
    commit: true,
    force: false,
    zone: register,
    actions: [{ kind: 'nat', target: 'src' }, ...writes],
  });
}

export function parseNat(verb: NatVerb, parser: ActionParser): LogicalAction<'nat'> {
  const { lexer } = parser;
  parser.need('ip');
  const nextTable = parser.nextTable(verb);
  if (!lexer.match('(')) return { kind: 'nat', verb, address: undefined, ports: undefined, nextTable };
  const address = endpointOfToken(lexer) ?? lexer.fail('expecting IPv4 or IPv6 address');
  lexer.next();
  let ports: LogicalAction<'nat'>['ports'];
  if (lexer.match(',')) {
    const low = parsePort(parser, 'decimal');
    if (low === 0) lexer.fail("range can't be 0");
    lexer.next();
    let high: number | undefined;
    if (lexer.match('-')) {
      high = parsePort(parser, 'any');
      if (high <= low) lexer.fail('range high should be greater than range low');
      lexer.next();
    }
    ports = { low, high };
  }
  lexer.force(')');
  return { kind: 'nat', verb, address, ports, nextTable };
}

/** Port numbers beyond 16 bits lose their upper ones, as in OVN. */
function parsePort({ lexer }: ActionParser, format: 'decimal' | 'any'): number {
  if (lexer.kind !== 'integer' || lexer.mask !== undefined || (format === 'decimal' && !lexer.isDecimal))
    return lexer.fail('expecting Integer for port range');
  return Number(BigInt(lexer.value) & 0xffffn);
}

export function formatNat({ verb, address, ports }: LogicalAction<'nat'>): string {
  if (address === undefined) return `${verb};`;
  const range = ports === undefined ? '' : `,${ports.low}${ports.high === undefined ? '' : `-${ports.high}`}`;
  return `${verb}(${address.address}${range});`;
}

export function encodeNat({ verb, address, ports, nextTable }: LogicalAction<'nat'>, encoder: Encoder): void {
  const isSource = verb === 'ct_snat' || verb === 'ct_snat_in_czone';
  const register = verb === 'ct_snat' ? fields.reg12 : fields.reg11;
  encoder.add({
    kind: 'ct',
    commit: address !== undefined,
    force: false,
    zone: zone(register),
    table: encoder.stageTable(nextTable),
    actions: [
      address === undefined
        ? { kind: 'nat' }
        : {
            kind: 'nat',
            target: isSource ? 'src' : 'dst',
            ...natRange(address, ports === undefined ? undefined : { first: ports.low, last: ports.high ?? ports.low }),
          },
    ],
  });
}

/** Address and ports of a translation; the address of all zeros stands for none, and ports alone are not translated. */
export function natRange(endpoint: Endpoint, ports: NatRange['ports']): NatRange {
  const addresses = natAddresses(endpoint);
  if (Number(addresses.first) === 0) return {};
  return ports === undefined ? { addresses } : { addresses, ports };
}

interface NatRange {
  readonly addresses?: NatAddresses;
  readonly ports?: { readonly first: number; readonly last: number };
}

/** One address as a range of #openflow. */
function natAddresses({ family, address }: Endpoint): NatAddresses {
  if (family === 4) {
    const value = ipv4ToNumber(parseIpv4(address) ?? fault(address));
    return { family, first: value, last: value };
  }
  const value = ipv6ToBigInt(parseIpv6(address) ?? fault(address));
  return { family, first: value, last: value };
}

function fault(address: string): never {
  throw new Error(`not an address: ${address}`);
}
