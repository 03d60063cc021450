/**
 * Differences of values as `update2` and `update3` carry them (ovsdb-server(7), monitor_cond): columns of at most one
 * element are sent whole; of sets the symmetric difference; of maps the pairs that were added, removed (with the old
 * value) or changed (with the new value).
 */
import { type Atom, compareAtoms, placeOf } from './atom.js';
import type { ColumnType } from './schema.js';
import { isMap, isSet, sortedMap, type Value } from './value.js';

/** What turns `before` into `after`; the two differ. */
export function difference(type: ColumnType, before: Value, after: Value): Value {
  if (isMap(before) && isMap(after)) {
    // C sends maps of at most one pair whole, as it does sets.
    if (type.max === 1) return after;
    const entries: [Atom, Atom][] = [];
    for (const [key, value] of before) if (!after.has(key)) entries.push([key, value]);
    for (const [key, value] of after) if (before.get(key) !== value) entries.push([key, value]);
    return sortedMap(entries);
  }
  if (type.max !== 1 && isSet(before) && isSet(after)) return symmetricDifference(before, after);
  return after;
}

/** The value that a received difference makes of `before`. */
export function applyDifference(type: ColumnType, before: Value, change: Value): Value {
  if (isMap(before) && isMap(change)) {
    if (type.max === 1) return change;
    const entries = new Map(before);
    for (const [key, value] of change) {
      if (before.get(key) === value) entries.delete(key);
      else entries.set(key, value);
    }
    return sortedMap([...entries]);
  }
  if (type.max !== 1 && isSet(before) && isSet(change)) return symmetricDifference(before, change);
  return change;
}

/** A change of so few elements is looked up in the set, and the rest of it copied as a whole. */
const FEW = 8;

/** Two sorted sets in one, without what both have. */
function symmetricDifference(a: readonly Atom[], b: readonly Atom[]): readonly Atom[] {
  if (b.length > FEW || a.length <= 2 * FEW) return merge(a, b);
  const out = a.slice();
  for (const atom of b) {
    const at = placeOf(out, atom);
    const next = out[at];
    if (next !== undefined && compareAtoms(next, atom) === 0) out.splice(at, 1);
    else out.splice(at, 0, atom);
  }
  return out;
}

function merge(a: readonly Atom[], b: readonly Atom[]): readonly Atom[] {
  const out: Atom[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const order = compareAtoms(a[i]!, b[j]!);
    if (order === 0) {
      i++;
      j++;
    } else if (order < 0) out.push(a[i++]!);
    else out.push(b[j++]!);
  }
  while (i < a.length) out.push(a[i++]!);
  while (j < b.length) out.push(b[j++]!);
  return out;
}
