import type { Delta } from './changes.js';
import type { Explanation } from './explain.js';
import type { Fold, Group } from './fold.js';
import type { Key } from './table-ref.js';
import { Cell, type Tracker } from './tracker.js';

/** One group, or (key undefined) which groups there are. */
class GroupCell extends Cell {
  readonly state: FoldState;
  readonly key: Key | undefined;

  constructor(state: FoldState, key: Key | undefined) {
    super();
    this.state = state;
    this.key = key;
  }

  unread(): void {
    if (this.key !== undefined) this.state.dropCell(this.key);
  }

  explain(): Explanation {
    const fold = this.state.fold.name;
    return this.key === undefined ? { kind: 'groups', fold } : { kind: 'group', fold, key: this.key };
  }
}

/** The groups of one fold. */
export class FoldState {
  readonly fold: Fold<unknown, unknown>;
  /** False from the start of a commit until the relation under it is up to date. */
  isSettled = true;
  readonly #tracker: Tracker;
  readonly #groups = new Map<Key, { value: unknown; rows: number }>();
  readonly #cells = new Map<Key, GroupCell>();
  readonly #membership: GroupCell;

  constructor(fold: Fold<unknown, unknown>, tracker: Tracker) {
    this.fold = fold;
    this.#tracker = tracker;
    this.#membership = new GroupCell(this, undefined);
  }

  get cells(): number {
    return this.#cells.size;
  }

  *groups(): Generator<Group<unknown>> {
    for (const [key, { value }] of this.#groups) yield { key, value };
  }

  /** Takes over what changed in the relation; gives what that changed in the groups. */
  apply(delta: Delta<unknown>): Delta<Group<unknown>> {
    const before = new Map<Key, Group<unknown> | undefined>();
    for (const output of delta.deleted) this.#step(output, -1, before);
    for (const [old, next] of delta.updated) {
      this.#step(old, -1, before);
      this.#step(next, 1, before);
    }
    for (const output of delta.inserted) this.#step(output, 1, before);
    const inserted: Group<unknown>[] = [];
    const deleted: Group<unknown>[] = [];
    const updated: [Group<unknown>, Group<unknown>][] = [];
    for (const [key, old] of before) {
      const group = this.#groups.get(key);
      if (group !== undefined && group.rows === 0) this.#groups.delete(key);
      const isThere = group !== undefined && group.rows > 0;
      const now = { key, value: group?.value };
      if (old === undefined && !isThere) continue;
      if (old !== undefined && isThere && Object.is(old.value, now.value)) continue;
      if (old === undefined) inserted.push(now);
      else if (isThere) updated.push([old, now]);
      else deleted.push(old);
      const cell = this.#cells.get(key);
      if (cell !== undefined) this.#tracker.changed(cell);
    }
    if (inserted.length > 0 || deleted.length > 0) this.#tracker.changed(this.#membership);
    this.isSettled = true;
    return { inserted, deleted, updated };
  }

  value(key: Key): unknown {
    this.#check();
    if (this.#tracker.active !== undefined) {
      let cell = this.#cells.get(key);
      if (cell === undefined) {
        cell = new GroupCell(this, key);
        this.#cells.set(key, cell);
      }
      this.#tracker.touch(cell);
    }
    return this.#groups.get(key)?.value;
  }

  keys(): readonly Key[] {
    this.#check();
    this.#tracker.touch(this.#membership);
    return [...this.#groups.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  }

  dropCell(key: Key): void {
    this.#cells.delete(key);
  }

  #check(): void {
    if (!this.isSettled) throw new Error(`fold ${this.fold.name} is read by a relation that stands before its own`);
  }

  #step(output: unknown, by: 1 | -1, before: Map<Key, Group<unknown> | undefined>): void {
    const key = this.fold.by(output);
    if (key === undefined) return;
    let group = this.#groups.get(key);
    if (!before.has(key)) before.set(key, group === undefined ? undefined : { key, value: group.value });
    if (group === undefined) {
      group = { value: this.fold.empty(), rows: 0 };
      this.#groups.set(key, group);
    }
    group.value = by > 0 ? this.fold.add(group.value, output) : this.fold.remove(group.value, output);
    group.rows += by;
  }
}
