/**
 * Sets of values of one field as masks: what OpenFlow can match. Before: comparisons. After: normalize, which joins and
 * intersects them, and the matches.
 */
import type { FieldValue } from '#openflow';
import type { Budget } from './budget.js';
import type { Comparison, StringComparison } from './expr.js';
import { Inseparable, type Placeholder } from './member.js';
import { and, bit, bitLength, hasBit, isZero, ones, or, slice, without, xor } from './value.js';

/** The values whose bits under `mask` are `value`; or the port called `text`. */
export interface Cell {
  readonly value: FieldValue;
  readonly mask: FieldValue;
  readonly text?: string;
  /** Stands for members of a set; `text` tells it from others. */
  readonly member?: Placeholder;
}

/** The port that a comparison admits. */
export function portCells({ text, relation, member }: StringComparison): readonly Cell[] {
  if (member === undefined) return [{ value: 0, mask: 0, text }];
  if (relation !== '==') throw new Inseparable(member.set);
  return [{ value: 0, mask: 0, text, member }];
}

/** The values that a comparison admits; true for all, none at all is an empty list. */
export function cellsOf(comparison: Comparison): readonly Cell[] | true {
  const { symbol, relation, value, mask, member } = comparison;
  if (member !== undefined) {
    if (relation !== '==') throw new Inseparable(member.set);
    return [{ value, mask, text: `${member.set}#${member.nth}`, member }];
  }
  if (isZero(mask)) return relation === '==' || relation === '<=' || relation === '>=' ? true : [];
  switch (relation) {
    case '==':
      return [{ value, mask }];
    case '!=':
      return differingBits(value, mask, symbol.bits);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return rangeCells(comparison);
  }
}

/** One cell for each bit under the mask that may differ from the value's. */
export function differingBits(value: FieldValue, mask: FieldValue, bits: number): readonly Cell[] {
  const cells: Cell[] = [];
  for (let i = 0; i < bits; i++) {
    if (!hasBit(mask, i)) continue;
    const single = bit(i, bits);
    cells.push({ value: and(xor(value, single), single), mask: single });
  }
  return cells;
}

/** An ordering as prefixes; the mask of such a comparison is contiguous. */
function rangeCells({ symbol, relation, value, mask }: Comparison): readonly Cell[] | true {
  const { bits } = symbol;
  const high = bitLength(mask);
  let low = 0;
  while (!hasBit(mask, low)) low++;
  const isLess = relation === '<' || relation === '<=';
  const hasEqual = relation === '<=' || relation === '>=';
  const extreme = slice(value, low, high - low);
  const isLast = extreme === (isLess ? ones(high - low, 0, high - low) : zero(high - low));
  if (hasEqual && isLast) return true;
  // Beyond nothing but the last value: anything but it.
  if (isLast) return differingBits(value, mask, bits);
  const cells: Cell[] = hasEqual ? [{ value, mask }] : [];
  for (let i = low; i < high; i++) {
    // Less: a one of the value becomes zero; greater: a zero becomes one; the bits above stay, those below are free.
    if (hasBit(value, i) !== isLess) continue;
    const upper = ones(high - i, i, bits);
    cells.push({ value: and(xor(value, bit(i, bits)), upper), mask: upper });
  }
  return cells;
}

function zero(bits: number): FieldValue {
  return bits <= 32 ? 0 : 0n;
}

/** Lists whose lengths have a greater product are joined by their bits, not crossed. */
const CROSSED_MAX = 4096;

/** What is in both cells; undefined for nothing. */
export function intersectCells(a: Cell, b: Cell): Cell | undefined {
  if (a.text !== undefined || b.text !== undefined) return a.text === b.text ? a : undefined;
  if (!isZero(and(xor(a.value, b.value), and(a.mask, b.mask)))) return undefined;
  if (isZero(without(b.mask, a.mask))) return a;
  if (isZero(without(a.mask, b.mask))) return b;
  return { value: or(a.value, b.value), mask: or(a.mask, b.mask) };
}

/** The cells without repetitions, in the order in which they come first. */
export function uniqueCells(cells: readonly Cell[]): readonly Cell[] {
  if (cells.length < 2) return cells;
  // Most values have one mask: a set for each would be the greater part of the work.
  const seen = new Map<FieldValue | string, FieldValue | Set<FieldValue>>();
  const unique: Cell[] = [];
  for (const cell of cells) {
    const { mask } = cell;
    const key = cell.text ?? keyOf(cell.value);
    const masks = seen.get(key);
    if (masks === undefined) seen.set(key, mask);
    else if (masks instanceof Set) {
      if (masks.has(mask)) continue;
      masks.add(mask);
    } else if (masks === mask) continue;
    else seen.set(key, new Set([masks, mask]));
    unique.push(cell);
  }
  return unique.length === cells.length ? cells : unique;
}

