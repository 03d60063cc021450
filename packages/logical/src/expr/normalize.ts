/**
 * An annotated match as a disjunction of products: each product names, for some fields, the values that field may have.
 * Before: annotate. After: compile makes OpenFlow matches of it, a product of several many-valued fields a conjunctive
 * match. Values of one field are joined and intersected here; different fields are only multiplied out where they must.
 */
import { type Cell, cellsOf, complementCells, intersectLists, uniqueCells } from './cell.js';
import type { Comparison, Expr, StringComparison } from './expr.js';
import { SyntaxProblem } from './lexer.js';
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

/** More than this many products or cells are refused: such a match would fill a switch's table alone. */
export const COMPLEXITY_MAX = 200_000;

/** Unequal to more values than this is written with prefixes; of parts of a field, when crossing would cost this much. */
const CROSSED_INEQUALITIES_MAX = 2;
const CROSSED_CELLS_MAX = 100_000;

const ALWAYS: readonly Product[] = [[]];
const NEVER: readonly Product[] = [];

/** Tells whether a port is bound to this chassis. */
export type IsResident = (port: string) => boolean;

/** The products whose disjunction `expr` is. Throws SyntaxProblem when there are too many. */
export function normalize(expr: Expr, isResident: IsResident): readonly Product[] {
  const products = toProducts(expr, isResident);
  if (!products.some((product) => product.some(isToSplit))) return products;
  return products.flatMap(split);
}

function isToSplit({ symbol, cells }: Clause): boolean {
  return symbol.isSplit && cells.length > 1;
}

/** A product for each value of the fields that other fields' existence depends on. */
function split(product: Product): readonly Product[] {
  const at = product.findIndex(isToSplit);
  if (at < 0) return [product];
  const { symbol, cells } = product[at]!;
  return cells.flatMap((cell) => split([...product.slice(0, at), { symbol, cells: [cell] }, ...product.slice(at + 1)]));
}

function toProducts(expr: Expr, isResident: IsResident): readonly Product[] {
  switch (expr.kind) {
    case 'literal':
      return expr.value ? ALWAYS : NEVER;
    case 'residence':
      return isResident(expr.port) !== expr.isNegated ? ALWAYS : NEVER;
    case 'string comparison':
      if (expr.symbol.kind !== 'field') throw new Error('not annotated');
      return [[{ symbol: expr.symbol, cells: [portCell(expr)] }]];
    case 'comparison': {
      if (expr.symbol.kind !== 'field') throw new Error('not annotated');
      const cells = cellsOf(expr);
      if (cells === true) return ALWAYS;
      return cells.length === 0 ? NEVER : [[{ symbol: expr.symbol, cells }]];
    }
    case 'or':
      return joinOr(expr.terms, isResident);
    case 'and':
      return joinAnd(expr.terms, isResident);
  }
}

function portCell({ text, relation, member }: StringComparison): Cell {
  if (member === undefined) return { value: 0, mask: 0, text };
  if (relation !== '==') throw new Inseparable(member.set);
  return { value: 0, mask: 0, text, member };
}

function joinOr(terms: readonly Expr[], isResident: IsResident): readonly Product[] {
  const products: Product[] = [];
  const alternatives: Product[] = [];
  for (const term of terms) {
    for (const product of toProducts(term, isResident)) {
      if (product.length === 0) return ALWAYS;
      products.push(product);
      if (term.kind !== 'and' && isAlternatives(product)) alternatives.push(product);
    }
  }
  checkComplexity(products.length);
  if (products.length < 2) return products;
  const symbol = products[0]![0]?.symbol;
  const isOneField = products.every((product) => product.length === 1 && product[0]!.symbol === symbol);
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

function isAlternatives(product: Product): boolean {
  return product.length === 1 && product[0]!.cells.length > 1;
}

function spread(product: Product): readonly Product[] {
  const { symbol, cells } = product[0]!;
  return cells.map((cell) => [{ symbol, cells: [cell] }]);
}

function joinAnd(terms: readonly Expr[], isResident: IsResident): readonly Product[] {
  let result: readonly Product[] = ALWAYS;
  const inequalities = terms.length > CROSSED_INEQUALITIES_MAX ? manyInequalities(terms) : NO_INEQUALITIES;
  const excluded = new Set<Expr>(inequalities.flat());
  for (const term of terms) {
    if (excluded.has(term)) continue;
    result = multiply(result, toProducts(term, isResident));
    if (result.length === 0) return NEVER;
  }
  for (const comparisons of inequalities) {
    const clause = excludeAll(comparisons);
    if (clause.cells.length === 0) return NEVER;
    result = multiply(result, [[clause]]);
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
  return isWhole || crossed > CROSSED_CELLS_MAX;
}

function excludeAll(comparisons: readonly Comparison[]): Clause {
  const [{ symbol, mask }] = comparisons as readonly [Comparison, ...Comparison[]];
  if (symbol.kind !== 'field') throw new Error('not annotated');
  const member = comparisons.find((comparison) => comparison.member !== undefined)?.member;
  if (member !== undefined) throw new Inseparable(member.set);
  return { symbol, cells: complementCells(comparisons, bitLength(mask), symbol.bits) };
}

function multiply(a: readonly Product[], b: readonly Product[]): readonly Product[] {
  if (a === ALWAYS) return b;
  if (b === ALWAYS) return a;
  checkComplexity(a.length * b.length);
  const result: Product[] = [];
  for (const one of a) {
    for (const two of b) {
      const product = multiplyProducts(one, two);
      if (product !== undefined) result.push(product);
    }
  }
  return result;
}

/** What is in both products; undefined for nothing. */
function multiplyProducts(a: Product, b: Product): Product | undefined {
  const result: Clause[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const one = a[i]!;
    const two = b[j]!;
    if (one.symbol === two.symbol) {
      const cells = intersectLists(one.cells, two.cells);
      if (cells.length === 0) return undefined;
      checkComplexity(cells.length);
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

function checkComplexity(count: number): void {
  if (count > COMPLEXITY_MAX) throw new SyntaxProblem('Match is too complex.');
}
