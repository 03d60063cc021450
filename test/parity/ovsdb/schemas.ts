/** Schemas to compare servers on: one that has every kind of column, and random ones. */
import fc from 'fast-check';
import { isJsonObject, type Json, type JsonObject } from '#ovsdb/notation';

const set = (key: Json, max: Json = 'unlimited', min = 0) => ({ type: { key, min, max } });
const map = (key: Json, value: Json, max: Json = 'unlimited', min = 0) => ({ type: { key, value, min, max } });

/** Every shape of column and every constraint, with names that are easy to read in a difference. */
export const EVERYTHING: JsonObject = {
  name: 'Everything',
  version: '1.2.3',
  tables: {
    Root: {
      isRoot: true,
      columns: {
        name: { type: 'string' },
        count: { type: { key: { type: 'integer', minInteger: -5, maxInteger: 10 } } },
        big: { type: 'integer' },
        ratio: { type: 'real' },
        bounded: { type: { key: { type: 'real', minReal: -1.5, maxReal: 2.5 }, min: 0, max: 1 } },
        low: set({ type: 'real', minReal: -1.5 }, 1),
        high: set({ type: 'real', maxReal: 2.5 }, 1),
        least: set({ type: 'integer', minInteger: -5 }, 1),
        most: set({ type: 'integer', maxInteger: 10 }, 1),
        long: set({ type: 'string', minLength: 2 }, 1),
        short: set({ type: 'string', maxLength: 2 }, 1),
        numeral: set({ type: 'integer', enum: ['set', [1, 2, 9007199254740993n]] }, 1),
        yes: set({ type: 'boolean', enum: true }, 1),
        flag: { type: 'boolean' },
        kind: set({ type: 'string', enum: ['set', ['a', 'b', 'c']] }, 1),
        label: set({ type: 'string', minLength: 1, maxLength: 3 }, 1),
        numbers: set('integer'),
        few: set('string', 2),
        some: set('integer', 3, 1),
        options: map('string', 'string'),
        sizes: map('integer', 'real', 2),
        pair: map('string', 'integer', 1),
        exact: map('string', 'integer', 1, 1),
        any: map('string', 'integer', 'unlimited', 1),
        fixed: { type: 'string', mutable: false },
        passing: { type: 'string', ephemeral: true },
        children: set({ type: 'uuid', refTable: 'Child' }),
        friend: set({ type: 'uuid', refTable: 'Child', refType: 'weak' }, 1),
        friends: set({ type: 'uuid', refTable: 'Root', refType: 'weak' }),
        by_child: map({ type: 'uuid', refTable: 'Child', refType: 'weak' }, 'string'),
        to_child: map('string', { type: 'uuid', refTable: 'Child' }),
      },
      indexes: [['name', 'count']],
    },
    Child: {
      columns: {
        n: { type: 'integer' },
        next: set({ type: 'uuid', refTable: 'Child' }, 1),
        tag: { type: 'string' },
      },
      indexes: [['n']],
    },
    Single: { isRoot: true, maxRows: 1, columns: { value: set('string', 1) } },
  },
};

const atomicType = fc.constantFrom<Json>('integer', 'real', 'boolean', 'string', 'uuid');

const constrained = fc.constantFrom<Json>(
  { type: 'integer', minInteger: 0, maxInteger: 3 },
  { type: 'integer', enum: ['set', [1, 2, 9007199254740993n]] },
  { type: 'real', minReal: -1.5 },
  { type: 'real', enum: ['set', [0, 2.5]] },
  { type: 'boolean', enum: true },
  { type: 'string', enum: ['set', ['a', 'b']] },
  { type: 'string', minLength: 1, maxLength: 2 },
);

const baseType = (tables: readonly string[]): fc.Arbitrary<Json> =>
  fc.oneof(
    { weight: 5, arbitrary: atomicType },
    { weight: 3, arbitrary: constrained },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom(...tables), fc.constantFrom('strong', 'weak'))
        .map(([refTable, refType]): Json => ({ type: 'uuid', refTable, refType })),
    },
  );

const column = (tables: readonly string[]): fc.Arbitrary<Json> =>
  fc
    .record({
      key: baseType(tables),
      value: fc.option(baseType(tables), { nil: undefined, freq: 4 }),
      count: fc.constantFrom<readonly [number, Json]>(
        [1, 1],
        [0, 1],
        [0, 'unlimited'],
        [0, 2],
        [1, 2],
        [1, 'unlimited'],
        [0, 3],
      ),
      extra: fc.constantFrom<JsonObject>({}, {}, {}, { mutable: false }, { ephemeral: true }),
    })
    // ovsdb-server leaves weak references to rows that garbage collection took where a column must not be empty, and
    // forgets to count down strong references that leave a map with a weak one: no such columns.
    .map(({ key, value, count: [min, max], extra }): Json => {
      const types = [refType(key), refType(value)];
      const isWeak = types.includes('weak');
      // It ends with a fault where both sides of a pair are weak references.
      const hasValue = value !== undefined && !(isWeak && types.every((type) => type !== undefined));
      return { type: { key, ...(hasValue ? { value } : {}), min: isWeak ? 0 : min, max }, ...extra };
    });

/** A schema of a few tables that refer to each other. */
export function randomSchema(name: string): fc.Arbitrary<JsonObject> {
  const tables = ['A', 'B', 'C'];
  const table = fc
    .record({
      columns: fc.array(column(tables), { minLength: 1, maxLength: 5 }),
      isRoot: fc.boolean(),
      maxRows: fc.option(fc.constantFrom(1, 3), { nil: undefined, freq: 4 }),
      indexed: fc.constantFrom<readonly (readonly number[])[]>([], [], [[0]], [[0, 1]], [[0], [1]]),
    })
    .map(
      ({ columns, isRoot, maxRows, indexed }): Json => ({
        columns: Object.fromEntries(columns.map((each, i) => [`c${i}`, each])),
        isRoot,
        ...(maxRows === undefined ? {} : { maxRows }),
        ...indexesOf(columns, indexed),
      }),
    );
  return fc.tuple(table, table, table).map(
    (made): JsonObject => ({
      name,
      version: '0.0.1',
      tables: Object.fromEntries(tables.map((each, i) => [each, made[i] ?? null])),
    }),
  );
}

/** Those of the wanted indexes whose columns are there and kept. */
function indexesOf(columns: readonly Json[], indexed: readonly (readonly number[])[]): JsonObject {
  const indexes = indexed
    .filter((places) => places.every((i) => columns[i] !== undefined && !isEphemeral(columns[i])))
    .map((places): Json => places.map((i) => `c${i}`));
  return indexes.length === 0 ? {} : { indexes };
}

function refType(base: Json | undefined): Json | undefined {
  return isJsonObject(base) ? base['refType'] : undefined;
}

function isEphemeral(json: Json | undefined): boolean {
  return typeof json === 'object' && json !== null && 'ephemeral' in json;
}
