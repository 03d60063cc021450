import type { Fold } from './fold.js';
import type { Index } from './index-declaration.js';
import type { Query } from './query.js';
import type { AnyRow, Key, TableRef } from './table-ref.js';

/** What a query may look at. Every use is recorded, and is all that can make the query run again. */
export interface Read {
  /** The value of another query. Throws what that query threw, and `CycleError` when it depends on itself. */
  <K extends Key, V>(query: Query<K, V>, key: K): V;

  /**
   * A view of a row, or undefined when there is none. Each column is recorded when it is accessed, so a view must not
   * outlive the call that got it; using it later throws. Copy columns, never the view.
   */
  row<R extends AnyRow>(table: TableRef<R>, id: R['_uuid']): R | undefined;

  /**
   * A row as it was committed; depends on all of its columns with a single record. For readers that use nearly every
   * column of a row that hardly ever changes.
   */
  whole<R extends AnyRow>(table: TableRef<R>, id: R['_uuid']): R | undefined;

  /** The ids of a table's rows in ascending order; depends on which rows there are, not on what they hold. */
  ids<R extends AnyRow>(table: TableRef<R>): readonly R['_uuid'][];

  /** The ids of the rows that an index files under `key`, in ascending order; depends on that bucket alone. */
  find<R extends AnyRow>(index: Index<R>, key: Key): readonly R['_uuid'][];

  /** The value of a fold of a relation that stands before the reader's own in the engine's list. */
  folded<S>(fold: Fold<unknown, S>, key: Key): S | undefined;

  /** The keys under which a fold has rows, in ascending order. */
  keys(fold: Fold<unknown, unknown>): readonly Key[];
}
