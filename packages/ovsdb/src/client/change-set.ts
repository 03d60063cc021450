import type { Uuid } from '#base';
import type { AnyTable, Row } from '#schemas';

/** A row that came (no `before`), went (no `after`) or changed. Columns that did not change are identical in both. */
export interface RowChange<R = { readonly _uuid: Uuid }> {
  readonly id: Uuid;
  readonly before?: R;
  readonly after?: R;
}

/** What one message of the server, or one reconnection, changed in the replica. */
export interface ChangeSet {
  readonly tables: ReadonlyMap<AnyTable, readonly RowChange[]>;
  /** True for the first contents; false for all later ones, those after a reconnection included. */
  readonly isInitial: boolean;
}

/** The changes of one table, typed. */
export function changesOf<T extends AnyTable>(changes: ChangeSet, table: T): readonly RowChange<Row<T>>[] {
  // The decoder of `table` made these rows.
  return (changes.tables.get(table) ?? []) as readonly RowChange<Row<T>>[];
}
