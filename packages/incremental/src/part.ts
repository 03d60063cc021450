import { equalDeep } from './equality.js';
import type { Spread } from './spread.js';
import type { Key } from './table-ref.js';

/** Who gives output rows: what a root gives by itself (slot ''), or one of its spreads (its key). */
export interface Giver {
  /** Place of the rule in the relation's list, key and slot: who wins when two give one identity. */
  readonly rank: number;
  readonly key: Key;
  readonly slot: string;
}

/** True when of two givers of one identity `a` has its way. */
export function wins(a: Giver, b: Giver): boolean {
  if (a.rank !== b.rank) return a.rank < b.rank;
  return a.key === b.key ? a.slot < b.slot : `${a.key}` < `${b.key}`;
}

/** What a run changes in the rows of a spread: worked out before anything is touched, since rows may throw. */
export interface PartChange {
  /** The new rows; rows whose element is not new replace nothing. */
  readonly added: readonly (readonly [element: unknown, row: unknown])[];
  /** Elements to drop; undefined: all but those in `added`. */
  readonly removed: readonly unknown[] | undefined;
}

/** The rows that one spread of a root gives now. */
export class Part implements Giver {
  readonly rank: number;
  readonly key: Key;
  readonly slot: string;
  rows = new Map<unknown, unknown>();
  /** Identities that several elements give: how many more than one. */
  readonly repeated = new Map<Key, number>();
  #spread: Spread<unknown> | undefined;

  constructor(root: Giver, slot: string) {
    this.rank = root.rank;
    this.key = root.key;
    this.slot = slot;
  }

  /** Compares what is there with what shall be. */
  compare(spread: Spread<unknown>): PartChange {
    const held = this.#spread;
    const { elements } = spread;
    if (held !== undefined && equalDeep(held.template, spread.template)) {
      if (elements.isSame(held.elements)) return { added: [], removed: [] };
      if (elements.follows(held.elements)) return { added: made(spread, elements.added), removed: elements.removed };
    }
    return { added: made(spread, elements), removed: undefined };
  }

  hold(spread: Spread<unknown>): void {
    this.#spread = spread;
  }
}

function made(spread: Spread<unknown>, elements: Iterable<unknown>): (readonly [unknown, unknown])[] {
  const rows: (readonly [unknown, unknown])[] = [];
  for (const element of elements) rows.push([element, spread.row(element)]);
  return rows;
}
