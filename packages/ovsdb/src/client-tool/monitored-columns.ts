/** The operands of `ovsdb-client monitor`: a table with lists of columns, where `!modify` and the like are selections. */
import type { DatabaseSchema, Json, JsonObject } from '#ovsdb/notation';

export interface MonitoredTable {
  readonly table: string;
  /** In the order of the columns printed. */
  readonly columns: readonly string[];
  /** A request for each list of columns. */
  readonly requests: readonly JsonObject[];
}

/** A table that the schema does not have. */
export class UnknownTable extends Error {}

const KINDS = ['initial', 'insert', 'delete', 'modify'];

/**
 * `words`: a table, or `ALL`, and any number of lists of columns, each a request of its own. Throws when the schema has no
 * such table or column, or when one is named twice.
 */
export function parseMonitored(schema: DatabaseSchema, words: readonly string[], where?: Json): MonitoredTable[] {
  const [table = '', ...lists] = words;
  const wanted = lists.length === 0 ? [''] : lists;
  if (table === 'ALL') return [...schema.tables.keys()].sort().map((each) => monitored(schema, each, wanted, where));
  if (!schema.tables.has(table)) throw new UnknownTable(`${schema.name} does not have a table named "${table}"`);
  return [monitored(schema, table, wanted, where)];
}

function monitored(schema: DatabaseSchema, table: string, lists: readonly string[], where?: Json): MonitoredTable {
  const requests = lists.map((list) => parseList(schema, table, list));
  const columns = requests.flatMap((request) => request.columns);
  for (const [i, name] of columns.entries()) {
    if (columns.indexOf(name) < i) throw new Error(`column "${name}" mentioned multiple times`);
  }
  return {
    table,
    columns,
    requests: requests.map((request): JsonObject => ({ ...request, ...(where === undefined ? {} : { where }) })),
  };
}

function parseList(schema: DatabaseSchema, table: string, list: string) {
  const known = [...(schema.tables.get(table)?.columns.keys() ?? [])].sort();
  const words = list.split(',').filter((word) => word !== '');
  const isSelection = (word: string) => word.startsWith('!') && KINDS.includes(word.slice(1));
  const named = words.filter((word) => !isSelection(word));
  for (const name of named) {
    if (!known.includes(name) && name !== '_uuid' && name !== '_version') {
      throw new Error(`table "${table}" in ${schema.name} does not have a column named "${name}"`);
    }
  }
  const select = Object.fromEntries(KINDS.map((kind): [string, Json] => [kind, !words.includes(`!${kind}`)]));
  return { columns: named.length === 0 ? [...known, '_version'] : named, select };
}
