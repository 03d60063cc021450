import { equalDeep } from './equality.js';
import type { Index } from './index-declaration.js';
import type { Read } from './read.js';
import type { Rows } from './spread.js';
import type { AnyRow, Key, TableRef } from './table-ref.js';

/** One rule set of a relation: for each row, bucket or key a function that gives output rows. */
export type Source<O> =
  | { readonly kind: 'table'; readonly table: TableRef; rows(read: Read, id: string): Rows<O> }
  | { readonly kind: 'index'; readonly index: Index<AnyRow>; rows(read: Read, key: Key): Rows<O> }
  | {
      readonly kind: 'keys';
      keys(read: Read): readonly Key[];
      rows(read: Read, key: Key): Rows<O>;
    };

/** Output rows: the union of what all sources give. */
export interface Relation<O> {
  readonly kind: 'relation';
  readonly name: string;
  identity(output: O): Key;
  readonly sources: readonly Source<O>[];
  equal(a: O, b: O): boolean;
}

/**
 * Declares a relation. Each row means whatever its head comment says. Two outputs with one `identity` are the same
 * row: when sources disagree on its content, the source listed first, then the lower key, has its way, so that the
 * outcome does not depend on the past. `equal` (deep unless given) tells an update from no change.
 */
export function relation<O>(
  name: string,
  identity: (output: O) => Key,
  sources: readonly Source<O>[],
  equal: (a: O, b: O) => boolean = equalDeep,
): Relation<O> {
  return { kind: 'relation', name, identity, sources, equal };
}

/** Runs `rows` once for each row of a table. */
export function each<R extends AnyRow, O>(
  table: TableRef<R>,
  rows: (read: Read, id: R['_uuid']) => Rows<O>,
): Source<O> {
  return { kind: 'table', table, rows };
}

/** Runs `rows` once for each key under which an index files at least one row. */
export function eachBucket<R extends AnyRow, O>(index: Index<R>, rows: (read: Read, key: Key) => Rows<O>): Source<O> {
  return { kind: 'index', index, rows };
}

/** Runs `rows` once for each key that `keys` gives (duplicates count once). */
export function eachKey<K extends Key, O>(
  keys: (read: Read) => readonly K[],
  rows: (read: Read, key: K) => Rows<O>,
): Source<O> {
  return { kind: 'keys', keys, rows: rows as (read: Read, key: Key) => Rows<O> }; // called with what keys gives
}
