import type { Delta } from './changes.js';
import { equalDeep } from './equality.js';
import type { Explanation } from './explain.js';
import { type Giver, NO_ROWS, Part, type PartChange, wins } from './part.js';
import { explainAll } from './query-state.js';
import type { Read } from './read.js';
import type { Relation, Source as Rule } from './relation.js';
import { type Rows, rowsOf, type Spread, spreadsOf } from './spread.js';
import type { Key, TableRef } from './table-ref.js';
import { Computed, type Source, type Tracker } from './tracker.js';

const NO_PARTS: ReadonlyMap<string, Part> = new Map();

/** What one rule gives for one row, bucket or key: the unit that runs again. */
export class Root extends Computed implements Giver {
  readonly owner: RelationState;
  readonly rule: Rule<unknown>;
  readonly rank: number;
  readonly key: Key;
  readonly slot = '';
  outputs: readonly unknown[] = [];
  parts: ReadonlyMap<string, Part> = NO_PARTS;
  /** Its row, bucket or key is no more. */
  isGone = false;

  constructor(owner: RelationState, rule: Rule<unknown>, rank: number, key: Key) {
    super();
    this.owner = owner;
    this.rule = rule;
    this.rank = rank;
    this.key = key;
  }

  get label(): string {
    return `${this.owner.relation.name}(${this.key})`;
  }

  /** The table whose row `key` this root exists for, if any. */
  get ownTable(): TableRef | undefined {
    return this.rule.kind === 'table' ? this.rule.table : undefined;
  }

  run(): boolean {
    const { owner } = this;
    let next: Rows<unknown> = [];
    try {
      next =
        this.rule.kind === 'table' ? this.rule.rows(owner.read, `${this.key}`) : this.rule.rows(owner.read, this.key);
      owner.failures.delete(this);
    } catch (error) {
      next = [];
      owner.failures.set(this, error);
    }
    owner.replace(this, rowsOf(next));
    owner.replaceParts(this, spreadsOf(next));
    return true;
  }

  /** What its rows depend on, those of its spreads too. */
  get sources(): readonly Source[] {
    return [...this.reads, ...[...this.parts.values()].flatMap((part) => part.reads)];
  }

  marked(): void {
    this.owner.enqueue(this);
  }

  unread(): void {
    // Nobody reads a root.
  }

  explain(): Explanation {
    return { kind: 'query', query: this.owner.relation.name, key: this.key, reads: explainAll(this.reads) };
  }
}

/** The keys for which a rule of kind `keys` has roots. */
class KeysRoot extends Computed {
  readonly owner: RelationState;
  readonly rule: Extract<Rule<unknown>, { kind: 'keys' }>;
  readonly rank: number;
  keys: ReadonlySet<Key> = new Set();

  constructor(owner: RelationState, rule: Extract<Rule<unknown>, { kind: 'keys' }>, rank: number) {
    super();
    this.owner = owner;
    this.rule = rule;
    this.rank = rank;
  }

  get label(): string {
    return `keys of ${this.owner.relation.name}`;
  }

  run(): boolean {
    const before = this.keys;
    try {
      this.keys = new Set(this.rule.keys(this.owner.read));
      this.owner.failures.delete(this);
    } catch (error) {
      this.keys = new Set();
      this.owner.failures.set(this, error);
    }
    for (const key of before) if (!this.keys.has(key)) this.owner.dropRoot(this.rank, key);
    for (const key of this.keys) if (!before.has(key)) this.owner.addRoot(this.rank, key);
    return true;
  }

  marked(): void {
    this.owner.enqueue(this);
  }

  unread(): void {
    // Nobody reads it.
  }

  explain(): Explanation {
    return { kind: 'query', query: this.label, key: '', reads: explainAll(this.reads) };
  }
}

/** One output row: who gives it. More than one giver is rare. */
interface Entry {
  value: unknown;
  root: Giver;
  others: { readonly value: unknown; readonly root: Giver }[] | undefined;
}

const ABSENT = Symbol('absent');
const OUTPUTS_A_STEP = 64;

/** The outputs of one relation and the roots that give them. */
export class RelationState {
  readonly relation: Relation<unknown>;
  readonly read: Read;
  /** What the last run threw. */
  readonly failures = new Map<Root | KeysRoot | Part, unknown>();
  /** For how many elements spreads have made rows since the start. */
  elements = 0;
  readonly #tracker: Tracker;
  readonly #entries = new Map<Key, Entry>();
  #before = new Map<Key, unknown>(); // of what this commit touched: the value before, or ABSENT
  readonly #roots: Map<Key, Root>[];
  #queue: (Root | KeysRoot | Part)[] = [];

