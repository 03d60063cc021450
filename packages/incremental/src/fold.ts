import type { Relation } from './relation.js';
import type { Key } from './table-ref.js';

/**
 * Big groups of a relation's rows (address sets, datapath groups), kept by adding and removing single rows instead of
 * walking the group: the escape hatch from "one query computes it all".
 */
export interface Fold<O, S> {
  readonly kind: 'fold';
  readonly name: string;
  readonly relation: Relation<unknown>;
  by(output: O): Key | undefined;
  empty(): S;
  add(state: S, output: O): S;
  remove(state: S, output: O): S;
}

/** A group of a fold, as `Changes` reports it. */
export interface Group<S> {
  readonly key: Key;
  readonly value: S;
}

/**
 * Declares a fold. `by` files an output (undefined: nowhere); `add` and `remove` must undo each other and not depend on
 * order, and return a new value where the state is read by identity. A group without rows does not exist.
 */
export function fold<O, S>(
  name: string,
  relation: Relation<O>,
  by: (output: O) => Key | undefined,
  empty: () => S,
  add: (state: S, output: O) => S,
  remove: (state: S, output: O) => S,
): Fold<O, S> {
  return { kind: 'fold', name, relation, by, empty, add, remove };
}
