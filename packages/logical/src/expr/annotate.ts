/**
 * Replaces symbols by what they stand for: subfields by bits of their field, predicates by their expansions, and adds to
 * each comparison what the use of its field implies. Before: the match parser. After: simplify and compile, evaluate.
 */
import type { FieldValue } from '#openflow';
import { type And, type Comparison, combine, type Expr, negate, type Or } from './expr.js';
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
    return this.annotateIn(expr, new UniqueSymbols());
  }

  private annotateIn(expr: Expr, unique: UniqueSymbols): Expr {
    switch (expr.kind) {
      case 'and':
      case 'or': {
        const symbol = unique.symbolOf(expr);
        // One field's values need its prerequisites once; they then are one clause of a conjunctive match.
        if (symbol !== undefined && symbol.kind !== 'predicate') {
          return this.withPrerequisites(this.toFields(expr), symbol);
        }
        return combine(
          expr.kind,
          expr.terms.map((term) => this.annotateIn(term, unique)),
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

/** The symbol that all comparisons of a node are of; undefined when they differ or there is something else. */
class UniqueSymbols {
  /** Of nodes in nodes: each level above asks about them. */
  private known: Map<Expr, ExprSymbol | undefined> | undefined;

  symbolOf(node: And | Or): ExprSymbol | undefined {
    if (this.known?.has(node) === true) return this.known.get(node);
    let symbol: ExprSymbol | undefined;
    for (const term of node.terms) {
      const own = this.symbolOfTerm(term);
      if (own === undefined || (symbol !== undefined && own !== symbol)) return undefined;
      symbol = own;
    }
    return symbol;
  }

  private symbolOfTerm(term: Expr): ExprSymbol | undefined {
    if (term.kind === 'comparison' || term.kind === 'string comparison') return term.symbol;
    if (term.kind !== 'and' && term.kind !== 'or') return undefined;
    const symbol = this.symbolOf(term);
    this.known ??= new Map();
    this.known.set(term, symbol);
    return symbol;
  }
}
