/**
 * The indexes by which conditions of monitors find their rows (../column-index.ts), made in steps before the first monitor asks:
 * looking at some hundred thousand rows at once would hold everybody up.
 */
import { isJsonArray, isJsonObject, type Json } from '#ovsdb/notation';
import type { Column } from '../column.js';
import type { Database } from '../database.js';
import type { Steps } from '../steps.js';
import type { Table } from '../table.js';

/** Makes the indexes that monitor requests ask for; undefined when there are all. Of what is no request nothing is said here. */
export function indexesFor(database: Database, requests: Json): Steps<void> | undefined {
  const lacking = [...columnsOf(database, requests)].filter(([table, column]) => table.lacksIndex(column));
  return lacking.length === 0 ? undefined : make(lacking);
}

function* make(lacking: readonly (readonly [Table, Column])[]): Steps<void> {
  for (const [table, column] of lacking) yield* table.indexByValue(column);
}

function* columnsOf(database: Database, requests: Json): Generator<readonly [Table, Column]> {
  if (!isJsonObject(requests)) return;
  for (const [name, request] of Object.entries(requests)) {
    const table = database.tables.get(name);
    if (table === undefined) continue;
    for (const each of isJsonArray(request) ? request : [request]) {
      const where = isJsonObject(each) ? each['where'] : undefined;
      if (where === undefined || !isJsonArray(where)) continue;
      for (const clause of where) {
        const column = isJsonArray(clause) ? table.column(String(clause[0])) : undefined;
        if (column !== undefined) yield [table, column];
      }
    }
  }
}
