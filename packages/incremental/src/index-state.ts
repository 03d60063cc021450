import type { Explanation } from './explain.js';
import type { Index } from './index-declaration.js';
import type { AnyRow, Key } from './table-ref.js';
import type { TableState } from './table-state.js';
import { Cell, type Tracker } from './tracker.js';

/** The rows under one key. Their order is that of the ids, whatever the order in which they came. */
class Bucket extends Cell {
  readonly ids = new Set<string>();
  sorted: readonly string[] | undefined;
  readonly state: IndexState;
  readonly key: Key;

  constructor(state: IndexState, key: Key) {
    super();
    this.state = state;
    this.key = key;
  }

  unread(): void {
    this.state.dropIfIdle(this);
  }

  explain(): Explanation {
    const { index } = this.state;
    return { kind: 'bucket', table: index.table.name, index: index.name, key: this.key };
  }
}

/** What an engine keeps for a declared index. */
export class IndexState {
  readonly index: Index<AnyRow>;
  readonly #tracker: Tracker;
  readonly #buckets = new Map<Key, Bucket>();
  /** Told when a bucket gets its first row or loses its last one: relations have a root for each such key. */
  onKey: ((key: Key, isThere: boolean) => void)[] = [];

  constructor(index: Index<AnyRow>, table: TableState, tracker: Tracker) {
    this.index = index;
    this.#tracker = tracker;
    for (const row of table.rows()) this.move(row._uuid, undefined, row);
  }

  get cells(): number {
    return this.#buckets.size;
  }

  *keys(): Generator<Key> {
    for (const bucket of this.#buckets.values()) if (bucket.ids.size > 0) yield bucket.key;
  }

  /** Files a changed row anew. */
  move(id: string, before: AnyRow | undefined, after: AnyRow | undefined): void {
    const old = before === undefined ? [] : this.index.keysOf(before);
    const next = after === undefined ? [] : this.index.keysOf(after);
    for (const key of old) if (!next.includes(key)) this.#remove(key, id);
    for (const key of next) if (!old.includes(key)) this.#add(key, id);
  }

  find(key: Key): readonly string[] {
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      if (this.#tracker.active === undefined) return [];
      bucket = this.#make(key);
    }
    this.#tracker.touch(bucket);
    bucket.sorted ??= [...bucket.ids].sort();
    return bucket.sorted;
  }

  dropIfIdle(bucket: Bucket): void {
    if (bucket.ids.size === 0 && bucket.readers === undefined) this.#buckets.delete(bucket.key);
  }

  #make(key: Key): Bucket {
    const bucket = new Bucket(this, key);
    this.#buckets.set(key, bucket);
    return bucket;
  }

  #add(key: Key, id: string): void {
    const bucket = this.#buckets.get(key) ?? this.#make(key);
    if (bucket.ids.has(id)) return;
    bucket.ids.add(id);
    bucket.sorted = undefined;
    this.#tracker.changed(bucket);
    if (bucket.ids.size === 1) for (const tell of this.onKey) tell(key, true);
  }

  #remove(key: Key, id: string): void {
    const bucket = this.#buckets.get(key);
    if (bucket?.ids.delete(id) !== true) return;
    bucket.sorted = undefined;
    this.#tracker.changed(bucket);
    if (bucket.ids.size > 0) return;
    for (const tell of this.onKey) tell(key, false);
    this.dropIfIdle(bucket);
  }
}