/** What is in some cell of both lists, without repetitions. Throws OverBudget. */
export function intersectLists(a: readonly Cell[], b: readonly Cell[], budget: Budget): readonly Cell[] {
  budget.spend(a.length + b.length);
  const [first] = a;
  const [other] = b;
  if (first === undefined || other === undefined) return [];
  const member = memberAmong(a) ?? memberAmong(b);
  if (member !== undefined) throw new Inseparable(member.set);
  if (a.length === 1 && b.length === 1) {
    const cell = intersectCells(first, other);
    return cell === undefined ? [] : [cell];
  }
  if (isUniform(a, first.mask) && isUniform(b, first.mask)) {
    const values = new Set(b.map((cell) => cell.text ?? keyOf(cell.value)));
    return a.filter((cell) => values.has(cell.text ?? keyOf(cell.value)));
  }
  if (a.length * b.length > CROSSED_MAX) return uniqueCells(joinByMask(a, b, budget));
  budget.spend(a.length * b.length);
  const result: Cell[] = [];
  for (const one of a) {
    for (const two of b) {
      const cell = intersectCells(one, two);
      if (cell !== undefined) result.push(cell);
    }
  }
  return uniqueCells(result);
}

function memberAmong(cells: readonly Cell[]): Placeholder | undefined {
  for (let i = 0; i < cells.length; i++) {
    const { member } = cells[i]!;
    if (member !== undefined) return member;
  }
  return undefined;
}

/** The same for long lists: for each pair of masks, cells are found by the bits that both have. */
function joinByMask(a: readonly Cell[], b: readonly Cell[], budget: Budget): readonly Cell[] {
  const result: Cell[] = [];
  const others = byMask(b);
  for (const [mask, cells] of byMask(a)) {
    for (const [otherMask, candidates] of others) {
      // A table for the pair of masks costs some steps by itself.
      budget.spend(4 + cells.length + candidates.length);
      const common = and(mask, otherMask);
      const found = groupBy(candidates, (cell) => keyOf(and(cell.value, common)));
      for (const one of cells) {
        for (const two of found.get(keyOf(and(one.value, common))) ?? []) {
          budget.spend(1);
          const cell = intersectCells(one, two);
          if (cell !== undefined) result.push(cell);
        }
      }
    }
  }
  return result;
}

function byMask(cells: readonly Cell[]): ReadonlyMap<FieldValue, readonly Cell[]> {
  return groupBy(cells, (cell) => cell.mask);
}

/**
 * The value as a key of maps. JavaScript's engine hashes the low 64 bits of a bigint only, so that values which differ above
 * would be searched one by one.
 */
export function keyOf(value: FieldValue): FieldValue | string {
  return typeof value === 'bigint' && value >> 64n !== 0n ? value.toString(16) : value;
}

function groupBy<K extends FieldValue | string>(
  cells: readonly Cell[],
  key: (cell: Cell) => K,
): ReadonlyMap<K, readonly Cell[]> {
  const groups = new Map<K, Cell[]>();
  for (const cell of cells) {
    const group = groups.get(key(cell));
    if (group === undefined) groups.set(key(cell), [cell]);
    else group.push(cell);
  }
  return groups;
}

function isUniform(cells: readonly Cell[], mask: FieldValue): boolean {
  return cells.every((cell) => cell.mask === mask);
}

/**
 * All values but some, as prefixes from the top bit down: few cells where crossing the differing bits of each would give
 * a number that grows with their product. The masks of `excluded` are prefixes of the bits below `high`; the field has
 * `bits` bits.
 */
export function complementCells(
  excluded: readonly { readonly value: FieldValue; readonly mask: FieldValue }[],
  high: number,
  bits: number,
  budget: Budget,
): readonly Cell[] {
  const cells: Cell[] = [];
  const split = (values: typeof excluded, depth: number, prefix: FieldValue) => {
    budget.spend(1);
    if (values.length === 0) {
      cells.push({ value: prefix, mask: ones(depth, high - depth, bits) });
      return;
    }
    const next = high - depth - 1;
    // One of them has no more bits: all below is excluded.
    if (next < 0 || values.some(({ mask }) => !hasBit(mask, next))) return;
    split(
      values.filter(({ value }) => !hasBit(value, next)),
      depth + 1,
      prefix,
    );
    split(
      values.filter(({ value }) => hasBit(value, next)),
      depth + 1,
      or(prefix, bit(next, bits)),
    );
  };
  split(excluded, 0, bits <= 32 ? 0 : 0n);
  return cells;
}
