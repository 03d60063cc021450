/** Random things that clients do: transactions on a schema, right and wrong ones, monitors and locks. */
import fc from 'fast-check';
import {
  type BaseType,
  type ColumnSchema,
  type DatabaseSchema,
  isJsonArray,
  type Json,
  type JsonObject,
  type TableSchema,
} from '#ovsdb/notation';

/** One request of one of a few clients. */
export interface Step {
  readonly client: number;
  readonly method: string;
  readonly params: Json;
}

export const CLIENTS = 3;

/** Uuids that inserts ask for: a table's first digit and a number. The comparison knows them by their form. */
const givenUuids = (tables: readonly string[]) =>
  new Map(tables.map((table, i) => [table, ['1', '2', '3'].map((n) => digits(i * 3 + Number(n)))]));

function digits(n: number): string {
  const digit = n.toString(16);
  return [8, 4, 4, 4, 12].map((length) => digit.repeat(length)).join('-');
}

/**
 * Names of new rows: a table's own. ovsdb-server lets a reference into another table pass when its uuid is that of the
 * row itself.
 */
const namesOf = (table: string) => [1, 2, 3].map((n) => `${table}_${n}`);

function atom(base: BaseType, uuids: ReadonlyMap<string, readonly string[]>): fc.Arbitrary<Json> {
  switch (base.type) {
    case 'integer':
      return fc.constantFrom<Json>(0, 1, 2, 3, -1, 11, 9007199254740993n, 9223372036854775807n);
    case 'real':
      return fc.constantFrom<Json>(0, 1, -1.5, 2.5, 3.25, 1e300, 0.1);
    case 'boolean':
      return fc.boolean();
    case 'string':
      return fc.constantFrom<Json>('', 'a', 'b', 'c', 'abcd', 'é', '"\\', 'true', 'x y');
    case 'uuid': {
      const known = base.refTable === undefined ? [digits(15)] : (uuids.get(base.refTable) ?? []);
      return fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(...known).map((uuid): Json => ['uuid', uuid]) },
        {
          weight: 2,
          arbitrary: fc.constantFrom(...namesOf(base.refTable ?? 'free')).map((name): Json => ['named-uuid', name]),
        },
        { weight: 1, arbitrary: fc.constant<Json>(['uuid', digits(15)]) },
      );
    }
  }
}

const WRONG: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  null,
  true,
  17,
  'text',
  ['set', []],
  ['set', [1, 1]],
  ['set', ['a', 'b', 'c', 'd']],
  ['map', []],
  [
    'map',
    [
      ['a', 'b'],
      ['a', 'c'],
    ],
  ],
  ['map', [['a']]],
  ['uuid', 'short'],
  ['named-uuid', '5'],
  [],
  {},
);

