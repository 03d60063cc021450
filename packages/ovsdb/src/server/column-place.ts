/** Columns of databases as options name them: `db:DATABASE,TABLE,COLUMN` (ovsdb-server(1), "--remote", "--private-key"). */
import { atomsOf } from './column.js';
import type { Service } from './service.js';

export interface ColumnPlace {
  readonly database: string;
  readonly table: string;
  readonly column: string;
}

/** Undefined for what is no such text. Words behind the column are left out, as ovsdb-server leaves them out. */
export function parseColumnPlace(text: string): ColumnPlace | undefined {
  const [, database, table, column] = /^db:([^,]+),([^,]+),([^,]+)(?:,.*)?$/.exec(text) ?? [];
  return database === undefined || table === undefined || column === undefined
    ? undefined
    : { database, table, column };
}

/** The place, which there is now. Throws an Error in ovsdb-server's words. */
export function checkedPlace(service: Service, text: string): ColumnPlace {
  const place = parseColumnPlace(text);
  if (place === undefined) throw new Error(`"${text}": invalid syntax`);
  const database = service.database(place.database);
  if (database === undefined) throw new Error(`"${text}": no database named ${place.database}`);
  const table = database.tables.get(place.table);
  if (table === undefined) throw new Error(`"${text}": no table named ${place.table}`);
  if (table.schema.columns.get(place.column) === undefined) {
    throw new Error(`"${text}": table "${place.table}" has no column "${place.column}"`);
  }
  return place;
}

/** The place of a text, which there is now and holds strings. Throws an Error in ovsdb-server's words. */
export function checkedTextPlace(service: Service, text: string): ColumnPlace {
  const place = checkedPlace(service, text);
  const type = service.database(place.database)?.tables.get(place.table)?.schema.columns.get(place.column)?.type;
  if (type?.key.type !== 'string' || type.value !== undefined) {
    throw new Error(`"${text}": table "${place.table}" column "${place.column}" is not string or set of strings`);
  }
  return place;
}

/** The atoms that the column holds in all rows; undefined when there is no such database, table or column. */
export function atomsAt(service: Service, place: ColumnPlace): string[] | undefined {
  const table = service.database(place.database)?.tables.get(place.table);
  const column = table?.column(place.column);
  if (table === undefined || column === undefined) return undefined;
  return [...table.rows.values()].flatMap((row) => atomsOf(row.values[column.position]).map(String));
}
