/**
 * What northd was told, as lines of text: each line holds the row changes of one compilation. Written by `--record`, and fed
 * to a compiler again by `--replay`: a fault that a network shows can be looked at without that network.
 */
import type { AnyRow, Engine, RowDelta } from '#incremental';
import {
  defaultValue,
  equalValues,
  isJsonObject,
  type Json,
  type JsonObject,
  parseJson,
  stringifyJson,
  valueFromJson,
  valueToJson,
} from '#ovsdb/notation';
import type { AnyTable } from '#schemas';
import { flowSets } from './flows/flow-set.js';

/** One line: `[[table, uuid, columns], ...]`, columns that hold their default left out, null for a deleted row. */
export function recordLine(changes: readonly RowDelta[], tables: ReadonlyMap<string, AnyTable>): string {
  const rows = changes.map(({ table, id, after }): Json => {
    const known = tables.get(table.name);
    return [table.name, id, after === undefined || known === undefined ? null : columnsOf(known, after)];
  });
  return `${stringifyJson(rows)}\n`;
}

/** The changes of a line. Throws when it is none of `recordLine`. */
export function parseRecordLine(line: string, tables: ReadonlyMap<string, AnyTable>): RowDelta[] {
  let rows: Json;
  try {
    rows = parseJson(line);
  } catch {
    throw new Error('not a line of a recording');
  }
  if (!Array.isArray(rows)) throw new Error('not a line of a recording');
  return rows.map((row: Json) => {
    const [name, id, columns] = Array.isArray(row) ? row : [];
    const table = typeof name === 'string' ? tables.get(name) : undefined;
    if (table === undefined || typeof id !== 'string')
      throw new Error(`not a row of a recording: ${stringifyJson(row)}`);
    return isJsonObject(columns) ? { table, id, after: rowOf(table, id, columns) } : { table, id };
  });
}

/** What a replayed compilation did, for one line of output. */
export interface ReplayStep {
  readonly rows: number;
  readonly flows: number;
}

export function replayStep(compiler: Engine, changes: readonly RowDelta[]): ReplayStep {
  compiler.commit(changes);
  let flows = 0;
  for (const set of compiler.outputs(flowSets)) flows += set.flows.length;
  return { rows: changes.length, flows };
}

function columnsOf(table: AnyTable, row: AnyRow): JsonObject {
  const columns: Record<string, Json> = {};
  for (const [name, { type }] of table.schema.columns) {
    const value = Reflect.get(row, name);
    if (!equalValues(value, defaultValue(type))) columns[name] = valueToJson(type, value);
  }
  return columns;
}

function rowOf(table: AnyTable, id: string, columns: JsonObject): AnyRow {
  const row: Record<string, unknown> = {};
  for (const [name, { type }] of table.schema.columns) {
    const value = columns[name];
    row[name] = value === undefined ? defaultValue(type) : valueFromJson(type, value);
  }
  return { ...row, _uuid: id };
}
