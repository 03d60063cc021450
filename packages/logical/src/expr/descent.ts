/**
 * What several conditions leave of one field: all are followed down the field's bits at once, so that the work grows with
 * their sum where crossing one with the next makes it grow with their product. Before: compact.
 */
import type { FieldValue } from '#openflow';
import type { Budget } from './budget.js';
import { type Cell, differingBits, intersectLists, uniqueCells } from './cell.js';
import { bit, or, slice } from './value.js';

/** A cell, or with `isNot` what is outside of it. */
export interface Alternative extends Cell {
  readonly isNot?: boolean;
}

/** An alternative with its bits in words of 32, the lowest first: bits of wide numbers are dear. */
interface Branch {
  readonly value: readonly number[];
  readonly mask: readonly number[];
  readonly isNot: boolean;
  readonly alternative: Alternative;
}

/**
 * The values of a field of `bits` bits that are in some alternative of each list. A cell with an empty mask: all values; no cell:
 * none. Throws OverBudget.
 */
export function intersectAlternatives(
  lists: readonly (readonly Alternative[])[],
  bits: number,
  budget: Budget,
): readonly Cell[] {
  const [first, ...others] = lists;
  if (first === undefined) return [{ value: zero(bits), mask: zero(bits) }];
  if (others.length === 0) return uniqueCells(first.flatMap((alternative) => cellsOf(alternative, bits)));
  if (lists.some((list) => list.some(({ text }) => text !== undefined))) {
    return others.reduce<readonly Cell[]>((a, b) => intersectLists(a, b, budget), first);
  }
  const descent = new Descent(bits, budget);
  descent.follow(
    lists.map((list) => list.map((alternative) => branchOf(alternative, bits))),
    bits - 1,
    { value: zero(bits), mask: zero(bits) },
  );
  return uniqueCells(descent.found);
}

class Descent {
  readonly found: Cell[] = [];
  private readonly bits: number;
  private readonly budget: Budget;

  constructor(bits: number, budget: Budget) {
    this.bits = bits;
    this.budget = budget;
  }

  /**
   * Finds what the lists have in common in `place`, whose bits from `top` down are open. A bit about which no branch asks stays
   * open, of any other both values are followed. Branches that have no more bits are true, or false with `isNot`.
   */
  follow(lists: readonly (readonly Branch[])[], top: number, place: Cell): void {
    let next = -1;
    for (const list of lists) {
      this.budget.spend(list.length + 1);
      for (const { mask } of list) next = Math.max(next, highestBelow(mask, top));
    }
    const [first] = lists;
    if (first === undefined || lists.length === 1) {
      this.finish(first, top, place);
      return;
    }
    const single = bit(next, this.bits);
    const mask = or(place.mask, single);
    for (const isOne of [false, true]) {
      const open = narrowed(lists, next, isOne);
      if (open !== undefined)
        this.follow(open, next - 1, { value: isOne ? or(place.value, single) : place.value, mask });
    }
  }

  /** One list alone needs no following: its alternatives are what is left. */
  private finish(list: readonly Branch[] | undefined, top: number, place: Cell): void {
    if (list === undefined) {
      this.found.push(place);
      return;
    }
    for (const { alternative } of list) {
      const below = (value: FieldValue) => lowBits(value, top + 1);
      const rest = { ...alternative, value: below(alternative.value), mask: below(alternative.mask) };
      const cells = cellsOf(rest, this.bits);
      this.budget.spend(cells.length);
      for (const { value, mask } of cells) {
        this.found.push({ value: or(place.value, value), mask: or(place.mask, mask) });
      }
    }
  }
}

/** The lists where bit `at` has this value, less those that are fulfilled; undefined where one cannot be. */
function narrowed(
  lists: readonly (readonly Branch[])[],
  at: number,
  isOne: boolean,
): readonly (readonly Branch[])[] | undefined {
  const open: (readonly Branch[])[] = [];
  for (const list of lists) {
    const left: Branch[] = [];
    let isFulfilled = false;
    for (const branch of list) {
      const asks = wordHas(branch.mask, at);
      const differs = asks && wordHas(branch.value, at) !== isOne;
      const isLast = asks && highestBelow(branch.mask, at - 1) < 0;
      if (differs ? branch.isNot : isLast && !branch.isNot) {
        isFulfilled = true;
        break;
      }
      if (!differs && !isLast) left.push(branch);
    }
    if (isFulfilled) continue;
    if (left.length === 0) return undefined;
    open.push(left);
  }
  return open;
}

function branchOf(alternative: Alternative, bits: number): Branch {
  const words = (value: FieldValue) =>
    Array.from({ length: Math.ceil(bits / 32) }, (_, i) => Number(slice(value, i * 32, 32)));
  return {
    value: words(alternative.value),
    mask: words(alternative.mask),
    isNot: alternative.isNot === true,
    alternative,
  };
}

function cellsOf(alternative: Alternative, bits: number): readonly Cell[] {
  return alternative.isNot === true ? differingBits(alternative.value, alternative.mask, bits) : [alternative];
}

function zero(bits: number): FieldValue {
  return bits <= 32 ? 0 : 0n;
}

function wordHas(words: readonly number[], at: number): boolean {
  return (((words[at >> 5] ?? 0) >>> (at & 31)) & 1) === 1;
}

function lowBits(value: FieldValue, count: number): FieldValue {
  if (typeof value === 'bigint') return BigInt.asUintN(count, value);
  return count >= 32 ? value : (value & (2 ** count - 1)) >>> 0;
}

/** The highest one of a mask at `top` or below; -1 for none. */
function highestBelow(words: readonly number[], top: number): number {
  for (let at = top >> 5; at >= 0; at--) {
    const high = top - at * 32;
    const word = words[at] ?? 0;
    const below = high >= 31 ? word : word & (2 ** (high + 1) - 1);
    if (below !== 0) return at * 32 + 31 - Math.clz32(below);
  }
  return -1;
}
