import type { Elements } from './elements.js';
import type { Explanation } from './explain.js';
import { explainAll } from './query-state.js';
import type { Read } from './read.js';
import type { Spread } from './spread.js';
import type { Key } from './table-ref.js';
import { Computed } from './tracker.js';

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

export const NO_ROWS: PartChange = { added: [], removed: undefined };

/** The relation that the rows of parts are in. */
interface PartOwner {
  readonly read: Read;
  enqueue(part: Part): void;
  changePart(part: Part, change: PartChange): void;
  /** What the run of a part threw; undefined when it went well. */
  noteFailure(part: Part, failure: { readonly error: unknown } | undefined): void;
}

/** The rows that one spread of a root gives now: runs again by itself when the set changes. */
export class Part extends Computed implements Giver {
  readonly owner: PartOwner;
  readonly root: Computed & Giver;
  readonly slot: string;
  spread: Spread<unknown>;
  rows = new Map<unknown, unknown>();
  /** Identities that several elements give: how many more than one. */
  readonly repeated = new Map<Key, number>();
  /** Its root gives it no more. */
  isGone = false;
  /** The version of the set that the rows are of. */
  #held: Elements<unknown> | undefined;

  constructor(owner: PartOwner, root: Computed & Giver, spread: Spread<unknown>) {
    super();
    this.owner = owner;
    this.root = root;
    this.slot = spread.key;
    this.spread = spread;
  }

  get rank(): number {
    return this.root.rank;
  }

  get key(): Key {
    return this.root.key;
  }

  get label(): string {
    return `${this.root.label} ${this.slot}`;
  }

  /** Rows are made anew at the next run, whatever the set says. */
  forget(): void {
    this.#held = undefined;
  }

  run(): boolean {
    const { owner } = this;
    let change = NO_ROWS;
    try {
      const elements = this.spread.elements(owner.read);
      change = this.#compare(elements);
      this.#held = elements;
      owner.noteFailure(this, undefined);
    } catch (error) {
      this.#held = undefined;
      owner.noteFailure(this, { error });
    }
    owner.changePart(this, change);
    return true;
  }

  #compare(elements: Elements<unknown> | undefined): PartChange {
    if (elements === undefined) return NO_ROWS;
    const held = this.#held;
    if (held !== undefined && elements.isSame(held)) return { added: [], removed: [] };
    if (held !== undefined && elements.follows(held)) {
      return { added: this.#made(elements.added), removed: elements.removed };
    }
    return { added: this.#made(elements), removed: undefined };
  }

  #made(elements: Iterable<unknown>): (readonly [unknown, unknown])[] {
    const rows: (readonly [unknown, unknown])[] = [];
    for (const element of elements) rows.push([element, this.spread.row(element)]);
    return rows;
  }

  marked(): void {
    this.owner.enqueue(this);
  }

  unread(): void {
    // Nobody reads a part.
  }

  explain(): Explanation {
    return { kind: 'query', query: this.label, key: this.slot, reads: explainAll(this.reads) };
  }
}
