/** `list`, `find`, `get`, `wait-until`: the database commands that change nothing. */
import { compareNatural } from '#base';
import { atomToBareText, type ColumnSchema, columnOf, isMap, UUID_COLUMN, valueToText } from '#ovsdb/notation';
import type { AnyTable, Row } from '#schemas';
import { argument, type Call, type Command, type CommandContext, flag, given, type Need, valued } from '../command.js';
import { CommandError } from '../command-error.js';
import { columnValue } from '../row.js';
import { atomFromText } from '../values/atom-text.js';
import { type Catalog, findColumn, findRow, findRowIfAny, findTable, namingNeeds } from './catalog.js';
import { readColumnAndKey, readColumnOnly } from './column-argument.js';
import { rowSatisfies } from './row-condition.js';

const many = Number.POSITIVE_INFINITY;

export function readCommands(catalog: Catalog): readonly Command[] {
  return [list(catalog), find(catalog), get(catalog), waitUntil(catalog)];
}

/** The columns of `--columns`, or all: `_uuid` first, then by name. */
function shownColumns(table: AnyTable, call: Call): readonly ColumnSchema[] {
  const names = call.options.get('columns');
  if (names === undefined) {
    const columns = [...table.schema.columns.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return [UUID_COLUMN, ...columns];
  }
  const chosen = names.split(/[, ]+/).filter((name) => name !== '');
  if (chosen.length === 0) throw new CommandError('must specify at least one column name');
  return chosen.map((name) => findColumn(table, name, 'with-uuid'));
}

function need(table: AnyTable, columns: readonly ColumnSchema[]): Need {
  return { table, columns: columns.map(({ name }) => name).filter((name) => name !== '_uuid') };
}

function show(table: AnyTable, rows: readonly Row<AnyTable>[], call: Call, context: CommandContext): void {
  const columns = shownColumns(table, call);
  context.output.table(
    context.tables.render({
      columns: columns.map(({ name, type }) => ({ heading: name, type })),
      rows: rows.map((row) => columns.map(({ name }) => columnValue(table, row, name))),
    }),
  );
}

/** Rows by name where the table has one, then by uuid: the C tools' order is that of their hash tables. */
function inOrder(table: AnyTable, rows: readonly Row<AnyTable>[]): readonly Row<AnyTable>[] {
  const name = (row: Row<AnyTable>) =>
    columnOf(table.schema, 'name') === undefined ? '' : String(columnValue(table, row, 'name') ?? '');
  return rows.toSorted((a, b) => compareNatural(name(a), name(b)) || (a._uuid < b._uuid ? -1 : 1));
}

const list = (catalog: Catalog): Command => ({
  name: 'list',
  usage: 'TABLE [RECORD]...',
  summary: 'lists the given records of TABLE, or all of them.',
  minArguments: 1,
  maxArguments: many,
  options: [flag('if-exists'), valued('columns')],
  isReadOnly: true,
  needs(call) {
    const table = findTable(catalog, argument(call, 0));
    const naming = call.arguments.length > 1 ? namingNeeds(catalog, table) : [];
    return [need(table, shownColumns(table, call)), ...naming];
  },
  run(call, context) {
    const table = findTable(catalog, argument(call, 0));
    const names = call.arguments.slice(1);
    const rows =
      names.length === 0
        ? inOrder(table, context.draft.rows(table))
        : names.flatMap((name) => {
            const row = given(call, 'if-exists')
              ? findRowIfAny(catalog, context.draft, table, name)
              : findRow(catalog, context.draft, table, name);
            return row === undefined ? [] : [row];
          });
    show(table, rows, call, context);
  },
});

const find = (catalog: Catalog): Command => ({
  name: 'find',
  usage: 'TABLE [COLUMN[:KEY]=VALUE]...',
  summary: 'lists the records of TABLE that satisfy all conditions.',
  minArguments: 1,
  maxArguments: many,
  options: [valued('columns')],
  isReadOnly: true,
  needs(call) {
    const table = findTable(catalog, argument(call, 0));
    const tested = call.arguments.slice(1).map((text) => readColumnOnly(table, text));
    return [need(table, [...shownColumns(table, call), ...tested])];
  },
  run(call, context) {
    const table = findTable(catalog, argument(call, 0));
    const conditions = call.arguments.slice(1);
    const rows = context.draft
      .rows(table)
      .filter((row) => conditions.every((text) => rowSatisfies(table, row, text, context.names)));
    show(table, inOrder(table, rows), call, context);
  },
});

const get = (catalog: Catalog): Command => ({
  name: 'get',
  usage: 'TABLE RECORD [COLUMN[:KEY]]...',
  summary: 'prints the values of columns, or of keys of map columns, in a record. With --id the record gets a name.',
  minArguments: 2,
  maxArguments: many,
  options: [flag('if-exists'), valued('id')],
  isReadOnly: true,
  needs(call) {
    const table = findTable(catalog, argument(call, 0));
    if (given(call, 'id') && given(call, 'if-exists')) {
      throw new CommandError('--if-exists and --id may not be specified together');
    }
    const columns = call.arguments.slice(2).map((text) => readColumnOnly(table, text));
    return [...namingNeeds(catalog, table), need(table, columns)];
  },
  run(call, context) {
    const table = findTable(catalog, argument(call, 0));
    const mayMiss = given(call, 'if-exists');
    const name = argument(call, 1);
    const row = mayMiss
      ? findRowIfAny(catalog, context.draft, table, name)
      : findRow(catalog, context.draft, table, name);
    if (row === undefined) return;
    const id = call.options.get('id');
    if (id !== undefined) context.names.assign(id, row._uuid);
    for (const text of call.arguments.slice(2)) {
      const { column, key } = readColumnAndKey(table, text);
      if (column.name !== '_uuid') context.draft.verifyColumn(table, row._uuid, column.name);
      context.output.line(shownValue(table, row, column, key, { name, mayMiss }, context));
    }
  },
});

function shownValue(
  table: AnyTable,
  row: Row<AnyTable>,
  column: ColumnSchema,
  key: string | undefined,
  record: { readonly name: string; readonly mayMiss: boolean },
  context: CommandContext,
): string {
  const value = columnValue(table, row, column.name);
  if (key === undefined) return valueToText(column.type, value);
  if (!isMap(value) || column.type.value === undefined) {
    throw new CommandError(`cannot specify key to get for non-map column ${column.name}`);
  }
  const atom = atomFromText(column.type.key, key, context.names);
  const found = value.get(atom);
  if (found !== undefined) return valueToText({ key: column.type.value, min: 1, max: 1 }, found);
  if (record.mayMiss) return '';
  throw new CommandError(
    `no key "${atomToBareText(column.type.key.type, atom)}" in ${table.name} record "${record.name}" column ${column.name}`,
  );
}

const waitUntil = (catalog: Catalog): Command => ({
  name: 'wait-until',
  usage: 'TABLE RECORD [COLUMN[:KEY]=VALUE]...',
  summary: 'waits until the record exists and satisfies all conditions.',
  minArguments: 2,
  maxArguments: many,
  options: [],
  isReadOnly: true,
  needs(call) {
    const table = findTable(catalog, argument(call, 0));
    const columns = call.arguments.slice(2).map((text) => readColumnOnly(table, text));
    return [...namingNeeds(catalog, table), need(table, columns)];
  },
  run(call, context) {
    const table = findTable(catalog, argument(call, 0));
    const row = findRowIfAny(catalog, context.draft, table, argument(call, 1));
    if (row === undefined) return 'wait';
    const holds = call.arguments.slice(2).every((text) => rowSatisfies(table, row, text, context.names));
    return holds ? undefined : 'wait';
  },
});
