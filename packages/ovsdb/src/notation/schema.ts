/**
 * Database schemas (RFC 7047 section 3.2) as the rest of the program sees them. Parsed from JSON in schema-parse.ts,
 * printed in schema-print.ts; the schemas of OVN are declared in packages/schemas.
 */
import type { Atom } from './atom.js';

export type AtomicType = 'integer' | 'real' | 'boolean' | 'string' | 'uuid';
export type RefType = 'strong' | 'weak';

export interface BaseType {
  readonly type: AtomicType;
  /** Allowed values, sorted. */
  readonly enum?: readonly Atom[];
  readonly minInteger?: number | bigint;
  readonly maxInteger?: number | bigint;
  readonly minReal?: number;
  readonly maxReal?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly refTable?: string;
  readonly refType?: RefType;
}

export interface ColumnType {
  readonly key: BaseType;
  readonly value?: BaseType;
  readonly min: 0 | 1;
  readonly max: number | 'unlimited';
}

export interface ColumnSchema {
  readonly name: string;
  readonly type: ColumnType;
  readonly ephemeral: boolean;
  readonly mutable: boolean;
}

export interface TableSchema {
  readonly name: string;
  /** Without `_uuid` and `_version`, in the order of the declaration. */
  readonly columns: ReadonlyMap<string, ColumnSchema>;
  readonly maxRows: number | undefined;
  readonly isRoot: boolean;
  readonly indexes: readonly (readonly string[])[];
}

export interface DatabaseSchema {
  readonly name: string;
  readonly version: string;
  readonly cksum: string | undefined;
  readonly tables: ReadonlyMap<string, TableSchema>;
}

export type Shape = 'one' | 'optional' | 'set' | 'map';

/** How a column's value is held in memory: see `Value`. */
export function shapeOf(type: ColumnType): Shape {
  if (type.value !== undefined) return 'map';
  if (type.max !== 1) return 'set';
  return type.min === 1 ? 'one' : 'optional';
}

const UUID_TYPE: ColumnType = { key: { type: 'uuid' }, min: 1, max: 1 };
/** `_uuid` and `_version`, which every table has (RFC 7047 section 3.2). */
export const UUID_COLUMN: ColumnSchema = { name: '_uuid', type: UUID_TYPE, ephemeral: false, mutable: false };
export const VERSION_COLUMN: ColumnSchema = { name: '_version', type: UUID_TYPE, ephemeral: false, mutable: false };

/** The column of that name, `_uuid` and `_version` included. */
export function columnOf(table: TableSchema, name: string): ColumnSchema | undefined {
  const column = table.columns.get(name);
  if (column !== undefined) return column;
  if (name === '_uuid') return UUID_COLUMN;
  return name === '_version' ? VERSION_COLUMN : undefined;
}

const PLURAL: Readonly<Record<AtomicType, string>> = {
  integer: 'integers',
  real: 'reals',
  boolean: 'booleans',
  string: 'strings',
  uuid: 'uuids',
};

/** The type as messages name it: `set of up to 3 integers`, `map of (string, integer) pairs`. */
export function describeType(type: ColumnType): string {
  if (type.value === undefined && type.min === 1 && type.max === 1) return type.key.type;
  const what = type.value === undefined ? PLURAL[type.key.type] : `(${type.key.type}, ${type.value.type}) pairs`;
  let count = '';
  if (type.max === 'unlimited') count = type.min === 0 ? '' : `${type.min} or more `;
  else count = type.min === 0 ? `up to ${type.max} ` : `${type.min} to ${type.max} `;
  return `${type.value === undefined ? 'set' : 'map'} of ${count}${what}`;
}
