/**
 * The `where` of an operation, bound to the positions of a table's columns: all clauses must hold. A clause on `_uuid` or
 * on a unique index finds its row without a walk over the table.
 */
import {
  type Condition,
  holds,
  isJsonArray,
  type Json,
  parseConditions,
  syntaxError,
  type Value,
} from '#ovsdb/notation';
import type { Names } from './column.js';
import type { Overlay, RowView } from './overlay.js';
import { STEP_ROWS, type Steps } from './steps.js';
import type { Table } from './table.js';
import type { VersionText } from './version.js';

/** Reads a column, `_uuid` and `_version` included. */
export function readColumn(table: Table, row: RowView, name: string, versions: VersionText): Value {
  const column = table.column(name);
  if (column !== undefined) return row.values[column.position];
  return name === '_uuid' ? row.id : versions.uuidOf(row.version);
}

export class Clauses {
  readonly #table: Table;
  readonly #versions: VersionText;
  readonly #conditions: readonly Condition[];
  /** The only row that can match, where a clause says so. */
  readonly #id: string | undefined;

  constructor(table: Table, json: Json, names: Names, versions: VersionText) {
    this.#table = table;
    this.#versions = versions;
    this.#conditions = parseConditions(table.schema, json, names);
    this.#id = soleId(this.#conditions);
  }

  /** The rows that match now, in a list of their own: what follows may change the table. In steps where all rows are looked at. */
  rows(overlay: Overlay): RowView[] | Steps<RowView[]> {
    const table = this.#table;
    if (this.#id !== undefined) {
      const row = overlay.get(table, this.#id);
      return row !== undefined && (this.#conditions.length === 1 || this.#matches(row)) ? [row] : [];
    }
    const found: RowView[] = [];
    const few = this.#indexed(overlay) ?? (table.rows.size < STEP_ROWS ? overlay.rows(table) : undefined);
    if (few === undefined) return this.#scan(overlay.rows(table));
    for (const row of few) if (this.#matches(row)) found.push(row);
    return found;
  }

  *#scan(rows: Iterable<RowView>): Steps<RowView[]> {
    const found: RowView[] = [];
    let count = 0;
    for (const row of rows) {
      if (++count % STEP_ROWS === 0) yield;
      if (this.#matches(row)) found.push(row);
    }
    return found;
  }

  #matches(row: RowView): boolean {
    for (const condition of this.#conditions) {
      if (typeof condition === 'boolean') {
        if (!condition) return false;
      } else if (condition.comparison === '==' && typeof condition.value !== 'object') {
        if (readColumn(this.#table, row, condition.column.name, this.#versions) !== condition.value) return false;
      } else if (!holds(condition, (name) => readColumn(this.#table, row, name, this.#versions))) return false;
    }
    return true;
  }

  /** Candidates by a unique index, when the clauses give a value for each of its columns. */
  #indexed(overlay: Overlay): RowView[] | undefined {
    for (const index of this.#table.indexes) {
      const values: Value[] = [];
      const isCovered = index.columns.every((column) => {
        const clause = this.#conditions.find(
          (each) => typeof each !== 'boolean' && each.comparison === '==' && each.column.name === column.name,
        );
        if (clause === undefined || typeof clause === 'boolean') return false;
        values[column.position] = clause.value;
        return true;
      });
      if (!isCovered) continue;
      const found: RowView[] = [];
      const row = index.rows.get(index.keyOf(values));
      const view = row === undefined ? undefined : overlay.get(this.#table, row.id);
      if (view !== undefined) found.push(view);
      for (const draft of overlay.drafts.get(this.#table)?.values() ?? []) {
        if (draft.id === row?.id || draft.values === undefined) continue;
        found.push({ id: draft.id, values: draft.values, version: undefined });
      }
      return found;
    }
    return undefined;
  }
}

function soleId(conditions: readonly Condition[]): string | undefined {
  for (const condition of conditions) {
    if (typeof condition === 'boolean' || condition.column.name !== '_uuid') continue;
    if (condition.comparison !== '==' && condition.comparison !== 'includes') continue;
    if (typeof condition.value === 'string') return condition.value;
  }
  return undefined;
}

/** The names of `json`, which must be distinct columns of the table. Throws `OvsdbError`. */
export function parseColumnNames(table: Table, json: Json): string[] {
  if (!isJsonArray(json)) throw syntaxError('array of distinct column names expected', json);
  const names: string[] = [];
  for (const name of json) {
    if (typeof name !== 'string') throw syntaxError('array of distinct column names expected', json);
    if (table.column(name) === undefined && name !== '_uuid' && name !== '_version') {
      throw syntaxError(`${name} is not a valid column name`, json);
    }
    names.push(name);
  }
  if (new Set(names).size !== names.length) throw syntaxError('array of distinct column names expected', json);
  return names;
}
