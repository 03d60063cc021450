/**
 * Members of named sets: as constants, and as placeholders that stand for all of a set's members in an expression whose
 * compiled form has matches for each of them. Before: the lexer. After: the parser, normalize, compile.
 */
import type { FieldValue } from '#openflow';
import type { Cell } from './cell.js';
import type { IntegerConstant, IntegerFormat } from './constant.js';
import { Lexer } from './lexer.js';
import type { ExprSymbol } from './symbol.js';
import { SyntaxProblem } from './syntax-problem.js';
import { bitLength, ones, shiftLeft, toWidth, and as valueAnd } from './value.js';

/** In the place of a set's members, however many: two placeholders, so that what makes lists of values makes them here. */
export interface Placeholder {
  /** `$name` or `@name`. */
  readonly set: string;
  readonly nth: 0 | 1;
  /** Field or subfield that the members are compared with. */
  readonly symbol: ExprSymbol;
}

/** An expression in which the members of a set do not each make matches by themselves: they have to be named. */
export class Inseparable extends Error {
  readonly set: string;

  constructor(set: string) {
    super(`members of ${set} are not alone`);
    this.set = set;
  }
}

/** Addresses without a mask have their width whatever their value. */
export const ADDRESS_BITS: Readonly<Partial<Record<IntegerFormat, number>>> = { ipv4: 32, ipv6: 128, ethernet: 48 };

/** How many bits a field must have for a constant. */
export function constantBits({ value, mask, format }: IntegerConstant): number {
  // A value has no bits outside its mask.
  return mask === undefined ? (ADDRESS_BITS[format] ?? bitLength(value)) : bitLength(mask);
}

/** One address of an address set; undefined for what is none, as OVN skips it. */
export function parseMember(text: string): IntegerConstant | undefined {
  try {
    const lexer = new Lexer(text);
    if (lexer.kind !== 'integer') return undefined;
    const { value, mask, format } = lexer;
    lexer.next();
    if (!lexer.isAtEnd) return undefined;
    return mask === undefined ? { value, format } : { value, mask, format };
  } catch (error) {
    if (error instanceof SyntaxProblem) return undefined;
    throw error;
  }
}

/** The values of a whole symbol that a constant stands for, in bits of its field. */
export function memberCell(symbol: ExprSymbol, constant: IntegerConstant): Cell {
  const { bits } = symbol;
  const all = ones(bits, 0, bits);
  const mask = constant.mask === undefined ? all : valueAnd(toWidth(constant.mask, bits), all);
  const value = valueAnd(toWidth(constant.value, bits), mask);
  if (symbol.kind !== 'subfield') return { value, mask };
  const { parent, offset } = symbol;
  const place = (part: FieldValue) => shiftLeft(toWidth(part, parent.bits), offset, parent.bits);
  return { value: place(value), mask: place(mask) };
}
