import { type Atom, compareAtoms, isMap, isSet, sortedMap, type Value } from '#ovsdb/notation';

/** A value as callers write it: sets in any order, with duplicates. The in-memory form orders them. */
export function normalValue(value: Value): Value {
  if (isSet(value)) {
    const atoms: Atom[] = [...new Set(value)];
    return atoms.sort(compareAtoms);
  }
  return isMap(value) ? sortedMap([...value]) : value;
}
