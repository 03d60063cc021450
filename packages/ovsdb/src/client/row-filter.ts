/**
 * Sees to the conditions of monitors where the server does not: one that knows only the `monitor` of RFC 7047 sends all
 * rows. Comes before contents.ts.
 */
import {
  type Condition,
  type DatabaseSchema,
  defaultValue,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  matchesAny,
  parseConditions,
  type TableSchema,
  valueFromJson,
} from '#ovsdb/notation';
import type { WireWhere } from './conditions.js';

interface TableFilter {
  readonly schema: TableSchema;
  readonly conditions: readonly Condition[];
}

export class RowFilter {
  readonly #tables: ReadonlyMap<string, TableFilter>;

  private constructor(tables: ReadonlyMap<string, TableFilter>) {
    this.#tables = tables;
  }

  /** Undefined when all rows of all tables are wanted. Throws OvsdbError for a condition that does not fit the schema. */
  static of(schema: DatabaseSchema | undefined, wanted: ReadonlyMap<string, WireWhere>): RowFilter | undefined {
    const tables = new Map<string, TableFilter>();
    for (const [name, where] of wanted) {
      const table = schema?.tables.get(name);
      if (table === undefined || where === undefined) continue;
      tables.set(name, { schema: table, conditions: parseConditions(table, servedClauses(table, where)) });
    }
    return tables.size === 0 ? undefined : new RowFilter(tables);
  }

  /** The first contents without the rows that no clause holds for. */
  initial(updates: Json): Json {
    return this.#filtered(updates, () => undefined);
  }

  /** An `update` in which rows that no clause holds for are deleted rows. */
  changes(updates: Json): Json {
    return this.#filtered(updates, () => ({ old: {} }));
  }

  /** `instead`: what an update of a row that is not wanted becomes; undefined: nothing. */
  #filtered(updates: Json, instead: () => Json | undefined): Json {
    if (!isJsonObject(updates)) return updates;
    const tables: { [table: string]: Json } = {};
    for (const [name, rows] of Object.entries(updates)) {
      const filter = this.#tables.get(name);
      tables[name] = filter === undefined || !isJsonObject(rows) ? rows : filteredRows(filter, rows, instead);
    }
    return tables;
  }
}

function filteredRows(filter: TableFilter, rows: JsonObject, instead: () => Json | undefined): JsonObject {
  const kept: { [id: string]: Json } = {};
  for (const [id, update] of Object.entries(rows)) {
    const row = isJsonObject(update) ? update['new'] : undefined;
    const json = isJsonObject(row) && !isWanted(filter, id, row) ? instead() : update;
    if (json !== undefined) kept[id] = json;
  }
  return kept;
}

function isWanted({ schema, conditions }: TableFilter, id: string, row: JsonObject): boolean {
  return matchesAny(conditions, (name) => {
    if (name === '_uuid') return id;
    const column = schema.columns.get(name);
    const json = row[name];
    if (column === undefined) return undefined;
    return json === undefined ? defaultValue(column.type) : valueFromJson(column.type, json);
  });
}

/** Clauses about columns that an older server lacks hold for no row. */
function servedClauses(table: TableSchema, where: readonly Json[]): readonly Json[] {
  return where.map((clause) =>
    isJsonArray(clause) && clause[0] !== '_uuid' && !table.columns.has(String(clause[0])) ? false : clause,
  );
}
