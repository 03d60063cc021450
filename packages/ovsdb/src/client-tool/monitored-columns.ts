/** The operands of `ovsdb-client monitor`: tables with lists of columns, where `!modify` and the like are selections. */
import type { DatabaseSchema, Json, JsonObject } from '#ovsdb/notation';

export interface MonitoredTable {
  readonly table: string;
  /** In the order of the columns printed. */
  readonly columns: readonly string[];
  readonly request: JsonObject;
}

const KINDS = ['initial', 'insert', 'delete', 'modify'];

/** `words`: `ALL`, or tables each with an optional list of columns. Throws when the schema has no such table or column. */
export function parseMonitored(schema: DatabaseSchema, words: readonly string[], where?: Json): MonitoredTable[] {
  if (words.length === 1 && words[0] === 'ALL') {
    return [...schema.tables.keys()].sort().map((table) => monitored(schema, table, undefined, where));
  }
  const tables: MonitoredTable[] = [];
  for (let i = 0; i < words.length; i++) {
    const table = words[i] ?? '';
    if (!schema.tables.has(table)) throw new Error(`${schema.name} does not have a table named "${table}"`);
    // The next word is a list of columns unless it is a table.
    const next = words[i + 1];
    const columns = next !== undefined && !schema.tables.has(next) ? next : undefined;
    if (columns !== undefined) i++;
    tables.push(monitored(schema, table, columns, where));
  }
  return tables;
}

function monitored(schema: DatabaseSchema, table: string, list: string | undefined, where?: Json): MonitoredTable {
  const known = [...(schema.tables.get(table)?.columns.keys() ?? [])].sort();
  const words = list === undefined ? [] : list.split(',').filter((word) => word !== '');
  const off = new Set(words.filter((word) => word.startsWith('!')).map((word) => word.slice(1)));
  const named = words.filter((word) => !word.startsWith('!'));
  for (const name of named) {
    if (!known.includes(name) && name !== '_uuid' && name !== '_version') {
      throw new Error(`table "${table}" in ${schema.name} does not have a column named "${name}"`);
    }
  }
  for (const kind of off) if (!KINDS.includes(kind)) throw new Error(`"!${kind}" is no kind of change`);
  const columns = named.length === 0 ? [...known, '_version'] : named;
  const select = Object.fromEntries(KINDS.map((kind): [string, Json] => [kind, !off.has(kind)]));
  return { table, columns, request: { columns, select, ...(where === undefined ? {} : { where }) } };
}
