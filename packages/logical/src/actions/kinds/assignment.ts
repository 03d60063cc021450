/** Assignment of constants (`load`) and fields (`move`), exchange, push and pop, and the fields only OVN knows. */

import { ByteWriter } from '#base';
import { formatInteger, formatString, type IntegerConstant } from '../../expr/constant.js';
import { checkConstantType, checkConstantWidth, takeInteger } from '../../expr/field.js';
import { isString, type SymbolBits } from '../../expr/symbol.js';
import { SyntaxProblem } from '../../expr/syntax-problem.js';
import { and, ones, toWidth } from '../../expr/value.js';
import type { LogicalAction } from '../action.js';
import { type ActionParser, checkNoPredicate, formatField } from '../action-parser.js';
import { controllerOpcodes, type Encoder, toSubfield } from '../encoder.js';

/** Reads what stands behind `destination =`. */
export function parseAssignment(
  destination: SymbolBits,
  parser: ActionParser,
): LogicalAction<'load'> | LogicalAction<'move'> | LogicalAction<'frag_mtu'> {
  const { lexer } = parser;
  checkNoPredicate(destination);
  if (lexer.kind === 'identifier') {
    const source = parser.field();
    checkKinds('assign', source, destination);
    parser.check(destination, undefined, 'write');
    parser.check(source, undefined, 'read');
    return { kind: 'move', destination, source };
  }
  const { symbol } = destination;
  // A field of OVN's own implies nothing: the packet that gets it is made by the action around it.
  if (symbol.kind !== 'ovn field') parser.check(destination, undefined, 'write');
  if (lexer.kind !== 'integer' && lexer.kind !== 'string') return lexer.failConstant();
  const isInteger = lexer.kind === 'integer';
  const constant = isInteger ? takeInteger(lexer) : lexer.forceString();
  checkConstantType(destination, isInteger);
  if (typeof constant === 'string') return { kind: 'load', destination, constant };
  checkConstantWidth(destination, constant);
  if (symbol.kind === 'ovn field') return { kind: 'frag_mtu', symbol, value: Number(constant.value) };
  return { kind: 'load', destination, constant };
}

/** Reads what stands behind `first <->`. */
export function parseExchange(first: SymbolBits, parser: ActionParser): LogicalAction<'exchange'> {
  checkNoPredicate(first);
  const second = parser.field();
  checkKinds('exchange', second, first);
  parser.check(first, undefined, 'write');
  parser.check(second, undefined, 'write');
  return { kind: 'exchange', first, second };
}

function checkKinds(verb: 'assign' | 'exchange', source: SymbolBits, destination: SymbolBits): void {
  for (const { symbol } of [destination, source]) {
    if (symbol.kind === 'predicate')
      throw new SyntaxProblem(`Predicate symbol ${symbol.name} used where lvalue required.`);
  }
  const kindOf = (field: SymbolBits) => (isString(field.symbol) ? 'string' : 'integer');
  const [from, to] = verb === 'assign' ? [source, destination] : [destination, source];
  const joint = verb === 'assign' ? 'to' : 'with';
  if (kindOf(source) !== kindOf(destination)) {
    throw new SyntaxProblem(
      `Can't ${verb} ${kindOf(from)} field (${from.symbol.name}) ${joint} ${kindOf(to)} field (${to.symbol.name}).`,
    );
  }
  if (source.bits === destination.bits) return;
  throw new SyntaxProblem(
    verb === 'assign'
      ? `Can't assign ${source.bits}-bit value to ${destination.bits}-bit destination.`
      : `Can't exchange ${destination.bits}-bit field with ${source.bits}-bit field.`,
  );
}

export function formatLoad({ destination, constant }: LogicalAction<'load'>): string {
  const text = typeof constant === 'string' ? formatString(constant) : formatInteger(constant);
  return `${formatField(destination)} = ${text};`;
}

export function formatMove({ destination, source }: LogicalAction<'move'>): string {
  return `${formatField(destination)} = ${formatField(source)};`;
}

export function formatExchange({ first, second }: LogicalAction<'exchange'>): string {
  return `${formatField(first)} <-> ${formatField(second)};`;
}

export function encodeLoad({ destination, constant }: LogicalAction<'load'>, encoder: Encoder): void {
  const target = toSubfield(destination);
  if (typeof constant === 'string') encoder.set(target, encoder.context.portKey(constant) ?? 0);
  else encoder.set(target, constant.value, constant.mask);
}

/** What a load writes: the constant cut to the destination, and which of its bits. */
export function loadedValue({ destination }: LogicalAction<'load'>, constant: IntegerConstant) {
  const all = ones(destination.bits, 0, destination.bits);
  const mask = constant.mask === undefined ? all : and(toWidth(constant.mask, destination.bits), all);
  return { value: and(toWidth(constant.value, destination.bits), mask), mask };
}

export function encodeMove({ destination, source }: LogicalAction<'move'>, encoder: Encoder): void {
  encoder.add({ kind: 'move', source: toSubfield(source), destination: toSubfield(destination) });
}

export function encodeExchange({ first, second }: LogicalAction<'exchange'>, encoder: Encoder): void {
  const one = toSubfield(first);
  const two = toSubfield(second);
  encoder.add(
    { kind: 'push', source: two },
    { kind: 'push', source: one },
    { kind: 'pop', destination: two },
    { kind: 'pop', destination: one },
  );
}

export function parsePush(parser: ActionParser): LogicalAction<'push'> {
  const { lexer } = parser;
  lexer.force('(');
  const source = parser.field();
  parser.check(source, undefined, 'read');
  lexer.force(')');
  return { kind: 'push', source };
}

export function parsePop(parser: ActionParser): LogicalAction<'pop'> {
  const { lexer } = parser;
  lexer.force('(');
  const destination = parser.field();
  parser.check(destination, undefined, 'write');
  lexer.force(')');
  return { kind: 'pop', destination };
}

export function formatPush({ source }: LogicalAction<'push'>): string {
  return `push(${formatField(source)});`;
}

export function formatPop({ destination }: LogicalAction<'pop'>): string {
  return `pop(${formatField(destination)});`;
}

export function encodePush({ source }: LogicalAction<'push'>, encoder: Encoder): void {
  encoder.add({ kind: 'push', source: toSubfield(source) });
}

export function encodePop({ destination }: LogicalAction<'pop'>, encoder: Encoder): void {
  encoder.add({ kind: 'pop', destination: toSubfield(destination) });
}

export function formatFragMtu({ symbol, value }: LogicalAction<'frag_mtu'>): string {
  return `${symbol.name} = ${value};`;
}

/** The controller writes the MTU into the ICMP header and resumes; the number is as wide as the header's field. */
export function encodeFragMtu({ symbol, value }: LogicalAction<'frag_mtu'>, encoder: Encoder): void {
  const writer = new ByteWriter();
  writer.u32(
    symbol.opcode === 'icmp4.frag_mtu' ? controllerOpcodes.put_icmp4_frag_mtu : controllerOpcodes.put_icmp6_frag_mtu,
  );
  writer.u32(0);
  if (symbol.opcode === 'icmp4.frag_mtu') writer.u16(value);
  else writer.u32(value);
  encoder.controllerBytes(writer.finish(), true);
}
