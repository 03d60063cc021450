/** Rows of requests: `{"column": value, ...}` (RFC 7047, 5.1, `<row>`), bound to the positions of a table's columns. */
import {
  isJsonObject,
  type Json,
  OvsdbError,
  stringifyJson,
  syntaxError,
  UUID_COLUMN,
  type Value,
  valueFromJson,
} from '#ovsdb/notation';
import type { Column, Names } from './column.js';
import type { Table } from './table.js';

export interface RowInput {
  readonly columns: readonly Column[];
  /** In the order of `columns`. */
  readonly values: readonly Value[];
  /** `_uuid` and `_version`, which an insert ignores and an update refuses. */
  readonly reserved: ReadonlyMap<string, string>;
}

const NONE: ReadonlyMap<string, string> = new Map();

/** Throws `OvsdbError`: an unknown column, a value that its type does not allow. */
export function readRow(table: Table, json: Json, names: Names): RowInput {
  if (!isJsonObject(json)) throw syntaxError('row must be JSON object', json);
  const columns: Column[] = [];
  const values: Value[] = [];
  let reserved: Map<string, string> | undefined;
  for (const name in json) {
    const item = json[name] ?? null;
    const column = table.column(name);
    if (column !== undefined) {
      columns.push(column);
      values.push(column.read(item, names));
    } else if (name === '_uuid' || name === '_version') {
      reserved ??= new Map();
      reserved.set(name, String(valueFromJson(UUID_COLUMN.type, item, names)));
    } else {
      const syntax = stringifyJson(json, 'sorted');
      throw new OvsdbError('unknown column', `No column ${name} in table ${table.name}.`, syntax);
    }
  }
  return { columns, values, reserved: reserved ?? NONE };
}
