import type { Atom, Json, OvsdbError } from '#ovsdb/notation';
import type { AnyTable, ColumnName, Insert, Row, Update, UuidOf } from '#schemas';
import type { Where } from './monitored.js';

export interface TransactionOutcome {
  /**
   * `unchanged`: there was nothing to do, and nothing was sent; `try-again`: a `wait` failed, or `error` says that
   * the answer got lost (`connection lost`, or `canceled` by a relay), so that nobody knows whether it was carried out; `not-locked`: an asserted lock is not held; `error`: see `error`.
   */
  readonly status: 'success' | 'unchanged' | 'try-again' | 'not-locked' | 'error';
  readonly error?: OvsdbError;
  /** The server's results, one an operation in the order in which they were asked for; empty without an answer. */
  readonly results: readonly Json[];
}

/** What goes into or comes out of a column: pairs for a map, elements for a set or an optional column. */
type Elements<V> =
  V extends ReadonlyMap<infer K extends Atom, infer T extends Atom>
    ? ReadonlyMap<K, T>
    : V extends readonly (infer T extends Atom)[]
      ? readonly T[]
      : V extends Atom
        ? readonly V[]
        : never;
type Keys<V> =
  V extends ReadonlyMap<infer K extends Atom, infer T extends Atom> ? ReadonlyMap<K, T> | readonly K[] : Elements<V>;

/** Operations that are carried out together or not at all. Made by `Replica.transaction()`, used once. */
export interface Transaction {
  /** The new row's uuid is known at once (RFC 7047 `insert` with ovsdb-server's `uuid` member): references may use it anywhere. */
  insert<T extends AnyTable>(table: T, row: Insert<T>, id?: UuidOf<T>): UuidOf<T>;
  update<T extends AnyTable>(table: T, id: UuidOf<T>, columns: Update<T>): void;
  /** Adds to a set or map. Keys that a map has already keep their value. */
  mutate<T extends AnyTable, C extends ColumnName<T>>(
    table: T,
    id: UuidOf<T>,
    column: C,
    mutator: 'insert',
    values: Elements<NonNullable<Row<T>[C & keyof Row<T>]>>,
  ): void;
  /** Takes out of a set or map; of a map by key, or by pair when a map is given. */
  mutate<T extends AnyTable, C extends ColumnName<T>>(
    table: T,
    id: UuidOf<T>,
    column: C,
    mutator: 'delete',
    values: Keys<NonNullable<Row<T>[C & keyof Row<T>]>>,
  ): void;
  increment<T extends AnyTable>(table: T, id: UuidOf<T>, column: ColumnName<T>, by: number): void;
  delete<T extends AnyTable>(table: T, id: UuidOf<T>): void;
  /** Fails the transaction (`try-again`) unless the rows that match are (`==`) or are not (`!=`) these. */
  wait<T extends AnyTable>(
    table: T,
    where: Where,
    columns: readonly ColumnName<T>[],
    rows: readonly Insert<T>[],
    until: '==' | '!=',
    timeoutMs?: number,
  ): void;
  /** Fails the transaction (`try-again`) when these columns are no longer as the replica has them now. */
  verify<T extends AnyTable>(table: T, id: UuidOf<T>, columns: readonly ColumnName<T>[]): void;
  assertLock(name: string): void;
  /** A line for the server's log. Lines are joined. */
  comment(text: string): void;
  select<T extends AnyTable>(table: T, where: Where, columns?: readonly ColumnName<T>[]): void;
  /** Any operation as it goes over the wire. */
  raw(operation: Json): void;
  /** How many operations there are so far, comments and assertions not counted: 0 means nothing to do. */
  readonly size: number;
  /** Never rejects. Settles after the replica has seen what the transaction changed. */
  commit(): Promise<TransactionOutcome>;
}
