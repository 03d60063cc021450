import type { Comparison, Value } from '#ovsdb/notation';
import type { AnyTable } from '#schemas';

/**
 * A clause of a condition, its value in the in-memory form of the column: `['datapath', '==', id]`,
 * `['chassis', '!=', undefined]` (is not empty), `['options', 'includes', new Map([['k', 'v']])]`.
 */
export type Clause = boolean | readonly [column: string, comparison: Comparison, value: Value];

/** Which rows of a table: those for which any clause holds; `true` or none: all; `false` or `[false]`: none. */
export type Where = boolean | readonly Clause[];

/** A table that a replica keeps, whole or in part. */
export interface Monitored {
  readonly table: AnyTable;
  /** Without it all columns; `[]`: only which rows there are. Columns left out hold their default. */
  readonly columns?: readonly string[];
  readonly where?: Where;
}
