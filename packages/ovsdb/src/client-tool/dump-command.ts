/** `ovsdb-client dump`, and how it and `backup` read whole tables. */
import { columnOf, isJsonArray, isJsonObject, type Json, type JsonObject, stringifyJson } from '#ovsdb/notation';
import { type Call, type Command, schemaOf } from './command.js';
import { rowOrder } from './row-order.js';

export const dumpCommand: Command = {
  name: 'dump',
  needs: 'database',
  operands: [0, Number.POSITIVE_INFINITY],
  help: ['dump [SERVER] [DATABASE] [TABLE [COLUMN]...]', 'dump contents of DATABASE on SERVER to stdout'],
  run: dump,
};

export interface Selected {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly JsonObject[];
}

/** All rows of some tables, as of one moment. */
export async function selectAll(
  { ask, database }: Call,
  wanted: readonly { readonly table: string; readonly columns: readonly string[] }[],
): Promise<Selected[]> {
  const operations = wanted.map(({ table, columns }): Json => ({ op: 'select', table, where: [], columns }));
  const results = await ask('transact', [database, ...operations]);
  return wanted.map(({ table, columns }, i) => {
    const result = isJsonArray(results) ? results[i] : undefined;
    const rows = isJsonObject(result) ? result['rows'] : undefined;
    if (!isJsonArray(rows)) {
      const reply = result === undefined ? results : result;
      throw new Error(`${table} table reply is not an object with a "rows" member array: ${stringifyJson(reply)}`);
    }
    return { table, columns, rows: rows.filter(isJsonObject) };
  });
}

async function dump(call: Call): Promise<void> {
  const schema = await schemaOf(call);
  const [only, ...names] = call.args;
  const table = only === undefined ? undefined : schema.tables.get(only);
  if (only !== undefined && table === undefined) throw new Error(`No table "${only}" found.`);
  for (const name of names) {
    if (table !== undefined && columnOf(table, name) === undefined) {
      throw new Error(`Table "${table.name}" has no column ${name}.`);
    }
  }
  const wanted = [...schema.tables.values()]
    .filter(({ name }) => only === undefined || name === only)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((each) => ({
      table: each.name,
      columns: names.length > 0 ? names.toSorted() : ['_uuid', ...[...each.columns.keys()].sort()],
    }));
  for (const { table: name, columns, rows } of await selectAll(call, wanted)) {
    const tableSchema = schema.tables.get(name)!;
    const schemaOfColumn = (column: string) => columnOf(tableSchema, column)!;
    // Their own uuids come last: they say nothing.
    const weighty = [...columns.filter((column) => column !== '_uuid'), ...columns.filter((each) => each === '_uuid')];
    const order = rowOrder(
      weighty.map((column) => schemaOfColumn(column).type),
      rows.map((row) => weighty.map((column) => row[column] ?? null)),
    );
    const cells = order.map((at) =>
      columns.map((each) => call.output.cell(schemaOfColumn(each), rows[at]?.[each] ?? null)),
    );
    call.output.table({ caption: `${name} table`, headings: columns, rows: cells });
  }
}
