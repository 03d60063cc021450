import type { Read } from './read.js';
import type { Key } from './table-ref.js';

/** A pure function of a key over what `read` shows, remembered for each key. */
export interface Query<K extends Key, V> {
  readonly kind: 'query';
  readonly name: string;
  compute(read: Read, key: K, before: V | undefined): V;
  equal(a: V, b: V): boolean;
}

/**
 * Declares a query. It is computed for a key when something reads it, again when something it read has changed, and
 * forgotten when nothing reads it any more. When the new value is `equal` to the old one (`Object.is` unless given;
 * `equalDeep` suits lists and records) the old one stays and readers rest.
 * `before` is what the query last gave for the key, while it is remembered: a big value may be made from it, if the
 * outcome is the same as without. Which values are changed in place for that is the query's own business.
 */
export function query<K extends Key, V>(
  name: string,
  compute: (read: Read, key: K, before: NoInfer<V> | undefined) => V,
  equal: (a: V, b: V) => boolean = Object.is,
): Query<K, V> {
  return { kind: 'query', name, compute, equal };
}
