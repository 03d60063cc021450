/**
 * The rows of one table in memory: by uuid, by each unique index, and who refers weakly to whom. Changes come in whole
 * commits (`apply`) and can be taken back (`revert`) until the store has them.
 */
import { type BaseType, type ColumnType, hasConstraint, type TableSchema, type Value } from '#ovsdb/notation';
import type { Change } from './change.js';
import { atomsOf, Column } from './column.js';
import { ColumnIndex } from './column-index.js';
import type { Row } from './row.js';
import { finish, type Steps } from './steps.js';
import { TableContents } from './table-contents.js';

/** Rows that may be looked at at once. */
const FEW = 2000;

/** One unique index: the rows by the text of the indexed columns. */
export class UniqueIndex {
  readonly columns: readonly Column[];
  /** Replaced as a whole by `Table.exchange`. */
  rows = new Map<string, Row>();

  constructor(columns: readonly Column[]) {
    this.columns = columns;
  }

  /** Equal for rows that may not stand beside each other. */
  keyOf(values: readonly Value[]): string {
    const only = this.columns.length === 1 ? values[this.columns[0]!.position] : undefined;
    if (typeof only === 'string') return only;
    let key = '';
    for (const column of this.columns) {
      const value = values[column.position];
      key += typeof value === 'string' ? `${value.length}:${value}` : `${column.text(value)};`;
    }
    return key;
  }
}

export class Table {
  readonly name: string;
  /** The table's number in the store. */
  readonly number: number;
  readonly schema: TableSchema;
  readonly columns: readonly Column[];
  /** Replaced as a whole by `exchange`. */
  rows = new Map<string, Row>();
  readonly indexes: readonly UniqueIndex[];
  readonly strongColumns: readonly Column[];
  readonly weakColumns: readonly Column[];
  /** Columns whose default may break a constraint of theirs. */
  readonly columnsWithDoubtfulDefault: readonly Column[];
  /** True where no value of a column is a number that JavaScript's JSON parser would get wrong. */
  readonly hasPlainNumbers: boolean;
  /** False for tables whose rows go when nothing refers to them any more. */
  readonly isRoot: boolean;
  /** Rows of other tables that refer weakly to a row of this one: target id -> rows' ids by table. */
  readonly weakReferrers = new Map<string, Map<string, Table>>();
  readonly #initial: readonly Value[];
  readonly #byName = new Map<string, Column>();
  readonly #byValue = new Map<Column, ColumnIndex>();

