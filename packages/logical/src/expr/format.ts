/** A match as text that parses to the same tree. Before: parsed or annotated expressions. After: messages, tests. */
import type { FieldValue } from '#openflow';
import { formatString } from './constant.js';
import type { Comparison, Expr } from './expr.js';
import { bitLength, hasBit, isZero, ones, slice, without } from './value.js';

/** The canonical text of an expression. */
export function formatExpr(expr: Expr): string {
  const parts: string[] = [];
  formatInto(parts, expr, undefined);
  return parts.join('');
}

/** Adds the text in parts: a text made at each level would be copied by the next. */
function formatInto(parts: string[], expr: Expr, outer: 'and' | 'or' | undefined): void {
  switch (expr.kind) {
    case 'literal':
      parts.push(expr.value ? '1' : '0');
      return;
    case 'residence':
      parts.push(`${expr.isNegated ? '!' : ''}is_chassis_resident(${formatString(expr.port)})`);
      return;
    case 'string comparison':
      parts.push(`${expr.symbol.name} ${expr.relation} ${formatString(expr.text)}`);
      return;
    case 'comparison':
      parts.push(formatComparison(expr));
      return;
    case 'and':
    case 'or': {
      const isBare = outer === undefined || outer === expr.kind;
      const operator = expr.kind === 'and' ? ' && ' : ' || ';
      if (!isBare) parts.push('(');
      for (const [at, term] of expr.terms.entries()) {
        if (at > 0) parts.push(operator);
        formatInto(parts, term, expr.kind);
      }
      if (!isBare) parts.push(')');
    }
  }
}

/** A contiguous mask that is not the whole symbol shows as a subfield. */
function formatComparison({ symbol, relation, value, mask }: Comparison): string {
  const { offset, count } = extent(mask);
  const isWhole = offset === 0 && count === symbol.bits;
  const isContiguous = isZero(without(ones(count, offset, symbol.bits), mask));
  if (!isContiguous || count === 0) {
    return `${symbol.name} ${relation} ${formatConstant(value)}/${formatConstant(mask)}`;
  }
  const name = isWhole ? symbol.name : `${symbol.name}${range(offset, count)}`;
  // One-bit subfields and predicates read best as their name alone.
  if (count === 1 && (relation === '==' || relation === '!=')) {
    return hasBit(value, offset) === (relation === '==') ? name : `!${name}`;
  }
  const shown = slice(value, offset, count);
  return `${name} ${relation} ${formatConstant(shown)}`;
}

function formatConstant(value: FieldValue): string {
  return isZero(value) ? '0' : `0x${value.toString(16)}`;
}

function range(offset: number, count: number): string {
  return count === 1 ? `[${offset}]` : `[${offset}..${offset + count - 1}]`;
}

/** Lowest set bit, and how many bits up to the highest. */
function extent(mask: FieldValue): { readonly offset: number; readonly count: number } {
  if (isZero(mask)) return { offset: 0, count: 0 };
  const lowest = typeof mask === 'number' ? bitLength((mask & -mask) >>> 0) - 1 : bitLength(mask & -mask) - 1;
  return { offset: lowest, count: bitLength(mask) - lowest };
}
