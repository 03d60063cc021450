/**
 * Tables: declared once, from which the types of rows, inserts and updates follow, the wire schema (RFC 7047 section
 * 3.2), the decoder (decoder.ts) and the validator (validator.ts).
 */
import type { Uuid } from '#base';
import type { ColumnSchema, TableSchema, Value } from '#ovsdb/notation';
import type { Column } from './column.js';

export type Columns = Readonly<Record<string, Column>>;

type ValueOf<C> = C extends Column<infer V> ? V : never;
type Flat<T> = { readonly [K in keyof T]: T[K] };

/** A table; `row` exists for the type checker only. */
export interface Table<Name extends string = string, C extends Columns = Columns> {
  readonly name: Name;
  readonly schema: TableSchema;
  /** Names of the columns, without `_uuid`. */
  readonly columns: readonly (keyof C & string)[];
  readonly spec: C;
  readonly row?: RowOf<Name, C>;
}

type RowOf<Name extends string, C extends Columns> = Flat<
  { readonly _uuid: Uuid<Name> } & { readonly [K in keyof C]: ValueOf<C[K]> }
>;

/** Any table, where its columns do not matter to the types. */
export interface AnyTable {
  readonly name: string;
  readonly schema: TableSchema;
  readonly columns: readonly string[];
  readonly row?: { readonly _uuid: Uuid };
}

/** A row of a table nothing is known of: by column name. */
export interface AnyRow {
  readonly _uuid: Uuid;
  readonly [column: string]: Value;
}

/** A whole row: optional columns are `T | undefined`, sets sorted arrays, maps in the order of keys. */
export type Row<T extends AnyTable> = NonNullable<T['row']>;
/** Columns for a new row; those left out get their default. Sets may be in any order. */
export type Insert<T extends AnyTable> = Partial<Omit<Row<T>, '_uuid'>>;
/** Columns to change; those left out stay. `undefined` empties an optional column. */
export type Update<T extends AnyTable> = Partial<Omit<Row<T>, '_uuid'>>;
export type UuidOf<T extends AnyTable> = Row<T>['_uuid'];
export type ColumnName<T extends AnyTable> = Exclude<keyof Row<T> & string, '_uuid'>;

export interface TableOptions<C extends Columns> {
  /** Rows stay without anything that refers to them. */
  readonly isRoot?: boolean;
  readonly maxRows?: number;
  /** Sets of columns whose values together are unique. */
  readonly indexes?: readonly (readonly (keyof C & string)[])[];
}

export function table<const Name extends string, C extends Columns>(
  name: Name,
  spec: C,
  options: TableOptions<C> = {},
): Table<Name, C> {
  const columns = new Map<string, ColumnSchema>();
  for (const [columnName, { type, ephemeral, mutable }] of Object.entries(spec)) {
    columns.set(columnName, { name: columnName, type, ephemeral, mutable });
  }
  const schema: TableSchema = {
    name,
    columns,
    maxRows: options.maxRows,
    isRoot: options.isRoot ?? false,
    indexes: options.indexes ?? [],
  };
  return { name, schema, columns: Object.keys(spec), spec };
}