  constructor(schema: TableSchema, number: number, isRoot: boolean) {
    this.name = schema.name;
    this.number = number;
    this.schema = schema;
    this.isRoot = isRoot;
    const columns: Column[] = [];
    for (const column of schema.columns.values()) {
      if (column.name.startsWith('_')) continue;
      const made = new Column(column, columns.length);
      columns.push(made);
      this.#byName.set(made.name, made);
    }
    this.columns = columns;
    this.#initial = columns.map((column) => column.initial);
    this.strongColumns = columns.filter((column) => column.strong.length > 0);
    this.weakColumns = columns.filter((column) => column.weak.length > 0);
    this.columnsWithDoubtfulDefault = columns.filter((column) => column.type.min === 1 && isConstrained(column.type));
    this.hasPlainNumbers = columns.every(
      ({ type }) => isPlain(type.key) && (type.value === undefined || isPlain(type.value)),
    );
    this.indexes = schema.indexes.map((names) => new UniqueIndex(names.map((name) => this.#byName.get(name)!)));
  }

  column(name: string): Column | undefined {
    return this.#byName.get(name);
  }

  /** The rows by their value in that column; undefined for columns of sets and maps. */
  byValue(column: Column): ColumnIndex | undefined {
    const index = this.#indexOf(column);
    if (index?.isWhole === false) finish(index.make());
    return index;
  }

  /** Makes what `byValue` gives, where it is not made yet. */
  *indexByValue(column: Column): Steps<void> {
    const index = this.#indexOf(column);
    if (index?.isWhole === false) yield* index.make();
  }

  /** Whether `byValue` has to look at very many rows first. */
  lacksIndex(column: Column): boolean {
    return this.rows.size > FEW && this.#indexOf(column)?.isWhole === false;
  }

  #indexOf(column: Column): ColumnIndex | undefined {
    let index = this.#byValue.get(column);
    if (index === undefined && (column.shape === 'one' || column.shape === 'optional')) {
      index = new ColumnIndex(column, this);
      this.#byValue.set(column, index);
    }
    return index;
  }

  /** Fields of all rows, `_uuid` and `_version` included. */
  get cells(): number {
    return this.rows.size * (this.columns.length + 2);
  }

  /** Atoms of all rows, as `memory/show` counts them, which alone asks. */
  get atoms(): number {
    let count = 0;
    for (const row of this.rows.values()) count += atomCount(row);
    return count;
  }

  /** Weak references that rows of this table hold; for `memory/show`, too. */
  get weakReferences(): number {
    if (this.weakColumns.length === 0) return 0;
    let count = 0;
    for (const { values } of this.rows.values()) {
      for (const column of this.weakColumns) {
        for (const { side } of column.weak) for (const _ of column.references(values[column.position], side)) count++;
      }
    }
    return count;
  }

  initialValues(): Value[] {
    return this.#initial.slice();
  }

  /** Puts these in the place of all that is there, and gives what was. */
  exchange({ rows, indexes }: TableContents): TableContents {
    const indexed = this.indexes.map((index) => index.rows);
    const before = new TableContents(this.rows, indexed);
    this.rows = rows;
    this.indexes.forEach((index, i) => {
      index.rows = indexes[i]!;
    });
    // Made anew when somebody asks.
    this.#byValue.clear();
    return before;
  }

  /** Puts `after` in the place of `before` in the rows and indexes; either may be missing. */
  replace(before: Row | undefined, after: Row | undefined): void {
    if (after !== undefined) this.rows.set(after.id, after);
    else if (before !== undefined) this.rows.delete(before.id);
    for (const index of this.#byValue.values()) index.replace(before, after);
    for (const index of this.indexes) {
      const oldKey = before === undefined ? undefined : index.keyOf(before.values);
      const newKey = after === undefined ? undefined : index.keyOf(after.values);
      if (oldKey !== undefined && oldKey !== newKey && index.rows.get(oldKey)?.id === before!.id)
        index.rows.delete(oldKey);
      if (newKey !== undefined) index.rows.set(newKey, after!);
    }
  }
}

/** How many atoms a row has, those of `_uuid` and `_version` included. */
function atomCount(row: Row): number {
  let count = 2;
  for (const value of row.values) {
    if (value instanceof Map) count += value.size * 2;
    else if (value !== undefined) count += atomsOf(value).length;
  }
  return count;
}

/** Integers within bounds that JavaScript counts exactly (others are a bigint), and all that is no number. */
function isPlain({ type, minInteger, maxInteger }: BaseType): boolean {
  if (type === 'integer') return typeof minInteger === 'number' && typeof maxInteger === 'number';
  return type !== 'real';
}

function isConstrained({ key, value }: ColumnType): boolean {
  return hasConstraint(key) || (value !== undefined && hasConstraint(value));
}

/** Applies a commit's changes, in any order: rows, indexes, then weak references. `weak`: those that may have such. */
export function applyChanges(
  changes: readonly Change[],
  tables: ReadonlyMap<string, Table>,
  weak: readonly Change[] = changes,
): void {
  for (const change of changes) change.table.replace(change.before, change.after);
  for (const change of weak) trackWeak(change.table, change.before, change.after, change.changed, tables);
}

/** Takes a commit's changes back. */
export function revertChanges(
  changes: readonly Change[],
  tables: ReadonlyMap<string, Table>,
  weak: readonly Change[] = changes,
): void {
  for (const change of changes) change.table.replace(change.after, change.before);
  for (const change of weak) trackWeak(change.table, change.after, change.before, change.changed, tables);
}

/** Keeps the weak references in `after` in the place of those in `before`. */
export function trackWeak(
  table: Table,
  before: Row | undefined,
  after: Row | undefined,
  changed: readonly number[],
  tables: ReadonlyMap<string, Table>,
): void {
  if (table.weakColumns.length === 0) return;
  const isModified = before !== undefined && after !== undefined;
  if (isModified && !table.weakColumns.some((column) => changed.includes(column.position))) return;
  // A row may refer to a target through several columns: take all its references out, then put all in.
  if (before !== undefined) {
    eachWeak(table, before, tables, (target, id) => {
      const referrers = target.weakReferrers.get(id);
      referrers?.delete(before.id);
      if (referrers?.size === 0) target.weakReferrers.delete(id);
    });
  }
  if (after !== undefined) {
    eachWeak(table, after, tables, (target, id) => {
      const referrers = target.weakReferrers.get(id);
      if (referrers === undefined) target.weakReferrers.set(id, new Map([[after.id, table]]));
      else referrers.set(after.id, table);
    });
  }
}

function eachWeak(
  table: Table,
  row: Row,
  tables: ReadonlyMap<string, Table>,
  visit: (target: Table, id: string) => void,
): void {
  for (const column of table.weakColumns) {
    const value = row.values[column.position];
    if (value === undefined) continue;
    for (const { side, table: name } of column.weak) {
      const target = tables.get(name);
      if (target === undefined) continue;
      for (const atom of column.references(value, side)) visit(target, String(atom));
    }
  }
}