  constructor(relation: Relation<unknown>, read: Read, tracker: Tracker) {
    this.relation = relation;
    this.read = read;
    this.#tracker = tracker;
    this.#roots = relation.sources.map(() => new Map());
    for (const [rank, rule] of relation.sources.entries()) {
      if (rule.kind === 'keys') this.enqueue(new KeysRoot(this, rule, rank));
    }
  }

  get size(): number {
    return this.#entries.size;
  }

  get rootCount(): number {
    return this.#roots.reduce((sum, roots) => sum + roots.size, 0);
  }

  *outputs(): Generator<unknown> {
    for (const entry of this.#entries.values()) yield entry.value;
  }

  get(identity: Key): unknown {
    return this.#entries.get(identity)?.value;
  }

  *identities(): Generator<Key> {
    yield* this.#entries.keys();
  }

  /** Roots that a key has under any rule. */
  rootsOf(key: Key): readonly Root[] {
    return this.#roots.flatMap((roots) => roots.get(key) ?? []);
  }

  enqueue(node: Root | KeysRoot | Part): void {
    this.#queue.push(node);
  }

  addRoot(rank: number, key: Key): void {
    const rule = this.relation.sources[rank];
    const roots = this.#roots[rank];
    if (rule === undefined || roots === undefined) return;
    let root = roots.get(key);
    if (root === undefined) {
      root = new Root(this, rule, rank, key);
      roots.set(key, root);
    } else {
      root.isGone = false; // deleted and inserted again in one commit
      this.#tracker.release(root);
    }
    this.enqueue(root);
  }

  dropRoot(rank: number, key: Key): void {
    const root = this.#roots[rank]?.get(key);
    if (root === undefined) return;
    root.isGone = true;
    this.enqueue(root);
  }

  /** Brings the outputs up to date, one root or part a step. */
  *settle(): Generator<undefined> {
    // What runs here adds roots and parts: they are appended and visited too.
    for (let i = 0; i < this.#queue.length; i++) {
      const node = this.#queue[i];
      if (node instanceof Part) this.#refreshPart(node);
      else if (node instanceof Root && node.isGone) this.#bury(node);
      else if (node !== undefined) this.#tracker.refresh(node);
      yield undefined;
    }
    this.#queue = [];
  }

  /** The root first: it may give another template, or this part no more. */
  #refreshPart(part: Part): void {
    const { root } = part;
    if (root instanceof Root && root.isGone) return; // buried in this commit, and its parts with it
    this.#tracker.refresh(root);
    if (!part.isGone) this.#tracker.refresh(part);
  }

  /** What changed since the last call, some of it a step. */
  *takeDelta(): Generator<undefined, Delta<unknown>> {
    let count = 0;
    const inserted: unknown[] = [];
    const deleted: unknown[] = [];
    const updated: [unknown, unknown][] = [];
    for (const [identity, before] of this.#before) {
      if (++count % OUTPUTS_A_STEP === 0) yield undefined;
      const entry = this.#entries.get(identity);
      if (entry === undefined) {
        if (before !== ABSENT) deleted.push(before);
      } else if (before === ABSENT) inserted.push(entry.value);
      else if (!this.relation.equal(before, entry.value)) updated.push([before, entry.value]);
    }
    this.#before = new Map();
    return { inserted, deleted, updated };
  }

  /** Takes over what `root` gives now. */
  replace(root: Root, next: readonly unknown[]): void {
    const before = root.outputs;
    root.outputs = next;
    const kept = new Set<Key>();
    for (const output of next) {
      const identity = this.relation.identity(output);
      if (kept.has(identity)) continue; // the first of a root's equal identities counts
      kept.add(identity);
      this.#put(root, identity, output);
    }
    for (const output of before) {
      const identity = this.relation.identity(output);
      if (!kept.has(identity)) this.#take(root, identity);
    }
  }

