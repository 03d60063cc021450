import { messageOf } from '#base';
import type { Explanation } from './explain.js';
import type { Query } from './query.js';
import type { Read } from './read.js';
import type { Key } from './table-ref.js';
import { Computed, type Source, type Tracker } from './tracker.js';

/** One query's value for one key. */
export class Memo extends Computed {
  readonly owner: QueryState;
  readonly key: Key;
  value: unknown = undefined;
  failure: { readonly error: unknown } | undefined = undefined;

  constructor(state: QueryState, key: Key) {
    super();
    this.owner = state;
    this.key = key;
  }

  get label(): string {
    return `${this.owner.query.name}(${this.key})`;
  }

  run(): boolean {
    const { query, read } = this.owner;
    const { value, failure } = this;
    const isFirst = this.verifiedAt === 0;
    try {
      const next = query.compute(read, this.key, this.value);
      this.failure = undefined;
      if (!isFirst && failure === undefined && query.equal(value, next)) return false;
      this.value = next;
      return true;
    } catch (error) {
      this.failure = { error };
      this.value = undefined;
      return failure === undefined || messageOf(failure.error) !== messageOf(error);
    }
  }

  marked(): void {
    // Memos wait until somebody asks.
  }

  unread(): void {
    this.owner.tracker.orphaned(this);
  }

  explain(): Explanation {
    return { kind: 'query', query: this.owner.query.name, key: this.key, reads: explainAll(this.reads) };
  }
}

export function explainAll(reads: readonly Source[]): readonly Explanation[] {
  return reads.map((read) => read.explain());
}

/** The memos of one query. */
export class QueryState {
  readonly query: Query<Key, unknown>;
  readonly read: Read;
  readonly tracker: Tracker;
  readonly #memos = new Map<Key, Memo>();

  constructor(query: Query<Key, unknown>, read: Read, tracker: Tracker) {
    this.query = query;
    this.read = read;
    this.tracker = tracker;
  }

  get size(): number {
    return this.#memos.size;
  }

  memo(key: Key): Memo | undefined {
    return this.#memos.get(key);
  }

  /** The up-to-date value, recorded as read. */
  value(key: Key): unknown {
    let memo = this.#memos.get(key);
    if (memo === undefined) {
      memo = new Memo(this, key);
      this.#memos.set(key, memo);
    }
    this.tracker.touch(memo);
    this.tracker.refresh(memo);
    // Read from outside, or by a run that will not keep it: freed at the next sweep unless it got a reader.
    if (memo.readers === undefined) this.tracker.orphaned(memo);
    if (memo.failure !== undefined) throw memo.failure.error;
    return memo.value;
  }

  free(memo: Memo): void {
    this.#memos.delete(memo.key);
  }
}
