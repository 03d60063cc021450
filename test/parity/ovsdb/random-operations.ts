/** Random operations of RFC 7047, 5.2, on one schema: mostly right ones, some that a server has to refuse. */
import fc from 'fast-check';
import {
  type ColumnSchema,
  type DatabaseSchema,
  isJsonObject,
  type Json,
  type JsonObject,
  type TableSchema,
} from '#ovsdb/notation';
import { anyValue, atom, type GivenUuids, givenUuids, mostly, namesOf, WRONG } from './random-values.js';

const ORDERS = ['<', '<=', '>', '>='];
const COMPARISONS = ['==', '!=', 'includes', 'excludes'];
const ARITHMETIC = ['+=', '-=', '*=', '/=', '%='];
const MUTATORS = [...ARITHMETIC, 'insert', 'delete', 'x'];
/** Of the columns of a table, at most so many are in a random row. */
const ROW_COLUMNS = 5;

const isNumeric = ({ type: { key, value } }: ColumnSchema) =>
  value === undefined && (key.type === 'integer' || key.type === 'real');

/** Those that the column's type has; sometimes another. */
function comparisonsOf(column: ColumnSchema): fc.Arbitrary<string> {
  const right = isNumeric(column) && column.type.max === 1 ? [...COMPARISONS, ...ORDERS] : COMPARISONS;
  return mostly(fc.constantFrom(...right), fc.constantFrom(...ORDERS, 'near'), 20);
}

function mutatorsOf(column: ColumnSchema): fc.Arbitrary<string> {
  const right = [
    ...(isNumeric(column) ? ARITHMETIC : []),
    ...(column.type.max === 1 && column.type.min === 1 ? [] : ['insert', 'insert', 'delete']),
  ];
  const any = fc.constantFrom(...MUTATORS);
  return right.length === 0 ? any : mostly(fc.constantFrom(...right), any, 20);
}

/** A member that is there or not. */
const member = (name: string, value: fc.Arbitrary<Json>, isThere = 1): fc.Arbitrary<JsonObject> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant<JsonObject>({}) },
    { weight: isThere, arbitrary: value.map((each): JsonObject => ({ [name]: each })) },
  );

/** Of the operation `op`: an object of all members. */
const operation = (op: string, ...members: fc.Arbitrary<JsonObject>[]): fc.Arbitrary<Json> =>
  fc.tuple(...members).map((each): Json => Object.assign({ op }, ...each));

export class RandomOperations {
  readonly schema: DatabaseSchema;
  readonly #uuids: GivenUuids;

  constructor(schema: DatabaseSchema) {
    this.schema = schema;
    this.#uuids = givenUuids([...schema.tables.keys()]);
  }

