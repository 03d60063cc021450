/** The constants of one comparison, and the members of sets among them. Part of the match parser. */
import type { IntegerConstant } from './constant.js';
import type { Expr } from './expr.js';
import { checkWidth } from './field.js';
import { type Placeholder, parseMember } from './member.js';
import { type ExprSymbol, isString } from './symbol.js';
import { ones, toWidth } from './value.js';

/** Constants between braces, from a set, or one alone. */
export class Constants {
  isInteger = false;
  /** Written with braces. */
  isBraced = false;
  readonly integers: IntegerConstant[] = [];
  readonly strings: string[] = [];
  /** Sets whose members are not among the above, each `$name` or `@name`, and the width of the members. */
  spreads: Map<string, number> | undefined = undefined;
}

export function addMembers(integers: IntegerConstant[], members: readonly string[]): void {
  for (const member of members) {
    const constant = parseMember(member);
    if (constant !== undefined) integers.push(constant);
  }
}

/** The terms, and for each set that is not among them two more in its place. Fails when members are too wide. */
export function addPlaceholders(
  terms: readonly Expr[],
  symbol: ExprSymbol,
  sets: ReadonlyMap<string, number> | undefined,
): readonly Expr[] {
  if (sets === undefined) return terms;
  const result = [...terms];
  for (const [set, bits] of sets) {
    if (!isString(symbol)) checkWidth(symbol, bits);
    for (const nth of [0, 1] as const) result.push(placeholder({ set, nth, symbol }));
  }
  return result;
}

function placeholder(member: Placeholder): Expr {
  const { symbol, set, nth } = member;
  if (isString(symbol)) return { kind: 'string comparison', symbol, relation: '==', text: `${set}#${nth}`, member };
  const mask = ones(symbol.bits, 0, symbol.bits);
  const value = toWidth(0, symbol.bits);
  return { kind: 'comparison', symbol, relation: '==', value, mask, format: 'decimal', member };
}
