/**
 * A match as a tree. Before: the match parser. After: annotate (symbols become fields with their prerequisites), compile
 * (OpenFlow matches), evaluate, format. There is no node for `!`: the parser turns the operand round at once.
 */
import type { FieldValue } from '#openflow';
import type { IntegerFormat } from './constant.js';
import type { Placeholder } from './member.js';
import type { ExprSymbol } from './symbol.js';

export type Relation = '==' | '!=' | '<' | '<=' | '>' | '>=';

export interface And {
  readonly kind: 'and';
  /** At least two, none of which is an `and`. */
  readonly terms: readonly Expr[];
}

export interface Or {
  readonly kind: 'or';
  /** At least two, none of which is an `or`. */
  readonly terms: readonly Expr[];
}

/** A comparison of the bits of `symbol` under `mask` with `value`, which has no bits outside it; in the symbol's own width. */
export interface Comparison {
  readonly kind: 'comparison';
  readonly symbol: ExprSymbol;
  readonly relation: Relation;
  readonly value: FieldValue;
  readonly mask: FieldValue;
  readonly format: IntegerFormat;
  /** Stands for members of an address set; value and mask say nothing then. */
  readonly member?: Placeholder;
}

/** A comparison with the name of a logical port or multicast group. */
export interface StringComparison {
  readonly kind: 'string comparison';
  readonly symbol: ExprSymbol;
  readonly relation: '==' | '!=';
  readonly text: string;
  /** Stands for members of a port group; the text only tells it from others. */
  readonly member?: Placeholder;
}

export interface Literal {
  readonly kind: 'literal';
  readonly value: boolean;
}

/** `is_chassis_resident(port)`. */
export interface Residence {
  readonly kind: 'residence';
  readonly port: string;
  readonly isNegated: boolean;
}

export type Expr = And | Or | Comparison | StringComparison | Literal | Residence;

export const TRUE: Literal = { kind: 'literal', value: true };
export const FALSE: Literal = { kind: 'literal', value: false };

/** All of `terms`; flattens, and drops what does not matter. */
export function and(terms: readonly Expr[]): Expr {
  return simplify('and', terms);
}

/** Any of `terms`; flattens, and drops what does not matter. */
export function or(terms: readonly Expr[]): Expr {
  return simplify('or', terms);
}

/** The terms under one operator, flattened, literals and all. At least one term. */
export function combine(kind: 'and' | 'or', terms: readonly Expr[]): Expr {
  if (terms.length === 1) return terms[0]!;
  let isFlat = true;
  for (let i = 0; i < terms.length; i++) {
    if (terms[i]!.kind === kind) isFlat = false;
  }
  if (isFlat) return { kind, terms };
  const kept: Expr[] = [];
  for (const term of terms) {
    if (term.kind === kind) for (const inner of term.terms) kept.push(inner);
    else kept.push(term);
  }
  return { kind, terms: kept };
}

/** Nested nodes of one operator become one; each node is looked at once, however deep it is. */
export function flatten(expr: Expr): Expr {
  if (expr.kind !== 'and' && expr.kind !== 'or') return expr;
  const terms: Expr[] = [];
  collect(expr.kind, expr.terms, terms);
  return { kind: expr.kind, terms };
}

function collect(kind: 'and' | 'or', terms: readonly Expr[], into: Expr[]): void {
  for (const term of terms) {
    if (term.kind === kind) collect(kind, term.terms, into);
    else into.push(flatten(term));
  }
}

function simplify(kind: 'and' | 'or', terms: readonly Expr[]): Expr {
  const neutral = kind === 'and';
  const kept: Expr[] = [];
  for (const term of terms) {
    if (term.kind === 'literal') {
      if (term.value !== neutral) return term;
    } else if (term.kind === kind) for (const inner of term.terms) kept.push(inner);
    else kept.push(term);
  }
  if (kept.length === 0) return neutral ? TRUE : FALSE;
  return kept.length === 1 ? kept[0]! : { kind, terms: kept };
}

const INVERSE: Readonly<Record<Relation, Relation>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

/** The same with the operands changed over: `1 < x` is `x > 1`. */
export const TURNED: Readonly<Record<Relation, Relation>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '>=': '<=',
  '>': '<',
  '<=': '>=',
};

/** What is true exactly where `expr` is false. */
export function negate(expr: Expr): Expr {
  switch (expr.kind) {
    case 'and':
      return combine('or', expr.terms.map(negate));
    case 'or':
      return combine('and', expr.terms.map(negate));
    case 'comparison':
      return { ...expr, relation: INVERSE[expr.relation] };
    case 'string comparison':
      return { ...expr, relation: expr.relation === '==' ? '!=' : '==' };
    case 'literal':
      return expr.value ? FALSE : TRUE;
    case 'residence':
      return { ...expr, isNegated: !expr.isNegated };
  }
}
