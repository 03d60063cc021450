/**
 * An annotated match as a disjunction of products: each product names, for some fields, the values that field may have.
 * Before: annotate. After: compile makes OpenFlow matches of it, a product of several many-valued fields a conjunctive
 * match. Values of one field are joined and intersected here; different fields are only multiplied out where they must.
 */
import { Budget, OverBudget } from './budget.js';
import { type Cell, cellsOf, complementCells, intersectLists, portCells, uniqueCells } from './cell.js';
import { compactProducts } from './compact.js';
import type { Comparison, Expr } from './expr.js';
import { Inseparable } from './member.js';
import type { FieldSymbol } from './symbol.js';
import { bitLength, isContiguous, trailingZeros } from './value.js';

/** The field has one of these values. */
export interface Clause {
  readonly symbol: FieldSymbol;
  /** At least one. */
  readonly cells: readonly Cell[];
}

/** All clauses hold. Sorted by the name of the field, one clause a field; no clause: always true. */
export type Product = readonly Clause[];

/** Steps for ovn-controller's form of a match: what takes more is written in fewer flows. */
export const CROSSING_STEPS = 50_000;

/** So many more for each comparison: a long list may be asked about each bit of a field. */
const STEPS_PER_COMPARISON = 64;

/** Steps for the form with fewer flows: a match that takes more is refused. */
export const COMPACT_STEPS = 100_000;

/** A match of more flows would fill a switch's table alone. */
const FLOWS_MAX = 200_000;

/** Unequal to more values than this is written with prefixes; of parts of a field, when crossing would cost this much. */
const CROSSED_INEQUALITIES_MAX = 2;
const CROSSED_CELLS_MAX = 100_000;
/** Whole fields sooner: crossing them makes more flows than prefixes do, except where a field has a few bits only. */
const CROSSED_WHOLE_MAX = 64;

const ALWAYS: readonly Product[] = [[]];
const NEVER: readonly Product[] = [];

/** Tells whether a port is bound to this chassis. */
export type IsResident = (port: string) => boolean;

/**
 * The products whose disjunction `expr` is. Throws SyntaxProblem when it takes more than CROSSING_STEPS to write it as
 * ovn-controller would, and more than COMPACT_STEPS to write it otherwise.
 */
export function normalize(expr: Expr, isResident: IsResident): readonly Product[] {
  const products = productsOf(expr, isResident);
  const budget = new Budget(FLOWS_MAX);
  if (products.some((product) => product.some(isToSplit))) return products.flatMap((product) => split(product, budget));
  for (const product of products) countValues(product, budget);
  return products;
}

function countValues(product: Product, budget: Budget): void {
  for (const { cells } of product) budget.spend(cells.length);
}

/** What the walk over an expression carries. */
interface Work {
  readonly isResident: IsResident;
  readonly budget: Budget;
}

function productsOf(expr: Expr, isResident: IsResident): readonly Product[] {
  const more = STEPS_PER_COMPARISON * comparisonsIn(expr);
  try {
    return toProducts(expr, { isResident, budget: new Budget(CROSSING_STEPS + more) });
  } catch (problem) {
    if (!(problem instanceof OverBudget)) throw problem;
    return compactProducts(expr, isResident, new Budget(COMPACT_STEPS + more));
  }
}

function comparisonsIn(expr: Expr): number {
  if (expr.kind !== 'and' && expr.kind !== 'or') return 1;
  let count = 0;
  for (const term of expr.terms) count += comparisonsIn(term);
  return count;
}

function isToSplit({ symbol, cells }: Clause): boolean {
  return symbol.isSplit && cells.length > 1;
}

/** A product for each value of the fields that other fields' existence depends on. */
function split(product: Product, budget: Budget): readonly Product[] {
  const at = product.findIndex(isToSplit);
  if (at < 0) {
    countValues(product, budget);
    return [product];
  }
  const { symbol, cells } = product[at]!;
  return cells.flatMap((cell) =>
    split([...product.slice(0, at), { symbol, cells: [cell] }, ...product.slice(at + 1)], budget),
  );
}

function toProducts(expr: Expr, work: Work): readonly Product[] {
  switch (expr.kind) {
    case 'literal':
      return expr.value ? ALWAYS : NEVER;
    case 'residence':
      return work.isResident(expr.port) !== expr.isNegated ? ALWAYS : NEVER;
    case 'string comparison':
      if (expr.symbol.kind !== 'field') throw new Error('not annotated');
      return [[{ symbol: expr.symbol, cells: portCells(expr) }]];
    case 'comparison': {
      if (expr.symbol.kind !== 'field') throw new Error('not annotated');
      const cells = cellsOf(expr);
      if (cells === true) return ALWAYS;
      return cells.length === 0 ? NEVER : [[{ symbol: expr.symbol, cells }]];
    }
    case 'or':
      return joinOr(expr.terms, work);
    case 'and':
      return joinAnd(expr.terms, work);
  }
}

