/** Random monitors of all kinds on one schema, and changes of their conditions. */
import fc from 'fast-check';
import {
  isJsonArray,
  type Json,
  type JsonArray,
  type JsonObject,
  stringifyJson,
  type TableSchema,
} from '#ovsdb/notation';
import { type RandomOperations, spoiled } from './random-operations.js';
import { digits } from './random-values.js';

export interface Request {
  readonly method: string;
  readonly params: Json;
}

const IDS = fc.constantFrom<Json>('m1', 'm2', 'm2', 3, null, ['m', { a: 1 }]);
const FORMS = fc.constantFrom('monitor', 'monitor_cond', 'monitor_cond_since');
const SELECTS = fc.constantFrom<JsonObject | undefined>(
  ...[undefined, undefined, undefined, {}],
  ...[{ initial: false }, { modify: false }, { delete: false }, { insert: false }],
  ...[
    { initial: false, modify: false },
    { initial: true, insert: true, delete: false, modify: false },
  ],
);

export class RandomMonitors {
  readonly #operations: RandomOperations;

  constructor(operations: RandomOperations) {
    this.#operations = operations;
  }

  monitor(): fc.Arbitrary<Request> {
    const { schema } = this.#operations;
    return FORMS.chain((method) => {
      const tables = fc
        .subarray([...schema.tables.values()], { minLength: 1 })
        .chain((chosen) =>
          fc
            .tuple(...chosen.map((table) => this.#requests(table, method !== 'monitor')))
            .map((each) => Object.fromEntries(chosen.map(({ name }, i): [string, Json] => [name, each[i] ?? null]))),
        );
      const all = fc.oneof({ weight: 30, arbitrary: tables }, { weight: 1, arbitrary: tables.chain(spoiled) });
      const since: JsonArray = method === 'monitor_cond_since' ? [digits(0)] : [];
      return fc.tuple(IDS, all).map(([id, requests]) => ({ method, params: [schema.name, id, requests, ...since] }));
    });
  }

  /** Of one table: of a request with a fault ovsdb-server has put in force what its hashing brought before the fault. */
  change(): fc.Arbitrary<Request> {
    return this.#operations.table((table) =>
      fc.tuple(IDS, IDS, fc.boolean(), this.#condition(table)).map(([from, to, isRenamed, where]) => ({
        method: 'monitor_cond_change',
        params: [from, isRenamed ? to : from, { [table.name]: [{ where }] }],
      })),
    );
  }

  cancel(): fc.Arbitrary<Request> {
    return IDS.map((id) => ({ method: 'monitor_cancel', params: [id] }));
  }

  /** One request, alone or in an array, or two that share a table's columns. */
  #requests(table: TableSchema, isConditional: boolean): fc.Arbitrary<Json> {
    const where = isConditional ? fc.option(this.#condition(table), { freq: 2 }) : fc.constant(null);
    const two = fc.nat(table.columns.size);
    return fc
      .tuple(this.#operations.columnNames(table), SELECTS, SELECTS, where, fc.nat(9), two)
      .map(([columns, select, otherSelect, condition, form, split]): Json => {
        const whole = request(columns, select, condition);
        if (form === 0) return whole;
        if (form === 1) return [requestOfAll(select, condition)];
        if (form > 3) return [whole];
        return [
          request(columns.slice(0, split), select, condition),
          // Of several conditions ovsdb-server takes one, by its hashing.
          request(columns.slice(split), otherSelect, condition),
        ];
      });
  }

  #condition(table: TableSchema): fc.Arbitrary<Json> {
    // ovsdb-server ends when a monitor's condition names a row by a name.
    return this.#operations
      .where(table)
      .map((where): Json => (isJsonArray(where) && !stringifyJson(where).includes('named-uuid') ? where : []));
  }
}

function request(columns: readonly Json[], select: JsonObject | undefined, where: Json): JsonObject {
  return { columns, ...requestOfAll(select, where) };
}

/** Without names of columns: all of them. */
function requestOfAll(select: JsonObject | undefined, where: Json): JsonObject {
  return { ...(select === undefined ? {} : { select }), ...(where === null ? {} : { where }) };
}
