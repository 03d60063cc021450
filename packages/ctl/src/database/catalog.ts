/**
 * Tables, columns and rows by what users call them (ovs-vsctl(8), "Identifying Tables, Records, and Columns"): names without
 * regard to case, `-` as `_`, unique beginnings; rows by uuid, its beginning, or the names that the database's tables give them.
 */
import { isUuid, parseUuid } from '#base';
import { atomsOf, type ColumnSchema, isMap, UUID_COLUMN, type Value } from '#ovsdb/notation';
import type { AnyTable, Database, Row } from '#schemas';
import type { Need } from '../command.js';
import { CommandError } from '../command-error.js';
import type { Draft } from '../draft.js';
import { columnValue } from '../row.js';

/** A way to name a row of a table besides its uuid. */
export type RowNaming =
  /** By the value of a column, or of one key of a map column. */
  | { readonly by: string; readonly key?: string }
  /** The only row of its table: `.`. */
  | { readonly by: '.' }
  /** The row that `reference` of the row of table `of` holds, found there by the value of `matching`. */
  | { readonly via: string; readonly of: string; readonly matching: string; readonly key?: string };

/** How the rows of each table may be named. Tables left out: by uuid only. */
export type RowNamings = Readonly<Record<string, readonly RowNaming[]>>;

export interface Catalog {
  readonly database: Database;
  readonly namings: RowNamings;
}

const plain = (name: string) => name.toLowerCase().replaceAll('-', '_');

/** The table that `name` means. Throws `CommandError`. */
export function findTable(catalog: Catalog, name: string): AnyTable {
  const wanted = plain(name);
  const tables = Object.values(catalog.database.tables).sort((a, b) => (a.name < b.name ? -1 : 1));
  const exact = tables.find((table) => plain(table.name) === wanted);
  if (exact !== undefined) return exact;
  const matches = tables.filter((table) => plain(table.name).startsWith(wanted));
  const [first] = matches;
  if (first === undefined) throw new CommandError(`unknown table "${name}"`);
  if (matches.length === 1) return first;
  throw new CommandError(`"${name}" matches multiple table names: ${matches.map((table) => table.name).join(', ')}`);
}

/** The column that `name` means; `_uuid` only where `withUuid`. Throws `CommandError`. */
export function findColumn(table: AnyTable, name: string, withUuid: 'with-uuid' | 'without-uuid'): ColumnSchema {
  // `_uuid` is in no schema, and has no shorter name.
  if (withUuid === 'with-uuid' && name.toLowerCase() === UUID_COLUMN.name) return UUID_COLUMN;
  const wanted = plain(name);
  const columns = [...table.schema.columns.values()];
  const exact = columns.find((column) => plain(column.name) === wanted);
  if (exact !== undefined) return exact;
  const matches = columns.filter((column) => plain(column.name).startsWith(wanted));
  const [first] = matches;
  if (first === undefined || wanted === '') {
    throw new CommandError(`${table.name} does not contain a column whose name matches "${name}"`);
  }
  if (matches.length === 1) return first;
  throw new CommandError(`${table.name} contains more than one column whose name matches "${name}"`);
}

/** What must be loaded to find rows of `table` by name. */
export function namingNeeds(catalog: Catalog, table: AnyTable): readonly Need[] {
  const needs: Need[] = [{ table, columns: [] }];
  for (const naming of catalog.namings[table.name] ?? []) {
    if ('via' in naming) {
      const other = catalog.database.tables[naming.of];
      if (other !== undefined) needs.push({ table: other, columns: [naming.via, naming.matching] });
    } else if (naming.by !== '.') needs.push({ table, columns: [naming.by] });
  }
  return needs;
}

/** The row that `name` means. Throws when it is missing or ambiguous. */
export function findRow(catalog: Catalog, draft: Draft, table: AnyTable, name: string): Row<AnyTable> {
  const row = findRowIfAny(catalog, draft, table, name);
  if (row === undefined) throw new CommandError(`no row "${name}" in table ${table.name}`);
  return row;
}

/** The row that `name` means, undefined when there is none. Throws when it is ambiguous. */
export function findRowIfAny(catalog: Catalog, draft: Draft, table: AnyTable, name: string): Row<AnyTable> | undefined {
  const uuid = parseUuid(name);
  const byUuid = uuid === undefined ? undefined : draft.get(table, uuid);
  if (byUuid !== undefined) return byUuid;
  for (const naming of catalog.namings[table.name] ?? []) {
    const row = findByNaming(catalog, draft, table, name, naming);
    if (row !== undefined) return row;
  }
  if (isUuid(name)) return undefined;
  return name === '.' ? onlyRow(draft, table) : findByBeginning(draft, table, name);
}

function findByNaming(
  catalog: Catalog,
  draft: Draft,
  table: AnyTable,
  name: string,
  naming: RowNaming,
): Row<AnyTable> | undefined {
  if ('via' in naming) {
    const other = catalog.database.tables[naming.of];
    if (other === undefined) return undefined;
    const holder = findByValue(draft, other, naming.matching, naming.key, name);
    const [id] = holder === undefined ? [] : atomsOf(columnValue(other, holder, naming.via));
    const reference = id === undefined ? undefined : parseUuid(String(id));
    return reference === undefined ? undefined : draft.get(table, reference);
  }
  if (naming.by === '.') return undefined;
  return findByValue(draft, table, naming.by, 'key' in naming ? naming.key : undefined, name);
}

/** `.` is the only row of any table; help mentions it where there never are more. */
function onlyRow(draft: Draft, table: AnyTable): Row<AnyTable> | undefined {
  const rows = draft.rows(table);
  return rows.length === 1 ? rows[0] : undefined;
}

function findByValue(
  draft: Draft,
  table: AnyTable,
  column: string,
  key: string | undefined,
  name: string,
): Row<AnyTable> | undefined {
  const matches = draft.rows(table).filter((row) => holdsName(columnValue(table, row, column), key, name));
  if (matches.length > 1) {
    throw new CommandError(`multiple rows in ${table.name} match "${name}"`);
  }
  return matches[0];
}

function holdsName(value: Value, key: string | undefined, name: string): boolean {
  if (key === undefined) return atomsOf(value).some((atom) => String(atom) === name);
  return isMap(value) && value.get(key) === name;
}

/** Uuids may be cut short to four digits or more. */
function findByBeginning(draft: Draft, table: AnyTable, name: string): Row<AnyTable> | undefined {
  const beginning = name.toLowerCase();
  if (beginning.length < 4 || !/^[0-9a-f-]+$/.test(beginning)) return undefined;
  const matches = draft.rows(table).filter((row) => row._uuid.startsWith(beginning));
  const [first, second] = matches;
  if (second === undefined || first === undefined) return first;
  throw new CommandError(
    `${table.name} contains 2 or more rows whose UUIDs begin with ${name}: at least ${first._uuid} and ${second._uuid}`,
  );
}
