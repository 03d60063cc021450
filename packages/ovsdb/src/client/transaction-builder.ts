/** Collects the operations of a transaction, sends them and reads the answer. */
import { uuidFromBytes } from '#base';
import {
  type DatabaseSchema,
  defaultValue,
  equalValues,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonArray,
  type JsonObject,
  OvsdbError,
  stringifyJson,
  type Value,
  valueToJson,
} from '#ovsdb/notation';
import type { AnyTable, UuidOf } from '#schemas';
import { wireWhere } from './conditions.js';
import type { Where } from './monitored.js';
import { normalValue } from './normal-value.js';
import type { Transaction, TransactionOutcome } from './transaction.js';

export interface TransactionContext {
  readonly random: (count: number) => Uint8Array;
  /** The server's schema: columns that it lacks are not sent. Undefined before it is known. */
  readonly schema: () => DatabaseSchema | undefined;
  /** A column of a row as the replica has it; undefined without such a row. */
  readonly row: (table: AnyTable, id: string) => Readonly<Record<string, Value>> | undefined;
  readonly send: (operations: JsonArray) => Promise<{ readonly result: Json } | { readonly error: OvsdbError }>;
}

export function transactionBuilder(context: TransactionContext, comment?: string): Transaction {
  const operations: Json[] = [];
  const comments: string[] = comment === undefined ? [] : [comment];
  const locks: string[] = [];
  let verified = 0;
  let isCommitted = false;

  function served(table: AnyTable, column: string): boolean {
    const schema = context.schema();
    return schema === undefined || schema.tables.get(table.name)?.columns.has(column) === true;
  }

  function typeOf(table: AnyTable, name: string) {
    const column = table.schema.columns.get(name);
    if (column === undefined) throw new Error(`table ${table.name} has no column ${name}`);
    return column.type;
  }

  function wireRow(table: AnyTable, row: object, keepDefaults: boolean): JsonObject {
    const wire: { [column: string]: Json } = {};
    for (const [name, given] of Object.entries(row)) {
      if (name === '_uuid' || !served(table, name)) continue;
      const type = typeOf(table, name);
      const value = normalValue(given);
      if (keepDefaults || !equalValues(value, defaultValue(type))) wire[name] = valueToJson(type, value);
    }
    return wire;
  }

  function conditions(table: AnyTable, where: Where): JsonArray {
    if (where === true) return [];
    return wireWhere(table, where) ?? [];
  }

  const transaction: Transaction = {
    get size() {
      return operations.length;
    },
    insert(table, row, id) {
      const uuid: UuidOf<typeof table> = id ?? uuidFromBytes(context.random(16));
      operations.push({ op: 'insert', table: table.name, row: wireRow(table, row, false), uuid });
      return uuid;
    },
    update(table, id, columns) {
      const row = wireRow(table, columns, true);
      if (Object.keys(row).length > 0) operations.push({ op: 'update', table: table.name, where: byId(id), row });
    },
    mutate(table: AnyTable, id: string, column: string, mutator: 'insert' | 'delete', values: Value) {
      if (!served(table, column)) return;
      const type = typeOf(table, column);
      const isByKey = type.value !== undefined && Array.isArray(values);
      const wire = valueToJson(isByKey ? { key: type.key, min: 0, max: 'unlimited' } : type, normalValue(values));
      operations.push({ op: 'mutate', table: table.name, where: byId(id), mutations: [[column, mutator, wire]] });
    },
    increment(table, id, column, by) {
      const mutations = [[column, by < 0 ? '-=' : '+=', Math.abs(by)]];
      operations.push({ op: 'mutate', table: table.name, where: byId(id), mutations });
    },
    delete(table, id) {
      operations.push({ op: 'delete', table: table.name, where: byId(id) });
    },
    wait(table, where, columns, rows, until, timeoutMs = 0) {
      operations.push({
        op: 'wait',
        table: table.name,
        where: conditions(table, where),
        ...(columns.length === 0 ? {} : { columns }),
        until,
        rows: rows.map((row) => wireRow(table, row, true)),
        timeout: timeoutMs,
      });
    },
    verify(table, id, columns) {
      const row = context.row(table, id);
      const compared = columns.filter((name) => served(table, name));
      const wire: { [column: string]: Json } = {};
      if (row !== undefined) for (const name of compared) wire[name] = valueToJson(typeOf(table, name), row[name]);
      const rows = row === undefined ? [] : [wire];
      operations.push({
        op: 'wait',
        table: table.name,
        where: byId(id),
        columns: compared,
        until: '==',
        rows,
        timeout: 0,
      });
      verified++;
    },
    assertLock: (name) => void locks.push(name),
    comment: (text) => void comments.push(text),
    select(table, where, columns) {
      const list = columns === undefined ? {} : { columns };
      operations.push({ op: 'select', table: table.name, where: conditions(table, where), ...list });
    },
    raw: (operation) => void operations.push(operation),
    async commit() {
      if (isCommitted) throw new Error('a transaction can be committed once');
      isCommitted = true;
      if (operations.length === verified) return { status: 'unchanged', results: [] };
      const tail: Json[] = comments.length === 0 ? [] : [{ op: 'comment', comment: comments.join('\n') }];
      for (const lock of locks) tail.push({ op: 'assert', lock });
      return outcomeOf(await context.send([...operations, ...tail]));
    },
  };
  return transaction;
}

/** Nobody knows whether it was carried out: no answer came, or a relay, or a server without the database now, gave none. */
const LOST: readonly string[] = ['connection lost', 'canceled'];

function byId(id: string): Json {
  return [['_uuid', '==', ['uuid', id]]];
}

function outcomeOf(answer: { readonly result: Json } | { readonly error: OvsdbError }): TransactionOutcome {
  if ('error' in answer) {
    const isLost = LOST.includes(answer.error.error);
    return { status: isLost ? 'try-again' : 'error', error: answer.error, results: [] };
  }
  if (!isJsonArray(answer.result)) {
    return { status: 'error', error: new OvsdbError('bad reply', stringifyJson(answer.result)), results: [] };
  }
  const results = answer.result;
  const failed = results.find((result) => isJsonObject(result) && 'error' in result);
  if (failed === undefined) return { status: 'success', results };
  const error = OvsdbError.fromJson(failed);
  return { status: failureStatus(error), error, results };
}

function failureStatus(error: OvsdbError): TransactionOutcome['status'] {
  if (error.error === 'timed out') return 'try-again';
  return error.error === 'not owner' ? 'not-locked' : 'error';
}
