import type { AnyRow, Key, TableRef } from './table-ref.js';

/** An inverse look-up that the engine keeps: which rows of a table have a key. */
export interface Index<R extends AnyRow> {
  readonly kind: 'index';
  readonly name: string;
  readonly table: TableRef<R>;
  keysOf(row: R): readonly Key[];
}

/** Declares an index. `keysOf` is pure and sees the whole row; a row may have any number of keys. */
export function index<R extends AnyRow>(
  table: TableRef<R>,
  name: string,
  keysOf: (row: R) => readonly Key[],
): Index<R> {
  return { kind: 'index', name, table, keysOf };
}
