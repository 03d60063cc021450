/** A row of an input table. */
export interface AnyRow {
  readonly _uuid: string;
}

/**
 * Names an input table and its columns. The tables of `#schemas` fit as they are; `row` only carries the row's type and
 * has no value.
 */
export interface TableRef<R extends AnyRow = AnyRow> {
  readonly name: string;
  readonly columns: readonly string[];
  readonly row?: R;
}

/** How queries, index buckets and folds are told apart. Compound keys are joined into one string by their user. */
export type Key = string | number;

/** One changed row of a commit: no `after` deletes it. `before` is not looked at: the engine holds the rows. */
export interface RowDelta {
  readonly table: TableRef;
  readonly id: string;
  readonly before?: AnyRow | undefined;
  readonly after?: AnyRow | undefined;
}
