/** Rows of tables that are known only by name at run time: what the database commands work on. */
import { columnOf, defaultValue, type Value } from '#ovsdb/notation';
import type { AnyTable } from '#schemas';

/** The value of a column, which must be one of the table's or `_uuid`; its default where it was not loaded. */
export function columnValue(table: AnyTable, row: object, column: string): Value {
  const value: Value = Reflect.get(row, column);
  if (value !== undefined) return value;
  const schema = columnOf(table.schema, column);
  return schema === undefined ? undefined : defaultValue(schema.type);
}
