/** What `ovsdb-tool show-log` prints of a database's log, in the C tool's words. */
import { type DatabaseSchema, difference, valueToText } from '#ovsdb/notation';
import type { Change } from './change.js';
import type { Row } from './row.js';
import type { LoggedPast, LoggedTransaction } from './store/load.js';
import type { Table } from './table.js';

/** 0: a line for each transaction; 1: also the rows; 2: also their columns. */
export type Verbosity = 0 | 1 | 2;

/** What of a schema stands in a log. */
type NamedSchema = Pick<DatabaseSchema, 'name' | 'version' | 'cksum'>;

export function schemaText({ name, version, cksum }: NamedSchema): string {
  return `"${name}", version="${version}", cksum="${cksum ?? ''}"`;
}

export function pastText(schema: NamedSchema, past: LoggedPast, verbosity: Verbosity): string {
  let text = `record 0: ${schemaText(schema).replace(', ', ' schema, ')}\n\n`;
  let record = 1;
  if (past.base.length > 0) {
    const changes = past.base.map(({ table, row }) => new ChangeLines(table, undefined, row, []));
    text += recordText(record++, undefined, 'the state before the log', changes, verbosity);
  }
  for (const { time, comment, changes } of past.transactions)
    text += recordText(record++, time, comment, changes, verbosity);
  return text;
}

interface Lines {
  readonly table: Table;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
  readonly changed: readonly number[];
}

class ChangeLines implements Lines {
  readonly table: Table;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
  readonly changed: readonly number[];

  constructor(table: Table, before: Row | undefined, after: Row | undefined, changed: readonly number[]) {
    this.table = table;
    this.before = before;
    this.after = after;
    this.changed = changed;
  }
}

function recordText(
  record: number,
  time: LoggedTransaction['time'] | undefined,
  comment: string,
  changes: readonly (Lines | Change)[],
  verbosity: Verbosity,
): string {
  const text = transactionText(time, comment, changes, verbosity);
  return `record ${record}:${text}${verbosity === 0 ? '' : '\n'}`;
}

/** The time and comment of a transaction, behind a space, and a line for each of what it did. */
export function transactionText(
  time: LoggedTransaction['time'] | undefined,
  comment: string,
  changes: readonly (Lines | Change)[],
  verbosity: Verbosity,
): string {
  const date = time === undefined ? '' : ` ${new Date(time).toISOString().replace('T', ' ').replace('Z', '')}`;
  let text = `${date}${comment === '' ? '' : ` "${comment}"`}\n`;
  if (verbosity > 0) for (const change of changes) text += changeText(change, verbosity);
  return text;
}

function changeText({ table, before, after, changed }: Lines, verbosity: Verbosity): string {
  const row = (after ?? before)!;
  const name = rowName(table, row);
  const short = row.id.slice(0, 8);
  if (before === undefined) {
    const head = `  table ${table.name} insert row ${name === undefined ? short : `${name} (${short})`}:\n`;
    return head + (verbosity < 2 ? '' : columnLines(table, row, kept(table, row)));
  }
  const head = `  table ${table.name} row ${name ?? short} (${short}) diff:\n`;
  if (after === undefined) return `${head}    delete row\n`;
  return head + (verbosity < 2 ? '' : columnLines(table, after, changed, before));
}

/** Columns that do not hold their default. */
function kept(table: Table, row: Row): number[] {
  return table.columns
    .filter((column) => !column.isInitial(row.values[column.position]))
    .map(({ position }) => position);
}

/** Of a changed row (`before`), what differs, as updates carry it. */
function columnLines(table: Table, row: Row, positions: readonly number[], before?: Row): string {
  let text = '';
  for (const position of positions) {
    const { name, type, isStored } = table.columns[position]!;
    if (!isStored) continue;
    const value = row.values[position];
    const shown = before === undefined ? value : difference(type, before.values[position], value);
    text += `    ${name}=${valueToText(type, shown)}\n`;
  }
  return text;
}

/** The value of `name`, in quotes, where the table has such a column. */
function rowName(table: Table, row: Row): string | undefined {
  const column = table.column('name');
  const value = column === undefined ? undefined : row.values[column.position];
  return typeof value === 'string' && value !== '' ? JSON.stringify(value) : undefined;
}
