/** Schemas as JSON in one canonical form: short types as their name, members that hold their default left out. */
import type { Json, JsonObject } from './json.js';
import type { BaseType, ColumnSchema, ColumnType, DatabaseSchema, TableSchema } from './schema.js';
import { valueToJson } from './value.js';

/** `isRoot` is left out of every table when all have it, as it may be where garbage collection is no matter (RFC 7047 3.2). */
export function schemaToJson(schema: DatabaseSchema): Json {
  const allAreRoots = [...schema.tables.values()].every((table) => table.isRoot);
  return {
    name: schema.name,
    ...(schema.version === '' ? {} : { version: schema.version }),
    ...(schema.cksum === undefined ? {} : { cksum: schema.cksum }),
    tables: mapObject(schema.tables, (table) => tableToJson(allAreRoots ? { ...table, isRoot: false } : table)),
  };
}

/** `isRoot` is left out when false: a schema in which no table has it would mean that all have. */
export function tableToJson(table: TableSchema): Json {
  return {
    columns: mapObject(table.columns, columnToJson),
    ...(table.maxRows === undefined ? {} : { maxRows: table.maxRows }),
    ...(table.isRoot ? { isRoot: true } : {}),
    ...(table.indexes.length === 0 ? {} : { indexes: table.indexes }),
  };
}

export function columnToJson(column: ColumnSchema): Json {
  return {
    type: columnTypeToJson(column.type),
    ...(column.ephemeral ? { ephemeral: true } : {}),
    ...(column.mutable ? {} : { mutable: false }),
  };
}

export function columnTypeToJson(type: ColumnType): Json {
  const key = baseTypeToJson(type.key);
  if (type.value === undefined && type.min === 1 && type.max === 1 && typeof key === 'string') return key;
  return {
    key,
    ...(type.value === undefined ? {} : { value: baseTypeToJson(type.value) }),
    ...(type.min === 1 ? {} : { min: type.min }),
    ...(type.max === 1 ? {} : { max: type.max }),
  };
}

function baseTypeToJson(base: BaseType): Json {
  const { type, enum: allowed, refTable, refType, ...bounds } = base;
  const members: JsonObject = {
    type,
    ...(allowed === undefined ? {} : { enum: valueToJson({ key: { type }, min: 1, max: 'unlimited' }, allowed) }),
    ...bounds,
    ...(refTable === undefined ? {} : { refTable }),
    ...(refType === 'weak' ? { refType } : {}),
  };
  return Object.keys(members).length === 1 ? type : members;
}

function mapObject<T>(map: ReadonlyMap<string, T>, print: (value: T) => Json): JsonObject {
  return Object.fromEntries([...map].map(([name, value]) => [name, print(value)]));
}
