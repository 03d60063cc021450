/** Random values of columns: mostly such as the column may hold, with the edges of each type among them, sometimes wrong ones. */
import fc from 'fast-check';
import type { BaseType, ColumnSchema, Json } from '#ovsdb/notation';

/** Uuids that inserts ask for, by table: their first digit and a number. The comparison knows them by their form. */
export type GivenUuids = ReadonlyMap<string, readonly string[]>;

export function givenUuids(tables: readonly string[]): GivenUuids {
  return new Map(tables.map((table, i) => [table, ['1', '2', '3'].map((n) => digits(i * 3 + Number(n)))]));
}

/** A uuid of one digit. */
export function digits(n: number): string {
  const digit = n.toString(16);
  return [8, 4, 4, 4, 12].map((length) => digit.repeat(length)).join('-');
}

/**
 * Names of new rows: a table's own. ovsdb-server lets a reference into another table pass when its uuid is that of the
 * row itself.
 */
export const namesOf = (table: string) => [1, 2, 3].map((n) => `${table}_${n}`);

const INTEGERS: readonly Json[] = [
  ...[0, 1, 2, 3, -1, 11, 4294967296],
  ...[9007199254740993n, 9223372036854775807n, -9223372036854775808n],
];
const REALS: readonly Json[] = [
  0, 1, -1.5, 2.5, 3.25, 0.1, 1e300, -1.79769313486231e308, 2.3e-308, 1e-7, 1e17, 0.3000000000000001,
];
const STRINGS: readonly Json[] = ['', 'a', 'b', 'c', 'abcd', 'é', '"\\', 'true', 'x y', '\u0001\n', '\u{1f600}'];

/** Either of the two, `other` one time in `times`. */
export function mostly<T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>, times: number): fc.Arbitrary<T> {
  return fc.oneof({ weight: times - 1, arbitrary: usual }, { weight: 1, arbitrary: other });
}

export function atom(base: BaseType, uuids: GivenUuids): fc.Arbitrary<Json> {
  const any = anyAtom(base, uuids);
  const allowed = base.type === 'uuid' ? [] : EXAMPLES[base.type].filter((each) => isAllowed(base, each));
  const listed = (base.enum ?? []).map((each): Json => each);
  const right = [...allowed, ...listed];
  return right.length === 0 ? any : mostly(fc.constantFrom(...right), any, 25);
}

const EXAMPLES: Readonly<Record<'integer' | 'real' | 'boolean' | 'string', readonly Json[]>> = {
  integer: INTEGERS,
  real: REALS,
  boolean: [false, true],
  string: STRINGS,
};

function isAllowed(base: BaseType, json: Json): boolean {
  if (base.enum !== undefined) return false;
  if (typeof json === 'string') {
    const length = [...json].length;
    return length >= (base.minLength ?? 0) && length <= (base.maxLength ?? length);
  }
  if (typeof json !== 'number' && typeof json !== 'bigint') return true;
  const [least, most] = [base.minInteger ?? base.minReal ?? json, base.maxInteger ?? base.maxReal ?? json];
  return json >= least && json <= most;
}

function anyAtom(base: BaseType, uuids: GivenUuids): fc.Arbitrary<Json> {
  if (base.type !== 'uuid') return fc.constantFrom(...EXAMPLES[base.type]);
  const known = base.refTable === undefined ? [digits(15)] : (uuids.get(base.refTable) ?? []);
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...known).map((uuid): Json => ['uuid', uuid]) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(...namesOf(base.refTable ?? 'free')).map((name): Json => ['named-uuid', name]),
    },
    { weight: 1, arbitrary: fc.constant<Json>(['uuid', digits(15)]) },
  );
}

const duplicate = (...values: string[]): Json => ['map', values.map((value): Json => ['a', value])];

/** Values that few columns or none take. */
export const WRONG: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  ...[null, true, 17, -0.5, 'text', [], {}],
  ...[['set', []], ['set', [1, 1]], ['set', ['a', 'b', 'c', 'd']], ['set'], ['set', 5], ['set', [['set', []]]]],
  ...[['map', []], duplicate('b', 'c'), ['map', [['a']]], ['map', 5], ['map', [5]]],
  ...[['uuid', 'short'], ['uuid'], ['uuid', 5], ['named-uuid', '5'], ['named-uuid', 'nobody']],
);

function rightValue(column: ColumnSchema, uuids: GivenUuids): fc.Arbitrary<Json> {
  const { key, value, min, max } = column.type;
  const one = atom(key, uuids);
  if (value !== undefined) {
    return fc
      .uniqueArray(fc.tuple(one, atom(value, uuids)), { selector: ([each]) => String(each), maxLength: 3 })
      .map((pairs): Json => ['map', pairs]);
  }
  if (max === 1 && min === 1) return one;
  const limit = max === 'unlimited' ? 4 : max;
  const set = fc
    .uniqueArray(one, { selector: String, minLength: min, maxLength: Math.min(4, limit) })
    .map((atoms): Json => ['set', atoms]);
  return fc.oneof(one, set);
}

export function anyValue(column: ColumnSchema, uuids: GivenUuids): fc.Arbitrary<Json> {
  return fc.oneof({ weight: 60, arbitrary: rightValue(column, uuids) }, { weight: 1, arbitrary: WRONG });
}