function rightValue(column: ColumnSchema, uuids: ReadonlyMap<string, readonly string[]>): fc.Arbitrary<Json> {
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

const anyValue = (column: ColumnSchema, uuids: ReadonlyMap<string, readonly string[]>) =>
  fc.oneof({ weight: 30, arbitrary: rightValue(column, uuids) }, { weight: 1, arbitrary: WRONG });

/** Operations on one schema. */
export class Requests {
  readonly #schema: DatabaseSchema;
  readonly #uuids: ReadonlyMap<string, readonly string[]>;

  constructor(schema: DatabaseSchema) {
    this.#schema = schema;
    this.#uuids = givenUuids([...schema.tables.keys()]);
  }

  /** One request of any kind; most are transactions. */
  step(): fc.Arbitrary<Step> {
    const params = fc.oneof(
      { weight: 12, arbitrary: this.transaction() },
      { weight: 2, arbitrary: this.#monitor() },
      { weight: 1, arbitrary: this.#monitorChange() },
      { weight: 1, arbitrary: monitorCancel },
      { weight: 1, arbitrary: lock },
    );
    return fc.tuple(fc.nat(CLIENTS - 1), params).map(([client, request]) => ({ client, ...request }));
  }

  transaction(): fc.Arbitrary<Omit<Step, 'client'>> {
    return fc
      .array(this.#operation(), { minLength: 1, maxLength: 5 })
      .map((operations) => ({ method: 'transact', params: [this.#schema.name, ...operations] }));
  }

  #table<T>(use: (table: TableSchema) => fc.Arbitrary<T>): fc.Arbitrary<T> {
    return fc.oneof(...[...this.#schema.tables.values()].map(use));
  }

  #operation(): fc.Arbitrary<Json> {
    const select = this.#table((table) =>
      fc.tuple(this.#where(table), fc.option(columnNames(table), { nil: undefined })).map(
        ([where, columns]): Json => ({
          op: 'select',
          table: table.name,
          where,
          ...(columns === undefined ? {} : { columns }),
        }),
      ),
    );
    const update = this.#table((table) =>
      fc
        .tuple(this.#where(table), this.#row(table))
        .map(([where, row]): Json => ({ op: 'update', table: table.name, where, row })),
    );
    const mutate = this.#table((table) =>
      fc
        .tuple(this.#where(table), fc.array(this.#mutation(table), { minLength: 1, maxLength: 2 }))
        .map(([where, mutations]): Json => ({ op: 'mutate', table: table.name, where, mutations })),
    );
    const remove = this.#table((table) =>
      this.#where(table).map((where): Json => ({ op: 'delete', table: table.name, where })),
    );
    const wait = this.#table((table) =>
      fc
        .tuple(
          this.#where(table),
          columnNames(table),
          fc.constantFrom('==', '!='),
          fc.array(this.#row(table), { maxLength: 2 }),
        )
        .map(
          ([where, columns, until, rows]): Json => ({
            op: 'wait',
            table: table.name,
            where,
            columns,
            until,
            rows,
            timeout: 0,
          }),
        ),
    );
    const other = fc.constantFrom<Json>(
      { op: 'comment', comment: 'why' },
      { op: 'commit', durable: false },
      { op: 'assert', lock: 'l1' },
      { op: 'abort' },
      { op: 'nothing' },
      { op: 'select', table: 'Nowhere', where: [] },
      { op: 'insert', row: {} },
    );
    return fc.oneof(
      { weight: 10, arbitrary: this.#insert() },
      { weight: 3, arbitrary: select },
      { weight: 5, arbitrary: update },
      { weight: 6, arbitrary: mutate },
      { weight: 3, arbitrary: remove },
      { weight: 1, arbitrary: wait },
      { weight: 1, arbitrary: other },
    );
  }

  #insert(): fc.Arbitrary<Json> {
    return this.#table((table) => {
      const uuid = fc.constantFrom(...(this.#uuids.get(table.name) ?? []));
      const name = fc.option(fc.constantFrom(...namesOf(table.name)), { nil: undefined });
      return fc.tuple(uuid, name, this.#row(table)).map(
        ([asked, uuidName, row]): Json => ({
          op: 'insert',
          table: table.name,
          row,
          uuid: asked,
          ...(uuidName === undefined ? {} : { 'uuid-name': uuidName }),
        }),
      );
    });
  }

  #row(table: TableSchema): fc.Arbitrary<JsonObject> {
    return fc
      .subarray([...table.columns.values()])
      .chain((columns) =>
        fc
          .tuple(...columns.map((column) => anyValue(column, this.#uuids)))
          .map((values): JsonObject => Object.fromEntries(columns.map(({ name }, i) => [name, values[i] ?? null]))),
      );
  }

  #where(table: TableSchema): fc.Arbitrary<Json> {
    const clause = this.#clause(table);
    return fc.oneof(
      { weight: 2, arbitrary: fc.constant<Json>([]) },
      { weight: 3, arbitrary: this.#byUuid(table).map((each): Json => [each]) },
      { weight: 4, arbitrary: fc.array(clause, { minLength: 1, maxLength: 2 }) },
    );
  }

  #byUuid(table: TableSchema): fc.Arbitrary<Json> {
    return fc.constantFrom(...(this.#uuids.get(table.name) ?? [])).map((uuid): Json => ['_uuid', '==', ['uuid', uuid]]);
  }

  #clause(table: TableSchema): fc.Arbitrary<Json> {
    const functions = fc.constantFrom('==', '!=', '<', '<=', '>', '>=', 'includes', 'excludes', 'includes', 'excludes');
    const onColumn = fc
      .constantFrom(...table.columns.values())
      .chain((column) =>
        fc
          .tuple(functions, anyValue(column, this.#uuids))
          .map(([comparison, value]): Json => [column.name, comparison, value]),
      );
    return fc.oneof(
      { weight: 12, arbitrary: onColumn },
      { weight: 4, arbitrary: this.#byUuid(table) },
      { weight: 2, arbitrary: fc.boolean() },
      { weight: 1, arbitrary: fc.constantFrom<Json>(['nope', '==', 1], ['_uuid', '~', 1], 'odd') },
    );
  }

  #mutation(table: TableSchema): fc.Arbitrary<Json> {
    return fc.constantFrom(...table.columns.values()).chain((column) => {
      const operand = fc.oneof(
        anyValue(column, this.#uuids),
        atom(column.type.key, this.#uuids),
        fc.array(atom(column.type.key, this.#uuids), { maxLength: 3 }).map((atoms): Json => ['set', atoms]),
      );
      return fc
        .tuple(
          fc.constantFrom('+=', '-=', '*=', '/=', '%=', 'insert', 'insert', 'insert', 'delete', 'delete', 'x'),
          operand,
        )
        .map(([mutator, value]): Json => [column.name, mutator, value]);
    });
  }

  #monitor(): fc.Arbitrary<Omit<Step, 'client'>> {
    const form = fc.constantFrom('monitor', 'monitor_cond', 'monitor_cond_since');
    const requests = fc
      .subarray([...this.#schema.tables.values()], { minLength: 1 })
      .chain((tables) =>
        fc
          .tuple(...tables.map((table) => this.#monitorRequest(table)))
          .map((each) => tables.map((table, i): [string, JsonObject] => [table.name, each[i] ?? {}])),
      );
    return fc.tuple(form, fc.constantFrom('m1', 'm2'), requests).map(([method, id, tables]) => {
      const entries = tables.map(([name, { where, ...request }]): [string, Json] => [
        name,
        method === 'monitor' || where === undefined ? [request] : [{ ...request, where }],
      ]);
      const since = method === 'monitor_cond_since' ? [digits(0)] : [];
      return { method, params: [this.#schema.name, id, Object.fromEntries(entries), ...since] };
    });
  }

  #monitorRequest(table: TableSchema): fc.Arbitrary<JsonObject> {
    const select = fc.constantFrom<JsonObject>(
      {},
      {},
      {},
      { initial: false },
      { modify: false },
      { delete: false },
      { insert: false },
    );
    return fc.tuple(columnNames(table), select, fc.option(this.#where(table), { nil: undefined, freq: 2 })).map(
      ([columns, selected, where]): JsonObject => ({
        columns,
        ...(Object.keys(selected).length === 0 ? {} : { select: selected }),
        // ovsdb-server ends when a monitor's condition names a row by a name.
        ...(where === undefined || JSON.stringify(where, bigText).includes('named-uuid') ? {} : { where }),
      }),
    );
  }

  #monitorChange(): fc.Arbitrary<Omit<Step, 'client'>> {
    const id = fc.constantFrom('m1', 'm2');
    return this.#table((table) =>
      fc.tuple(id, id, this.#where(table)).map(([from, to, where]) => ({
        method: 'monitor_cond_change',
        params: [from, to, { [table.name]: [{ where: isJsonArray(where) ? where : [] }] }],
      })),
    );
  }
}

function bigText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

const columnNames = (table: TableSchema) =>
  fc.subarray(['_uuid', ...table.columns.keys()]).map((names): Json[] => names);

const monitorCancel = fc
  .constantFrom('m1', 'm2', 'm3')
  .map((id): Omit<Step, 'client'> => ({ method: 'monitor_cancel', params: [id] }));

const lock = fc
  .tuple(fc.constantFrom('lock', 'steal', 'unlock'), fc.constantFrom('l1', 'l2'))
  .map(([method, name]): Omit<Step, 'client'> => ({ method, params: [name] }));
