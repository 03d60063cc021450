/** `show` of sbctl and vsctl: rows under the rows that refer to them, each column only where it says something. */
import { parseUuid, type Uuid } from '#base';
import { atomsOf, columnOf, isDefaultValue, shapeOf, type Value, valueToText } from '#ovsdb/notation';
import type { AnyTable } from '#schemas';
import type { CommandOutput, Need } from '../command.js';
import type { Draft } from '../draft.js';
import { columnValue } from '../row.js';

/** How rows of one table are shown. */
export interface ShownTable {
  readonly table: AnyTable;
  /** The column that names a row; the uuid where left out. */
  readonly name?: string;
  /** Columns in the order of printing; references to a shown table become nested rows. */
  readonly columns: readonly string[];
  /** Rows of another table that refer to this row by `column`, shown by the value of `name`. */
  readonly referrers?: { readonly table: AnyTable; readonly name: string; readonly column: string };
}

/** What must be loaded to show these tables. */
export function showNeeds(tables: readonly ShownTable[]): readonly Need[] {
  return tables.flatMap(({ table, name, columns, referrers }) => [
    { table, columns: [...(name === undefined ? [] : [name]), ...columns] },
    ...(referrers === undefined ? [] : [{ table: referrers.table, columns: [referrers.name, referrers.column] }]),
  ]);
}

/** Prints all rows of the first table and what is under them. */
export function showTree(tables: readonly ShownTable[], draft: Draft, output: CommandOutput): void {
  const [root] = tables;
  if (root === undefined) return;
  const shown = new Set<Uuid>();
  for (const row of sorted(root, draft.rows(root.table))) showRow(root, row, 0);

  function showRow(style: ShownTable, row: { readonly _uuid: Uuid }, depth: number): void {
    if (shown.has(row._uuid)) return;
    shown.add(row._uuid);
    const indent = '    '.repeat(depth);
    output.line(indent + headOf(style, row));
    for (const column of style.columns) showColumn(style, row, column, depth + 1);
    if (style.referrers !== undefined) showReferrers(style.referrers, row._uuid, depth + 1);
  }

  function showColumn(style: ShownTable, row: { readonly _uuid: Uuid }, column: string, depth: number): void {
    const type = columnOf(style.table.schema, column)?.type;
    if (type === undefined) return;
    const value = columnValue(style.table, row, column);
    const target = tables.find((each) => each.table.name === type.key.refTable);
    if (target !== undefined) {
      for (const atom of atomsOf(value)) {
        const id = parseUuid(String(atom));
        const other = id === undefined ? undefined : draft.get(target.table, id);
        if (other !== undefined) showRow(target, other, depth);
      }
      return;
    }
    if (shapeOf(type) === 'optional' ? value !== undefined : !isDefaultValue(type, value)) {
      output.line(`${'    '.repeat(depth)}${column}: ${valueToText(type, value)}`);
    }
  }

  function showReferrers(referrers: NonNullable<ShownTable['referrers']>, id: Uuid, depth: number): void {
    const { table, name, column } = referrers;
    const rows = draft.rows(table).filter((row) => atomsOf(columnValue(table, row, column)).includes(id));
    for (const row of sorted({ table, name, columns: [] }, rows)) {
      output.line(`${'    '.repeat(depth)}${table.name} ${text(table, row, name)}`);
    }
  }
}

function headOf(style: ShownTable, row: { readonly _uuid: Uuid }): string {
  return style.name === undefined ? row._uuid : `${style.table.name} ${text(style.table, row, style.name)}`;
}

function text(table: AnyTable, row: object, column: string): string {
  const type = columnOf(table.schema, column)?.type;
  const value: Value = columnValue(table, row, column);
  return type === undefined ? '' : valueToText(type, value);
}

/** Rows by name: the C tools print those of a table in the order of their hash. */
function sorted<R extends { readonly _uuid: Uuid }>(style: ShownTable, rows: readonly R[]): readonly R[] {
  const { table, name } = style;
  if (name === undefined) return rows;
  return rows.toSorted((a, b) => (text(table, a, name) < text(table, b, name) ? -1 : 1));
}
