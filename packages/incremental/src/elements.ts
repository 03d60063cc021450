interface Shared<E> {
  readonly items: Set<E>;
  version: number;
}

/**
 * A big set in versions, each of which knows what came and went since the one before: who holds that one need not walk
 * the set. All versions share one store, so only the newest may be walked.
 */
export class Elements<E> implements Iterable<E> {
  readonly #shared: Shared<E>;
  readonly #version: number;
  /** Since the version before; all of a first version. */
  readonly added: Iterable<E>;
  readonly removed: readonly E[];

  private constructor(shared: Shared<E>, added: Iterable<E>, removed: readonly E[]) {
    this.#shared = shared;
    this.#version = shared.version;
    this.added = added;
    this.removed = removed;
  }

  static of<E>(items: Iterable<E>): Elements<E> {
    const all = new Set(items);
    return new Elements({ items: all, version: 1 }, all, []);
  }

  /** The version after this one: without `removed` (all of which are there), with `added` (none of which is). */
  next(added: readonly E[], removed: readonly E[]): Elements<E> {
    this.#check();
    const shared = this.#shared;
    for (const item of removed) shared.items.delete(item);
    for (const item of added) shared.items.add(item);
    shared.version++;
    return new Elements(shared, added, removed);
  }

  get size(): number {
    this.#check();
    return this.#shared.items.size;
  }

  [Symbol.iterator](): Iterator<E> {
    this.#check();
    return this.#shared.items.values();
  }

  isSame(other: Elements<E>): boolean {
    return this.#shared === other.#shared && this.#version === other.#version;
  }

  /** True when `added` and `removed` are the difference from `other`. */
  follows(other: Elements<E>): boolean {
    return this.#shared === other.#shared && this.#version === other.#version + 1;
  }

  #check(): void {
    if (this.#version !== this.#shared.version) throw new Error('a version of a set is read that has been replaced');
  }
}