  /** The params of a `transact`. */
  transaction(): fc.Arbitrary<Json> {
    return fc
      .array(this.#operation(), { minLength: 1, maxLength: 4 })
      .map((operations): Json => [this.schema.name, ...operations]);
  }

  /** Rows to begin with, a transaction each: some of every table. */
  beginnings(): fc.Arbitrary<Json[]> {
    const inserts = [...this.schema.tables.values()].map((table) => fc.array(this.#insert(table), { maxLength: 2 }));
    return fc.tuple(...inserts).map((each) => each.flat().map((insert): Json => [this.schema.name, insert]));
  }

  /** A transaction that waits for rows as another may make them, and then does something. */
  waiting(): fc.Arbitrary<Json> {
    const wait = this.#wait(fc.constant<JsonObject>({}));
    return fc
      .tuple(wait, fc.array(this.#operation(), { maxLength: 2 }))
      .map(([first, operations]): Json => [this.schema.name, first, ...operations]);
  }

  table<T>(use: (table: TableSchema) => fc.Arbitrary<T>): fc.Arbitrary<T> {
    return fc.oneof(...[...this.schema.tables.values()].map(use));
  }

  columnNames(table: TableSchema): fc.Arbitrary<Json[]> {
    return fc.subarray(['_uuid', ...table.columns.keys()]).map((names): Json[] => names);
  }

  where(table: TableSchema): fc.Arbitrary<Json> {
    return fc.oneof(
      { weight: 2, arbitrary: fc.constant<Json>([]) },
      { weight: 3, arbitrary: this.#byUuid(table).map((each): Json => [each]) },
      { weight: 4, arbitrary: fc.array(this.#clause(table), { minLength: 1, maxLength: 2 }) },
    );
  }

  #operation(): fc.Arbitrary<Json> {
    const right = fc.oneof(
      { weight: 10, arbitrary: this.table((table) => this.#insert(table)) },
      { weight: 3, arbitrary: this.#select() },
      {
        weight: 5,
        arbitrary: this.#onRows('update', (table) => [this.#row(table, 'mutable').map((row) => ({ row }))]),
      },
      {
        weight: 6,
        arbitrary: this.#onRows('mutate', (table) => [
          fc.array(this.#mutation(table), { minLength: 1, maxLength: 2 }).map((mutations) => ({ mutations })),
        ]),
      },
      { weight: 3, arbitrary: this.#onRows('delete', () => []) },
      { weight: 1, arbitrary: this.#wait(fc.constant<JsonObject>({ timeout: 0 })) },
      { weight: 1, arbitrary: OTHER },
    );
    return fc.oneof({ weight: 30, arbitrary: right }, { weight: 1, arbitrary: right.chain(spoiled) });
  }

  #onRows(op: string, more: (table: TableSchema) => fc.Arbitrary<JsonObject>[]): fc.Arbitrary<Json> {
    return this.table((table) =>
      operation(
        op,
        this.where(table).map((where) => ({ table: table.name, where })),
        ...more(table),
      ),
    );
  }

  #select(): fc.Arbitrary<Json> {
    return this.#onRows('select', (table) => [member('columns', this.columnNames(table))]);
  }

  #wait(timeout: fc.Arbitrary<JsonObject>): fc.Arbitrary<Json> {
    const rows = (table: TableSchema) =>
      fc.array(this.#row(table, 'two'), { maxLength: 2 }).map((each) => ({ rows: each }));
    return this.#onRows('wait', (table) => [
      fc.subarray([...table.columns.keys()].slice(0, 2)).map((columns) => ({ columns })),
      fc.constantFrom('==', '!=').map((until) => ({ until })),
      rows(table),
      timeout,
    ]);
  }

  #insert(table: TableSchema): fc.Arbitrary<Json> {
    return operation(
      'insert',
      this.#row(table).map((row) => ({ table: table.name, row })),
      member('uuid', fc.constantFrom(...(this.#uuids.get(table.name) ?? [])), 10),
      member('uuid-name', fc.constantFrom(...namesOf(table.name))),
    );
  }

  #row(table: TableSchema, which: 'any' | 'mutable' | 'two' = 'any'): fc.Arbitrary<JsonObject> {
    const all = [...table.columns.values()];
    const mutable = all.filter((column) => column.mutable);
    const from = which === 'mutable' ? mostly(fc.constant(mutable), fc.constant(all), 20) : fc.constant(all);
    return from
      .chain((columns) =>
        fc.uniqueArray(fc.constantFrom(undefined, ...columns), { maxLength: which === 'two' ? 2 : ROW_COLUMNS }),
      )
      .chain((chosen) => {
        const columns = chosen.flatMap((column) => column ?? []);
        return fc
          .tuple(...columns.map((column) => anyValue(column, this.#uuids)))
          .map((values): JsonObject => Object.fromEntries(columns.map(({ name }, i) => [name, values[i] ?? null])));
      });
  }

  #byUuid(table: TableSchema): fc.Arbitrary<Json> {
    return fc.constantFrom(...(this.#uuids.get(table.name) ?? [])).map((uuid): Json => ['_uuid', '==', ['uuid', uuid]]);
  }

  #clause(table: TableSchema): fc.Arbitrary<Json> {
    const onColumn = fc
      .constantFrom(...table.columns.values())
      .chain((column) =>
        fc
          .tuple(comparisonsOf(column), anyValue(column, this.#uuids))
          .map(([comparison, value]): Json => [column.name, comparison, value]),
      );
    return fc.oneof(
      { weight: 12, arbitrary: onColumn },
      { weight: 4, arbitrary: this.#byUuid(table) },
      { weight: 2, arbitrary: fc.boolean() },
      { weight: 1, arbitrary: fc.constantFrom<Json>(['nope', '==', 1], ['_uuid', '~', 1], ['_uuid', '=='], 'odd') },
    );
  }

  #mutation(table: TableSchema): fc.Arbitrary<Json> {
    return mutableOf(table).chain((column) => {
      const operand = fc.oneof(
        anyValue(column, this.#uuids),
        atom(column.type.key, this.#uuids),
        fc.array(atom(column.type.key, this.#uuids), { maxLength: 3 }).map((atoms): Json => ['set', atoms]),
      );
      return fc
        .tuple(mutatorsOf(column), operand)
        .map(([mutator, value]): Json => [column.name, isFatal(mutator, value) ? '+=' : mutator, value]);
    });
  }
}

/**
 * ovsdb-server ends when it divides the least integer by -1 or multiplies a negative one by 0, and finds products out of
 * range that reach the greatest integer.
 */
function isFatal(mutator: string, value: Json): boolean {
  if (mutator === '*=') return value === 0 || typeof value === 'bigint' || Number(value) > 2 ** 31;
  return value === -1 && (mutator === '/=' || mutator === '%=');
}

/** A column that may change; sometimes one that may not. */
function mutableOf(table: TableSchema): fc.Arbitrary<ColumnSchema> {
  const all = [...table.columns.values()];
  const mutable = all.filter((column) => column.mutable);
  return mutable.length === 0
    ? fc.constantFrom(...all)
    : mostly(fc.constantFrom(...mutable), fc.constantFrom(...all), 20);
}

const OTHER = fc.constantFrom<Json>(
  { op: 'comment', comment: 'why' },
  { op: 'commit', durable: false },
  { op: 'assert', lock: 'l1' },
  { op: 'assert', lock: 'l2' },
  { op: 'abort' },
  { op: 'nothing' },
  { op: 'select', table: 'Nowhere', where: [] },
  { op: 'insert', row: {} },
);

/** The object with one member wrong, missing or too many. */
export function spoiled(json: Json): fc.Arbitrary<Json> {
  if (!isJsonObject(json)) return WRONG;
  return fc.oneof(
    fc.constantFrom(...Object.keys(json)).map((name): Json => without(json, name)),
    fc.tuple(fc.constantFrom(...Object.keys(json)), WRONG).map(([name, wrong]): Json => ({ ...json, [name]: wrong })),
    fc
      .tuple(fc.constantFrom('extra', 'where', 'columns', 'row', 'uuid-name'), WRONG)
      .map(([name, wrong]): Json => ({ ...json, [name]: wrong })),
  );
}

function without(json: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(json).filter(([each]) => each !== name));
}
