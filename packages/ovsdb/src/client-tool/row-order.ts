/** The order in which `ovsdb-client dump` prints rows: by the values of their columns, as ovsdb(7) orders those. */
import { atomsOf, type ColumnType, compareAtoms, isMap, type Json, type Value, valueFromJson } from '#ovsdb/notation';

/** Smaller sets and maps first; then by their elements. */
function compareValues(a: Value, b: Value): number {
  const [x, y] = [atomsOf(a), atomsOf(b)];
  if (x.length !== y.length) return x.length - y.length;
  for (const [i, atom] of x.entries()) {
    const order = compareAtoms(atom, y[i]!);
    if (order !== 0) return order;
  }
  if (!isMap(a) || !isMap(b)) return 0;
  return compareValues([...a.values()], [...b.values()]);
}

/** `rows`: by columns with these types, which come in the order of their weight. Returns the rows' positions, in order. */
export function rowOrder(types: readonly ColumnType[], rows: readonly (readonly Json[])[]): number[] {
  const keys = rows.map((row) =>
    types.map((type, i) => valueFromJson({ ...type, min: 0, max: 'unlimited' }, row[i] ?? null)),
  );
  const compare = (a: readonly Value[], b: readonly Value[]) => {
    for (const [i, value] of a.entries()) {
      const order = compareValues(value, b[i]);
      if (order !== 0) return order;
    }
    return 0;
  };
  return rows.map((_, i) => i).sort((a, b) => compare(keys[a] ?? [], keys[b] ?? []));
}
