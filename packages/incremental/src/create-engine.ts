import type { Changes, Delta } from './changes.js';
import type { Difference, Engine, EngineOptions, Warning } from './engine.js';
import type { Explanation } from './explain.js';
import type { Fold } from './fold.js';
import { FoldState } from './fold-state.js';
import type { Index } from './index-declaration.js';
import { IndexState } from './index-state.js';
import { validatesByDefault } from './io/validation.js';
import { Part } from './part.js';
import type { Query } from './query.js';
import { explainAll, Memo, QueryState } from './query-state.js';
import type { Read } from './read.js';
import type { Relation } from './relation.js';
import { RelationState, Root } from './relation-state.js';
import type { AnyRow, Key, RowDelta, TableRef } from './table-ref.js';
import { TableState } from './table-state.js';
import { Tracker } from './tracker.js';
import { checkEngine, freezeRow } from './validate.js';

const EMPTY: Delta<never> = { inserted: [], deleted: [], updated: [] };
const ROWS_A_STEP = 256;

/** Makes an engine with empty tables. */
export function createEngine(options: EngineOptions): Engine {
  return new RunningEngine(options);
}

/**
 * Wires tables, indexes, queries, relations and folds. A commit stores the rows, which marks what depends on them, and
 * then settles the relations in their order; each relation's folds are settled with it.
 */
class RunningEngine implements Engine {
  readonly read: Read;
  readonly #options: EngineOptions;
  readonly #validates: boolean;
  readonly #tracker = new Tracker();
  readonly #tables = new Map<string, TableState>();
  readonly #indexes = new Map<unknown, IndexState>();
  readonly #indexesOf = new Map<TableState, IndexState[]>();
  readonly #queries = new Map<unknown, QueryState>();
  readonly #relations = new Map<unknown, RelationState>();
  readonly #folds = new Map<unknown, FoldState>();
  readonly #tableRoots = new Map<TableState, { readonly relation: RelationState; readonly rank: number }[]>();
  #isCommitting = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#validates = options.validate ?? validatesByDefault;
    for (const table of options.tables) this.#tables.set(table.name, new TableState(table, this.#tracker));
    this.read = this.#makeRead();
    for (const relation of options.relations) this.#addRelation(relation);
    for (const fold of options.folds ?? []) {
      if (!this.#relations.has(fold.relation)) throw new Error(`the relation of fold ${fold.name} is not listed`);
      this.#folds.set(fold, new FoldState(fold, this.#tracker));
    }
  }

  commit(changes: Iterable<RowDelta>): Changes {
    const steps = this.commitInSteps(changes);
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  }

