import type { DatabaseSchema } from '#ovsdb/notation';
import type { AnyTable } from './table.js';

/** A database: its schema, and its tables by name. */
export interface Database<Tables extends Readonly<Record<string, AnyTable>> = Readonly<Record<string, AnyTable>>> {
  readonly name: string;
  readonly version: string;
  readonly cksum: string | undefined;
  readonly schema: DatabaseSchema;
  readonly tables: Tables;
}

/** `cksum` is the C project's checksum of its schema's text: a literal that tools show, nothing that is computed. */
export function database<Tables extends Readonly<Record<string, AnyTable>>>(
  name: string,
  version: string,
  cksum: string | undefined,
  tables: Tables,
): Database<Tables> {
  const schemas = new Map(Object.values(tables).map((table) => [table.name, table.schema]));
  return { name, version, cksum, schema: { name, version, cksum, tables: schemas }, tables };
}
