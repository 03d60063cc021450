/**
 * The normal form of matches whose values would take too many steps to be crossed (`ip6.mcast_flood != 1`). Before:
 * normalize, which comes here when its own way is over budget. Three things keep it small: alternatives of one field are
 * one clause, a product that another one holds is dropped, and what several conditions leave of one field is found by going
 * down its bits, all conditions at once, and not by crossing one with the next.
 */
import type { Budget } from './budget.js';
import { cellsOf, portCells } from './cell.js';
import { type Alternative, intersectAlternatives } from './descent.js';
import type { Expr } from './expr.js';
import type { Clause, IsResident, Product } from './normalize.js';
import type { FieldSymbol } from './symbol.js';
import { isZero } from './value.js';

/** The field has one of these values; the same object for the same values. */
interface Condition {
  readonly id: number;
  readonly symbol: FieldSymbol;
  readonly cells: readonly Alternative[];
}

/** All conditions hold, several of which may be of one field. Ascending ids. */
type Term = readonly Condition[];

/** The products whose disjunction `expr` is. Throws OverBudget. */
export function compactProducts(expr: Expr, isResident: IsResident, budget: Budget): readonly Product[] {
  const products: Product[] = [];
  for (const term of new Compaction(isResident, budget).terms(expr)) {
    const product = resolve(term, budget);
    if (product !== undefined) products.push(product);
  }
  return products;
}

class Compaction {
  private readonly isResident: IsResident;
  private readonly budget: Budget;
  private readonly conditions = new Map<string, Condition>();

  constructor(isResident: IsResident, budget: Budget) {
    this.isResident = isResident;
    this.budget = budget;
  }

  terms(expr: Expr): readonly Term[] {
    switch (expr.kind) {
      case 'literal':
        return expr.value ? [[]] : [];
      case 'residence':
        return this.isResident(expr.port) !== expr.isNegated ? [[]] : [];
      case 'string comparison':
        if (expr.symbol.kind !== 'field') throw new Error('not annotated');
        return [[this.condition(expr.symbol, portCells(expr))]];
      case 'comparison': {
        if (expr.symbol.kind !== 'field') throw new Error('not annotated');
        const { value, mask } = expr;
        // Unequal is one alternative here, not one for each bit that may differ.
        const isUnequal = expr.relation === '!=' && expr.member === undefined && !isZero(mask);
        const cells = isUnequal ? [{ value, mask, isNot: true }] : cellsOf(expr);
        if (cells === true) return [[]];
        return cells.length === 0 ? [] : [[this.condition(expr.symbol, cells)]];
      }
      case 'or':
        return this.absorb(this.joinFields(expr.terms.flatMap((term) => this.terms(term))));
      case 'and': {
        let result: readonly Term[] = [[]];
        for (const term of expr.terms) result = this.absorb(this.multiply(result, this.terms(term)));
        return result;
      }
    }
  }

  private condition(symbol: FieldSymbol, cells: readonly Alternative[]): Condition {
    this.budget.spend(cells.length);
    const values = cells.map(
      ({ value, mask, text, isNot }) =>
        text ?? `${isNot === true ? '!' : ''}${value.toString(16)}/${mask.toString(16)}`,
    );
    const key = JSON.stringify([symbol.name, ...values]);
    let known = this.conditions.get(key);
    if (known === undefined) {
      known = { id: this.conditions.size, symbol, cells };
      this.conditions.set(key, known);
    }
    return known;
  }

  /** Alternatives that are about one field alone become one. */
  private joinFields(terms: readonly Term[]): readonly Term[] {
    const alone = new Map<FieldSymbol, Term[]>();
    const result: Term[] = [];
    for (const term of terms) {
      const [first] = term;
      if (first === undefined || term.length > 1) {
        result.push(term);
        continue;
      }
      const same = alone.get(first.symbol);
      if (same === undefined) alone.set(first.symbol, [term]);
      else same.push(term);
    }
    for (const [symbol, same] of alone) {
      if (same.length === 1) result.push(...same);
      else
        result.push([
          this.condition(
            symbol,
            same.flatMap(([one]) => one?.cells ?? []),
          ),
        ]);
    }
    return result;
  }

  private multiply(a: readonly Term[], b: readonly Term[]): readonly Term[] {
    const result: Term[] = [];
    for (const one of a) {
      for (const two of b) {
        this.budget.spend(1 + one.length + two.length);
        result.push([...new Set([...one, ...two])].sort((left, right) => left.id - right.id));
      }
    }
    return result;
  }

  /** Without those that have all conditions of another, and more. */
  private absorb(terms: readonly Term[]): readonly Term[] {
    const kept: Term[] = [];
    for (const term of terms.toSorted((left, right) => left.length - right.length)) {
      this.budget.spend(kept.length + 1);
      const own = new Set(term);
      if (!kept.some((other) => other.every((condition) => own.has(condition)))) kept.push(term);
    }
    return kept;
  }
}

/** One clause a field; undefined where no value of one is left. */
function resolve(term: Term, budget: Budget): Product | undefined {
  const byField = new Map<FieldSymbol, (readonly Alternative[])[]>();
  for (const { symbol, cells } of term) {
    const lists = byField.get(symbol);
    if (lists === undefined) byField.set(symbol, [cells]);
    else lists.push(cells);
  }
  const clauses: Clause[] = [];
  for (const [symbol, lists] of byField) {
    const cells = intersectAlternatives(lists, symbol.bits, budget);
    if (cells.length === 0) return undefined;
    if (!cells.some(({ mask, text }) => text === undefined && isZero(mask))) clauses.push({ symbol, cells });
  }
  return clauses.sort((a, b) => (a.symbol.name < b.symbol.name ? -1 : 1));
}
