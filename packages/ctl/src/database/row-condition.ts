/** Conditions of `find` and `wait-until`: `column[:key]OPERATORvalue` (ovs-vsctl(8), "Database Command Syntax", find). */
import { type Atom, atomsOf, compareAtoms, isMap, type Value } from '#ovsdb/notation';
import type { AnyTable, Row } from '#schemas';
import { CommandError } from '../command-error.js';
import { columnValue } from '../row.js';
import type { RowNames } from '../row-names.js';
import { atomFromText } from '../values/atom-text.js';
import { valueFromText } from '../values/value-text.js';
import { type Comparison, comparisons, readColumnArgument } from './column-argument.js';

/** A set of elements to be compared: atoms, or pairs of a map. */
type Elements = readonly (readonly [Atom, Atom | undefined])[];

/** True when the row satisfies the condition. Throws `CommandError` for one that cannot be read. */
export function rowSatisfies(table: AnyTable, row: Row<AnyTable>, text: string, names: RowNames): boolean {
  const { column, key, operator, value } = readColumnArgument(table, text, comparisons);
  const held = columnValue(table, row, column.name);
  const { type } = column;
  if (key === undefined) {
    return compare(operator, elementsOf(held), elementsOf(valueFromText(type, value, names)));
  }
  if (type.value === undefined || !isMap(held)) {
    throw new CommandError(`cannot specify key to check for non-map column ${column.name}`);
  }
  // As many values as the user likes, with any operator.
  const several = { key: type.value, min: 0, max: 'unlimited' } as const;
  const wanted = valueFromText(several, value, names);
  const atom = held.get(atomFromText(type.key, key, names));
  if (atom === undefined && !operator.startsWith('{')) return false;
  return compare(operator, elementsOf(atom), elementsOf(wanted));
}

function elementsOf(value: Value): Elements {
  if (isMap(value)) return [...value];
  return atomsOf(value).map((atom) => [atom, undefined]);
}

function compare(operator: Comparison, held: Elements, wanted: Elements): boolean {
  switch (operator) {
    case '=':
    case '{=}':
      return order(held, wanted) === 0;
    case '!=':
    case '{!=}':
      return order(held, wanted) !== 0;
    case '<':
      return order(held, wanted) < 0;
    case '>':
      return order(held, wanted) > 0;
    case '<=':
      return order(held, wanted) <= 0;
    case '>=':
      return order(held, wanted) >= 0;
    case '{in}':
    case '{<=}':
      return isSubset(held, wanted);
    case '{<}':
      return isSubset(held, wanted) && held.length < wanted.length;
    case '{>=}':
      return isSubset(wanted, held);
    case '{>}':
      return isSubset(wanted, held) && wanted.length < held.length;
    case '{not-in}':
      return !held.some((element) => includes(wanted, element));
  }
}

/** More elements are greater; of as many, the first keys that differ decide, then the first values. */
function order(a: Elements, b: Elements): number {
  if (a.length !== b.length) return a.length < b.length ? -1 : 1;
  for (const part of [0, 1] as const) {
    for (let at = 0; at < a.length; at++) {
      const [x, y] = [a[at]?.[part], b[at]?.[part]];
      const difference = x === undefined || y === undefined ? 0 : compareAtoms(x, y);
      if (difference !== 0) return difference;
    }
  }
  return 0;
}

function isSubset(small: Elements, large: Elements): boolean {
  return small.every((element) => includes(large, element));
}

function includes(elements: Elements, [key, value]: readonly [Atom, Atom | undefined]): boolean {
  return elements.some(([otherKey, otherValue]) => otherKey === key && otherValue === value);
}
