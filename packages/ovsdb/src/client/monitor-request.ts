/** The `<monitor-requests>` of RFC 7047 section 4.1.5, made of what the replica wants and what the server's schema has. */
import type { Log } from '#base';
import {
  type ColumnType,
  type DatabaseSchema,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  shapeOf,
  type TableSchema,
} from '#ovsdb/notation';
import type { Database } from '#schemas';
import type { WireWhere } from './conditions.js';
import type { Contents } from './contents.js';
import type { Monitored } from './monitored.js';

/** The wanted columns that the server has. */
function servedColumns({ table, columns = table.columns }: Monitored, served: TableSchema): readonly string[] {
  return columns.filter((name) => served.columns.has(name));
}

/** The forms of a monitor, newest first. */
export type MonitorMethod = 'monitor_cond_since' | 'monitor_cond' | 'monitor';

/**
 * `conditions`: by table. The `monitor` of RFC 7047 knows none: the columns that they compare are asked for in their place,
 * so that row-filter.ts can see to them.
 */
export function monitorRequests(
  schema: DatabaseSchema,
  monitored: readonly Monitored[],
  conditions: ReadonlyMap<string, WireWhere>,
  method: MonitorMethod,
): JsonObject {
  const requests: { [table: string]: Json } = {};
  for (const each of monitored) {
    const served = schema.tables.get(each.table.name);
    if (served === undefined) continue;
    const columns = servedColumns(each, served);
    const where = conditions.get(each.table.name);
    if (where === undefined) requests[each.table.name] = [{ columns }];
    else if (method === 'monitor') requests[each.table.name] = [{ columns: withCompared(columns, where, served) }];
    else requests[each.table.name] = [{ columns, where }];
  }
  return requests;
}

function withCompared(columns: readonly string[], where: readonly Json[], served: TableSchema): readonly string[] {
  const compared = where.flatMap((clause) => (isJsonArray(clause) ? [String(clause[0])] : []));
  return [...new Set([...columns, ...compared.filter((name) => served.columns.has(name))])];
}

/**
 * Compares the schemas. A table or column that the server lacks is left out, with a warning: its rows or values are the
 * defaults. Returns what makes the server unusable: a column of another type, or no table at all.
 */
export function reportSchemaFaults(
  schema: DatabaseSchema,
  monitored: readonly Monitored[],
  contents: Contents,
  log: Log,
): string | undefined {
  let served = 0;
  for (const each of monitored) {
    const { name } = each.table;
    const table = schema.tables.get(name);
    if (table === undefined) {
      log.warn(`${schema.name} database lacks ${name} table (database needs upgrade?)`);
      continue;
    }
    served++;
    const wanted = each.columns ?? each.table.columns;
    const columns = servedColumns(each, table);
    for (const column of wanted) {
      const ours = each.table.schema.columns.get(column);
      const theirs = table.columns.get(column);
      if (theirs === undefined) {
        log.warn(`${name} table in ${schema.name} database lacks ${column} column (database needs upgrade?)`);
      } else if (ours !== undefined && typeKey(ours.type) !== typeKey(theirs.type)) {
        return `${name} table in ${schema.name} database has ${column} column of another type: ${typeKey(theirs.type)} instead of ${typeKey(ours.type)}`;
      }
    }
    if (columns.length < wanted.length) contents.tables.get(name)?.limitColumns(columns);
  }
  return served === 0 && monitored.length > 0
    ? `${schema.name} database has none of the tables that are needed`
    : undefined;
}

/** What of a column's type decides how its values are read. */
function typeKey(type: ColumnType): string {
  return `${shapeOf(type)} ${type.key.type}${type.value === undefined ? '' : ` to ${type.value.type}`}`;
}

/** True when the server has the very schema that was declared, by version and checksum: then it need not be parsed. */
export function isSchemaOf({ cksum, name, version }: Database, json: Json): boolean {
  if (!isJsonObject(json) || cksum === undefined) return false;
  return json['name'] === name && json['version'] === version && json['cksum'] === cksum;
}