function joinOr(terms: readonly Expr[], work: Work): readonly Product[] {
  const products: Product[] = [];
  const alternatives: Product[] = [];
  const contradictions: Expr[] = [];
  for (const term of terms) {
    const own = toProducts(term, work);
    if (own.length === 0 && term.kind === 'and') contradictions.push(term);
    for (const product of own) {
      if (product.length === 0) return ALWAYS;
      if (term.kind === 'and') work.budget.spend(1);
      products.push(product);
      if (term.kind !== 'and' && isAlternatives(product)) alternatives.push(product);
    }
  }
  const symbol = products[0]?.[0]?.symbol;
  // As in ovn-controller, a term that contradicts itself counts, though it adds nothing.
  const isMixed = contradictions.some((term) => !isOnlyOf(term, symbol) && !isPlainlyFalse(term, work.isResident));
  if (products.length === 0 || (products.length === 1 && !isMixed)) return products;
  const isOneField = !isMixed && products.every((product) => product.length === 1 && product[0]!.symbol === symbol);
  if (!isOneField || symbol === undefined) {
    // A field alone on its side, without what its use implies, shows each of its values as a product of its own.
    if (alternatives.length === 0) return products;
    const alone = new Set(alternatives);
    return products.flatMap((product) => (alone.has(product) ? spread(product) : [product]));
  }
  const cells =
    products.length === 2
      ? [...products[0]![0]!.cells, ...products[1]![0]!.cells]
      : products.flatMap((product) => product[0]!.cells);
  return [[{ symbol, cells: uniqueCells(cells) }]];
}

/** All comparisons are of this field. */
function isOnlyOf(expr: Expr, symbol: FieldSymbol | undefined): boolean {
  if (expr.kind === 'and' || expr.kind === 'or') return expr.terms.every((term) => isOnlyOf(term, symbol));
  return (expr.kind !== 'comparison' && expr.kind !== 'string comparison') || expr.symbol === symbol;
}

/** False without looking at what comparisons have in common. */
function isPlainlyFalse(expr: Expr, isResident: IsResident): boolean {
  switch (expr.kind) {
    case 'and':
      return expr.terms.some((term) => isPlainlyFalse(term, isResident));
    case 'or':
      return expr.terms.every((term) => isPlainlyFalse(term, isResident));
    case 'literal':
      return !expr.value;
    case 'residence':
      return isResident(expr.port) === expr.isNegated;
    case 'string comparison':
      return false;
    case 'comparison': {
      const cells = cellsOf(expr);
      return cells !== true && cells.length === 0;
    }
  }
}

function isAlternatives(product: Product): boolean {
  return product.length === 1 && product[0]!.cells.length > 1;
}

function spread(product: Product): readonly Product[] {
  const { symbol, cells } = product[0]!;
  return cells.map((cell) => [{ symbol, cells: [cell] }]);
}

function joinAnd(terms: readonly Expr[], work: Work): readonly Product[] {
  let result: readonly Product[] = ALWAYS;
  const inequalities = terms.length > CROSSED_INEQUALITIES_MAX ? manyInequalities(terms) : NO_INEQUALITIES;
  const excluded = new Set<Expr>(inequalities.flat());
  for (const term of terms) {
    if (excluded.has(term)) continue;
    result = multiply(result, toProducts(term, work), work.budget);
    if (result.length === 0) return NEVER;
  }
  for (const comparisons of inequalities) {
    const clause = excludeAll(comparisons, work.budget);
    if (clause.cells.length === 0) return NEVER;
    result = multiply(result, [[clause]], work.budget);
  }
  return result;
}

const NO_INEQUALITIES: readonly (readonly Comparison[])[] = [];

/** Comparisons for inequality of one field, in lists that are too long to be crossed. */
function manyInequalities(terms: readonly Expr[]): readonly (readonly Comparison[])[] {
  let groups: Map<string, Comparison[]> | undefined;
  for (const term of terms) {
    if (term.kind !== 'comparison' || term.relation !== '!=' || !isContiguous(term.mask, term.symbol.bits)) continue;
    groups ??= new Map();
    const key = `${term.symbol.name} ${bitLength(term.mask)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [term]);
    else group.push(term);
  }
  return groups === undefined ? NO_INEQUALITIES : [...groups.values()].filter(isTooMany);
}

function isTooMany(comparisons: readonly Comparison[]): boolean {
  if (comparisons.length <= CROSSED_INEQUALITIES_MAX) return false;
  let isWhole = true;
  let crossed = 1;
  for (const { symbol, mask } of comparisons) {
    const count = bitLength(mask) - trailingZeros(mask);
    crossed *= count;
    if (count !== symbol.bits) isWhole = false;
  }
  return crossed > (isWhole ? CROSSED_WHOLE_MAX : CROSSED_CELLS_MAX);
}

function excludeAll(comparisons: readonly Comparison[], budget: Budget): Clause {
  const [{ symbol, mask }] = comparisons as readonly [Comparison, ...Comparison[]];
  if (symbol.kind !== 'field') throw new Error('not annotated');
  const member = comparisons.find((comparison) => comparison.member !== undefined)?.member;
  if (member !== undefined) throw new Inseparable(member.set);
  return { symbol, cells: complementCells(comparisons, bitLength(mask), symbol.bits, budget) };
}

function multiply(a: readonly Product[], b: readonly Product[], budget: Budget): readonly Product[] {
  if (a === ALWAYS) return b;
  if (b === ALWAYS) return a;
  const result: Product[] = [];
  for (const one of a) {
    for (const two of b) {
      const product = multiplyProducts(one, two, budget);
      if (product !== undefined) result.push(product);
    }
  }
  return result;
}

/** What is in both products; undefined for nothing. */
function multiplyProducts(a: Product, b: Product, budget: Budget): Product | undefined {
  budget.spend(1 + a.length + b.length);
  const result: Clause[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const one = a[i]!;
    const two = b[j]!;
    if (one.symbol === two.symbol) {
      const cells = intersectLists(one.cells, two.cells, budget);
      if (cells.length === 0) return undefined;
      result.push({ symbol: one.symbol, cells });
      i++;
      j++;
    } else if (one.symbol.name < two.symbol.name) {
      result.push(one);
      i++;
    } else {
      result.push(two);
      j++;
    }
  }
  for (; i < a.length; i++) result.push(a[i]!);
  for (; j < b.length; j++) result.push(b[j]!);
  return result;
}
