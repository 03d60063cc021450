/** Fields with a range of bits, and constants for them, as matches and actions write both. Before: the lexer. After: the parsers. */

import type { IntegerConstant } from './constant.js';
import type { Lexer } from './lexer.js';
import { constantBits } from './member.js';
import { type ExprSymbol, isString, type SymbolBits, type SymbolTable } from './symbol.js';
import { SyntaxProblem } from './syntax-problem.js';

/** Reads a field, with a range of bits if one is given. Throws SyntaxProblem. */
export function parseSymbolBits(lexer: Lexer, symbols: SymbolTable): SymbolBits {
  const symbol = lexer.kind === 'identifier' ? symbols.get(lexer.word) : undefined;
  if (symbol === undefined) return lexer.fail('expecting field name');
  lexer.next();
  if (!lexer.match('[')) return { symbol, offset: 0, bits: symbol.bits };
  if (isString(symbol)) throw new SyntaxProblem(`Cannot select subfield of string field ${symbol.name}.`);
  const low = lexer.forceSmallInteger();
  const high = lexer.match('..') ? lexer.forceSmallInteger() : low;
  lexer.force(']');
  if (low > high) throw new SyntaxProblem(`Invalid bit range ${low} to ${high}.`);
  if (high >= symbol.bits) {
    throw new SyntaxProblem(`Cannot select bits ${low} to ${high} of ${symbol.bits}-bit field ${symbol.name}.`);
  }
  if (symbol.level === 'nominal' && (low !== 0 || high !== symbol.bits - 1)) {
    throw new SyntaxProblem(`Cannot select subfield of nominal field ${symbol.name}.`);
  }
  return { symbol, offset: low, bits: high - low + 1 };
}

/** Takes the current integer token as a constant. */
export function takeInteger(lexer: Lexer): IntegerConstant {
  const { value, mask, format } = lexer;
  lexer.next();
  return mask === undefined ? { value, format } : { value, mask, format };
}

/** Fails when a constant does not fit a field. */
export function checkConstantType(field: SymbolBits, isInteger: boolean): void {
  const { symbol } = field;
  if (isString(symbol) !== isInteger) return;
  const kind = isString(symbol) ? 'String' : 'Integer';
  throw new SyntaxProblem(
    `${kind} field ${symbol.name} is not compatible with ${isInteger ? 'integer' : 'string'} constant.`,
  );
}

/** Fails when a constant has more bits than the symbol. */
export function checkConstantWidth({ symbol }: SymbolBits, constant: IntegerConstant): void {
  checkWidth(symbol, constantBits(constant));
}

export function checkWidth(symbol: ExprSymbol, bits: number): void {
  if (bits <= symbol.bits) return;
  throw new SyntaxProblem(`${bits}-bit constant is not compatible with ${symbol.bits}-bit field ${symbol.name}.`);
}
