/**
 * Replaces symbols by what they stand for: subfields by bits of their field, predicates by their expansions, and adds to
 * each comparison what the use of its field implies. Before: the match parser. After: simplify and compile, evaluate.
 */
import type { FieldValue } from '#openflow';
import { type Comparison, combine, type Expr, negate } from './expr.js';
import { NO_SETS } from './named-sets.js';
import { parseExpr } from './parser.js';
import type { ExprSymbol, PredicateSymbol, SymbolTable } from './symbol.js';
import { SyntaxProblem } from './syntax-problem.js';
import { isZero, shiftLeft, toWidth } from './value.js';

/**
 * Annotates expressions with one table of symbols. Expansions are parsed once each and shared.
 */
export class Annotator {
  private readonly symbols: SymbolTable;
  /** By the text of a prerequisite or expansion. */
  private readonly annotated = new Map<string, Expr>();

  constructor(symbols: SymbolTable) {
    this.symbols = symbols;
  }

  /** The expression in terms of fields. Throws SyntaxProblem. */
  annotate(expr: Expr): Expr {
    switch (expr.kind) {
      case 'and':
      case 'or': {
        const symbol = uniqueSymbol(expr.terms);
        // One field's values need its prerequisites once; they then are one clause of a conjunctive match.
        if (symbol !== undefined && symbol.kind !== 'predicate') {
          return this.withPrerequisites(this.toFields(expr), symbol);
        }
        return combine(
          expr.kind,
          expr.terms.map((term) => this.annotate(term)),
        );
      }
      case 'comparison':
        if (expr.symbol.kind === 'predicate') return this.expand(expr, expr.symbol);
        return this.withPrerequisites(this.toField(expr), expr.symbol);
      case 'string comparison':
        return this.withPrerequisites(this.toField(expr), expr.symbol);
      case 'literal':
      case 'residence':
        return expr;
    }
  }

  /** A text of the match language, annotated. Throws SyntaxProblem. */
  annotateText(text: string): Expr {
    const known = this.annotated.get(text);
    if (known !== undefined) return known;
    const expr = this.annotate(parseExpr(text, this.symbols, NO_SETS));
    this.annotated.set(text, expr);
    return expr;
  }

  private withPrerequisites(expr: Expr, symbol: ExprSymbol): Expr {
    return symbol.prerequisites === undefined ? expr : combine('and', [expr, this.annotateText(symbol.prerequisites)]);
  }

  private expand({ relation, value }: Comparison, predicate: PredicateSymbol): Expr {
    const isPositive = (relation === '==') !== isZero(value);
    const expansion = this.annotateText(predicate.expansion);
    return isPositive ? expansion : negate(expansion);
  }

  /** All comparisons in terms of their field; without prerequisites. */
  private toFields(expr: Expr): Expr {
    if (expr.kind !== 'and' && expr.kind !== 'or') return this.toField(expr);
    // Lists of whole fields, the long ones, stay as they are.
    let terms: Expr[] | undefined;
    for (let i = 0; i < expr.terms.length; i++) {
      const term = expr.terms[i]!;
      const own = this.toFields(term);
      if (own !== term) terms ??= expr.terms.slice(0, i);
      terms?.push(own);
    }
    return terms === undefined ? expr : combine(expr.kind, terms);
  }

  /** The comparison in terms of its field; without prerequisites. */
  private toField(expr: Expr): Expr {
    if (expr.kind !== 'comparison' && expr.kind !== 'string comparison') return expr;
    const { symbol } = expr;
    if (expr.kind === 'string comparison' || symbol.kind !== 'subfield') {
      if (symbol.kind === 'ovn field') throw new SyntaxProblem(`Field ${symbol.name} cannot be matched.`);
      return expr;
    }
    const { parent, offset } = symbol;
    const place = (value: FieldValue) => shiftLeft(toWidth(value, parent.bits), offset, parent.bits);
    return { ...expr, symbol: parent, value: place(expr.value), mask: place(expr.mask) };
  }
}

/** The symbol that all comparisons in the terms are of; undefined when they differ or there is something else. */
function uniqueSymbol(terms: readonly Expr[]): ExprSymbol | undefined {
  let symbol: ExprSymbol | undefined;
  for (const term of terms) {
    const isNode = term.kind === 'and' || term.kind === 'or';
    const isComparison = term.kind === 'comparison' || term.kind === 'string comparison';
    const own = isNode ? uniqueSymbol(term.terms) : isComparison ? term.symbol : undefined;
    if (own === undefined || (symbol !== undefined && own !== symbol)) return undefined;
    symbol = own;
  }
  return symbol;
}