  *commitInSteps(changes: Iterable<RowDelta>): Generator<undefined, Changes> {
    if (this.#isCommitting) throw new Error('a commit is in progress');
    this.#isCommitting = true;
    try {
      this.#tracker.now++;
      for (const fold of this.#folds.values()) fold.isSettled = false;
      let rows = 0;
      for (const { table, id, after } of changes) {
        this.#store(this.#table(table), id, after);
        if (++rows % ROWS_A_STEP === 0) yield undefined;
      }
      const deltas = new Map<unknown, Delta<unknown>>();
      for (const [relation, state] of this.#relations) {
        yield* state.settle();
        const delta = yield* state.takeDelta();
        deltas.set(relation, delta);
        for (const [fold, foldState] of this.#folds) {
          if (foldState.fold.relation === relation) deltas.set(fold, foldState.apply(delta));
        }
      }
      this.#sweep();
      this.#isCommitting = false;
      if (this.#validates) checkEngine(this, this.#rowCount(), this.#tracker.now);
      return changesOf(deltas);
    } finally {
      this.#isCommitting = false;
    }
  }

  *outputs<O>(relation: Relation<O>): Generator<O> {
    // The state holds what this very relation gave.
    yield* this.#relation(relation).outputs() as Generator<O>;
  }

  output<O>(relation: Relation<O>, identity: Key): O | undefined {
    return this.#relation(relation).get(identity) as O | undefined;
  }

  size(relation: Relation<unknown>): number {
    return this.#relation(relation).size;
  }

  *rows<R extends AnyRow>(table: TableRef<R>): Generator<R> {
    yield* this.#table(table).rows() as Generator<R>;
  }

  recompute(): readonly Difference[] {
    const fresh = new RunningEngine({ ...this.#options, validate: false });
    fresh.commit(this.#allRows());
    const differences: Difference[] = [];
    for (const [relation, state] of this.#relations) {
      const other = fresh.#relation(relation as Relation<unknown>);
      const { name, equal } = state.relation;
      for (const identity of new Set([...state.identities(), ...other.identities()])) {
        const incremental = state.get(identity);
        const recomputed = other.get(identity);
        const isSame =
          incremental !== undefined && recomputed !== undefined
            ? equal(incremental, recomputed)
            : incremental === recomputed;
        if (!isSame) differences.push({ relation: name, identity, incremental, recomputed });
      }
    }
    return differences;
  }

  explain<K extends Key, V>(of: Query<K, V> | Relation<V>, key: K): readonly Explanation[] {
    if (of.kind === 'relation')
      return this.#relation(of)
        .rootsOf(key)
        .flatMap((root) => explainAll(root.sources));
    const memo = this.#queries.get(of)?.memo(key);
    return memo === undefined ? [] : explainAll(memo.reads);
  }

  get warnings(): readonly Warning[] {
    const warnings: Warning[] = [];
    for (const { relation, failures } of this.#relations.values()) {
      for (const [root, error] of failures) {
        warnings.push({
          relation: relation.name,
          key: root instanceof Root || root instanceof Part ? root.key : '',
          error,
        });
      }
    }
    return warnings;
  }

  get statistics(): Engine['statistics'] {
    const sum = (parts: Iterable<number>) => [...parts].reduce((a, b) => a + b, 0);
    return {
      memos: sum([...this.#queries.values()].map((query) => query.size)),
      cells: sum([
        ...[...this.#tables.values()].map((table) => table.cells),
        ...[...this.#indexes.values()].map((index) => index.cells),
        ...[...this.#folds.values()].map((fold) => fold.cells),
      ]),
      roots: sum([...this.#relations.values()].map((relation) => relation.rootCount)),
      runs: this.#tracker.runs,
      elements: sum([...this.#relations.values()].map((relation) => relation.elements)),
    };
  }

  #makeRead(): Read {
    const tracker = this.#tracker;
    const value = <K extends Key, V>(query: Query<K, V>, key: K): V => {
      const found = this.#query(query).value(key) as V; // the memo holds what this very query gave
      if (tracker.active === undefined && !this.#isCommitting) this.#sweep();
      return found;
    };
    return Object.assign(value, {
      row: <R extends AnyRow>(ref: TableRef<R>, id: string): R | undefined => {
        const table = this.#table(ref);
        const { active } = tracker;
        const isOwn = active instanceof Root && active.key === id && active.ownTable?.name === ref.name;
        return table.view(id, isOwn) as R | undefined; // a view has the table's columns
      },
      whole: <R extends AnyRow>(ref: TableRef<R>, id: string): R | undefined =>
        this.#table(ref).whole(id) as R | undefined, // the table holds its own rows
      ids: <R extends AnyRow>(ref: TableRef<R>): readonly R['_uuid'][] => this.#table(ref).ids(),
      find: <R extends AnyRow>(index: Index<R>, key: Key): readonly R['_uuid'][] => this.#index(index).find(key),
      folded: <S>(fold: Fold<unknown, S>, key: Key): S | undefined => this.#fold(fold).value(key) as S | undefined,
      keys: (fold: Fold<unknown, unknown>): readonly Key[] => this.#fold(fold).keys(),
    });
  }

  #addRelation(relation: Relation<unknown>): void {
    const state = new RelationState(relation, this.read, this.#tracker);
    this.#relations.set(relation, state);
    for (const [rank, rule] of relation.sources.entries()) {
      if (rule.kind === 'table') {
        const table = this.#table(rule.table);
        const roots = this.#tableRoots.get(table) ?? [];
        roots.push({ relation: state, rank });
        this.#tableRoots.set(table, roots);
      } else if (rule.kind === 'index') {
        this.#index(rule.index).onKey.push((key, isThere) => {
          if (isThere) state.addRoot(rank, key);
          else state.dropRoot(rank, key);
        });
      }
    }
  }

  #store(table: TableState, id: string, after: AnyRow | undefined): void {
    if (this.#validates && after !== undefined) freezeRow(after);
    const before = table.set(id, after);
    if (before === after) return;
    for (const index of this.#indexesOf.get(table) ?? []) index.move(id, before, after);
    if (before !== undefined && after !== undefined) return;
    for (const { relation, rank } of this.#tableRoots.get(table) ?? []) {
      if (after !== undefined) relation.addRoot(rank, id);
      else relation.dropRoot(rank, id);
    }
  }

  #sweep(): void {
    this.#tracker.sweep((node) => {
      if (node instanceof Memo) node.owner.free(node);
    });
  }

  *#allRows(): Generator<RowDelta> {
    for (const table of this.#tables.values()) {
      for (const row of table.rows()) yield { table: table.ref, id: row._uuid, after: row };
    }
  }

  #rowCount(): number {
    let rows = 0;
    for (const table of this.#tables.values()) rows += table.size;
    return rows;
  }

  #table(ref: TableRef): TableState {
    const table = this.#tables.get(ref.name);
    if (table === undefined) throw new Error(`table ${ref.name} is not among the engine's tables`);
    return table;
  }

  #index<R extends AnyRow>(index: Index<R>): IndexState {
    let state = this.#indexes.get(index);
    if (state === undefined) {
      const table = this.#table(index.table);
      state = new IndexState(index, table, this.#tracker);
      this.#indexes.set(index, state);
      const others = this.#indexesOf.get(table);
      if (others === undefined) this.#indexesOf.set(table, [state]);
      else others.push(state);
    }
    return state;
  }

  #query<K extends Key, V>(query: Query<K, V>): QueryState {
    let state = this.#queries.get(query);
    if (state === undefined) {
      state = new QueryState(query, this.read, this.#tracker);
      this.#queries.set(query, state);
    }
    return state;
  }

  #relation<O>(relation: Relation<O>): RelationState {
    const state = this.#relations.get(relation);
    if (state === undefined) throw new Error(`relation ${relation.name} is not among the engine's relations`);
    return state;
  }

  #fold(fold: Fold<unknown, unknown>): FoldState {
    const state = this.#folds.get(fold);
    if (state === undefined) throw new Error(`fold ${fold.name} is not among the engine's folds`);
    return state;
  }
}

function changesOf(deltas: ReadonlyMap<unknown, Delta<unknown>>): Changes {
  const isEmpty = [...deltas.values()].every(
    ({ inserted, deleted, updated }) => inserted.length === 0 && deleted.length === 0 && updated.length === 0,
  );
  // The delta stored for a relation or fold has its type.
  return { isEmpty, of: (source: unknown) => (deltas.get(source) ?? EMPTY) as Delta<never> };
}