  /** Takes over the spreads that `root` gives now. Their rows are made when the queue comes to them. */
  replaceParts(root: Root, spreads: readonly Spread<unknown>[]): void {
    const before = root.parts;
    if (spreads.length === 0 && before.size === 0) return;
    const parts = new Map<string, Part>();
    for (const spread of spreads) {
      const held = before.get(spread.key);
      const part = held ?? new Part(this, root, spread);
      parts.set(spread.key, part);
      if (held !== undefined && equalDeep(held.spread.template, spread.template)) continue;
      part.spread = spread;
      part.forget();
      this.#tracker.release(part);
      this.enqueue(part);
    }
    root.parts = parts;
    for (const part of before.values()) if (!parts.has(part.slot)) this.#dropPart(part);
  }

  #dropPart(part: Part): void {
    part.isGone = true;
    this.changePart(part, NO_ROWS);
    this.#tracker.release(part);
    this.failures.delete(part);
  }

  noteFailure(part: Part, failure: { readonly error: unknown } | undefined): void {
    if (failure === undefined) this.failures.delete(part);
    else this.failures.set(part, failure.error);
  }

  /** Takes over what a part gives now. */
  changePart(part: Part, { added, removed }: PartChange): void {
    this.elements += added.length;
    const { rows } = part;
    const gone = removed === undefined ? rows : undefined;
    if (gone !== undefined) part.rows = new Map();
    for (const [element, row] of added) {
      if (row === undefined) continue;
      const identity = this.relation.identity(row);
      // What goes below counts until then: an identity never vanishes in between.
      if (this.#isGiver(part, identity)) part.repeated.set(identity, (part.repeated.get(identity) ?? 0) + 1);
      this.#put(part, identity, row);
      part.rows.set(element, row);
    }
    if (gone !== undefined) for (const row of gone.values()) this.#dropOne(part, row);
    for (const element of removed ?? []) {
      const row = rows.get(element);
      rows.delete(element);
      if (row !== undefined) this.#dropOne(part, row);
    }
  }

  /** One element of a part no longer gives a row. */
  #dropOne(part: Part, row: unknown): void {
    const identity = this.relation.identity(row);
    const more = part.repeated.get(identity);
    if (more === undefined) this.#take(part, identity);
    else if (more === 1) part.repeated.delete(identity);
    else part.repeated.set(identity, more - 1);
  }

  #isGiver(giver: Giver, identity: Key): boolean {
    const entry = this.#entries.get(identity);
    if (entry === undefined) return false;
    return entry.root === giver || entry.others?.some((other) => other.root === giver) === true;
  }

  #bury(root: Root): void {
    this.replace(root, []);
    this.replaceParts(root, []);
    this.#tracker.release(root);
    this.failures.delete(root);
    const roots = this.#roots[root.rank];
    if (roots?.get(root.key) === root) roots.delete(root.key);
  }

  #note(identity: Key, entry: Entry | undefined): void {
    if (!this.#before.has(identity)) this.#before.set(identity, entry === undefined ? ABSENT : entry.value);
  }

  #put(root: Giver, identity: Key, value: unknown): void {
    const entry = this.#entries.get(identity);
    if (entry === undefined) {
      this.#note(identity, undefined);
      this.#entries.set(identity, { value, root, others: undefined });
    } else if (entry.root === root) {
      // A run that gives the same again is no change; the new object is kept, so that the root's outputs are held once.
      if (!this.relation.equal(entry.value, value)) this.#note(identity, entry);
      entry.value = value;
    } else if (wins(root, entry.root)) {
      this.#note(identity, entry);
      entry.others = [{ value: entry.value, root: entry.root }, ...without(entry.others, root)];
      entry.value = value;
      entry.root = root;
    } else entry.others = [...without(entry.others, root), { value, root }];
  }

  #take(root: Giver, identity: Key): void {
    const entry = this.#entries.get(identity);
    if (entry === undefined) return;
    if (entry.root !== root) {
      entry.others = without(entry.others, root);
      return;
    }
    this.#note(identity, entry);
    const heir = (entry.others ?? []).reduce<{ value: unknown; root: Giver } | undefined>(
      (best, other) => (best === undefined || wins(other.root, best.root) ? other : best),
      undefined,
    );
    if (heir === undefined) {
      this.#entries.delete(identity);
      return;
    }
    entry.others = without(entry.others, heir.root);
    entry.value = heir.value;
    entry.root = heir.root;
  }
}

function without<T extends { readonly root: Giver }>(others: readonly T[] | undefined, root: Giver): T[] {
  return others === undefined ? [] : others.filter((other) => other.root !== root);
}
