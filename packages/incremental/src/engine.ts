import type { Changes } from './changes.js';
import type { Explanation } from './explain.js';
import type { Fold } from './fold.js';
import type { Query } from './query.js';
import type { Read } from './read.js';
import type { Relation } from './relation.js';
import type { AnyRow, Key, RowDelta, TableRef } from './table-ref.js';

/** A source that threw: its output is empty until something it read changes. */
export interface Warning {
  readonly relation: string;
  readonly key: Key;
  readonly error: unknown;
}

/** A row in which the incremental outcome and a fresh computation differ: a bug in a query. */
export interface Difference {
  readonly relation: string;
  readonly identity: Key;
  readonly incremental: unknown;
  readonly recomputed: unknown;
}

export interface EngineOptions {
  readonly tables: readonly TableRef[];
  /** In order of evaluation: a relation may read the folds of those before it. */
  readonly relations: readonly Relation<unknown>[];
  readonly folds?: readonly Fold<unknown, unknown>[];
  /** Freeze rows, throw on warnings, compare with a fresh computation after commits. Default: HEDDLE_VALIDATE=1. */
  readonly validate?: boolean;
}

/** Input tables, and relations that follow them. */
export interface Engine {
  /** Applies row changes and brings all relations up to date. */
  commit(changes: Iterable<RowDelta>): Changes;
  /** As `commit`, in small steps: the caller runs the generator and may do other things between two steps. */
  commitInSteps(changes: Iterable<RowDelta>): Generator<undefined, Changes>;
  /** All outputs of a relation. */
  outputs<O>(relation: Relation<O>): Iterable<O>;
  output<O>(relation: Relation<O>, identity: Key): O | undefined;
  size(relation: Relation<unknown>): number;
  /** Reads outside of queries: for run-time commands and tests. Valid between commits. */
  readonly read: Read;
  rows<R extends AnyRow>(table: TableRef<R>): Iterable<R>;
  /** Compares all relations with a fresh computation; must give nothing. */
  recompute(): readonly Difference[];
  /** What a query, or a relation's source for a row, read, down to the input columns. */
  explain<K extends Key, V>(of: Query<K, V> | Relation<V>, key: K): readonly Explanation[];
  readonly warnings: readonly Warning[];
  /** Live memos and cells; since the start, how many computations ran and for how many elements spreads made rows. */
  readonly statistics: {
    readonly memos: number;
    readonly cells: number;
    readonly roots: number;
    readonly runs: number;
    readonly elements: number;
  };
}
