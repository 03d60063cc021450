/**
 * A transaction as it is being written by a chain of commands: rows as they will be, and the operations that make them so.
 * Later commands of a chain see what earlier ones did. Before it: the replica's rows. After it: `transact`.
 */
import type { Uuid } from '#base';
import {
  type Atom,
  atomsOf,
  atomToJson,
  columnOf,
  defaultValue,
  equalValues,
  isMap,
  type Json,
  shapeOf,
  sortAtoms,
  sortedMap,
  type TableSchema,
  type Value,
  valueToJson,
} from '#ovsdb/notation';
import type { AnyTable, ColumnName, Insert, Row, Update, UuidOf } from '#schemas';
import { columnValue } from './row.js';

/** Where rows come from: a replica satisfies it. */
export interface RowSource {
  rows<T extends AnyTable>(table: T): Iterable<Row<T>>;
  get<T extends AnyTable>(table: T, id: UuidOf<T>): Row<T> | undefined;
}

interface Insertion {
  readonly kind: 'insert';
  readonly table: TableSchema;
  readonly id: Uuid;
  columns: ReadonlyMap<string, Value>;
}

/** Operations in the order in which commands asked for them; insertions collect the changes of their row. */
type Step = Insertion | { readonly kind: 'operation'; readonly json: Json };

interface TableDraft {
  readonly table: AnyTable;
  /** Rows that differ from the source, undefined where deleted. Insertion order. */
  readonly changed: Map<Uuid, object | undefined>;
  readonly insertions: Map<Uuid, Insertion>;
}

const ZERO_TIMEOUT = 0;

export class Draft {
  readonly #source: RowSource;
  readonly #newUuid: () => Uuid;
  readonly #tables = new Map<string, TableDraft>();
  readonly #steps: Step[] = [];
  readonly #waits = new Map<string, Json>();

  constructor(source: RowSource, newUuid: () => Uuid) {
    this.#source = source;
    this.#newUuid = newUuid;
  }

  /** A uuid that no row has, for one that is going to be inserted. */
  newUuid(): Uuid {
    return this.#newUuid();
  }

  /** The rows of a table as they will be: those of the database in its order, then new ones. */
  rows<T extends AnyTable>(table: T): readonly Row<T>[] {
    const draft = this.#tables.get(table.name);
    if (draft === undefined) return [...this.#source.rows(table)];
    const rows: Row<T>[] = [];
    for (const row of this.#source.rows(table)) {
      const now = draft.changed.has(row._uuid) ? changedRow<T>(draft, row._uuid) : row;
      if (now !== undefined) rows.push(now);
    }
    for (const id of draft.insertions.keys()) {
      const row = changedRow<T>(draft, id);
      if (row !== undefined) rows.push(row);
    }
    return rows;
  }

  get<T extends AnyTable>(table: T, id: UuidOf<T>): Row<T> | undefined {
    const draft = this.#tables.get(table.name);
    return draft?.changed.has(id) ? changedRow<T>(draft, id) : this.#source.get(table, id);
  }

  /** The rows that a set of references names; those that are not loaded or gone are left out. */
  getAll<T extends AnyTable>(table: T, ids: readonly UuidOf<T>[]): readonly Row<T>[] {
    return ids.map((id) => this.get(table, id)).filter((row) => row !== undefined);
  }

  /** True when this draft makes the row. */
  isNew(table: AnyTable, id: Uuid): boolean {
    return this.#tables.get(table.name)?.insertions.has(id) ?? false;
  }

  insert<T extends AnyTable>(table: T, columns: Insert<T>, id?: UuidOf<T>): UuidOf<T> {
    const uuid = id ?? newUuidOf(table, this.#newUuid);
    const draft = this.#draftOf(table);
    const insertion: Insertion = { kind: 'insert', table: table.schema, id: uuid, columns: new Map() };
    this.#steps.push(insertion);
    draft.insertions.set(uuid, insertion);
    draft.changed.set(uuid, defaultRow(table, uuid));
    this.update(table, uuid, columns);
    return uuid;
  }

  /** Sets whole columns. */
  update<T extends AnyTable>(table: T, id: UuidOf<T>, columns: Update<T>): void {
    this.setColumns(table, id, new Map(Object.entries(columns)));
  }

  /** As `update`, for columns known by name only. Sets may be in any order. */
  setColumns(table: AnyTable, id: Uuid, columns: ReadonlyMap<string, Value>): void {
    const row: Json = Object.fromEntries(
      [...columns].map(([name, value]) => [name, valueToJson(typeOf(table, name), ordered(value))]),
    );
    this.#apply(table, id, columns);
    if (!this.isNew(table, id) && columns.size > 0) {
      this.#operation({ op: 'update', table: table.name, where: whereId(id), row });
    }
  }

  /** Adds to a set (`values`) or map (`Map`); keys that a map has already keep their value. */
  add<T extends AnyTable>(table: T, id: UuidOf<T>, column: ColumnName<T>, value: Value): void {
    this.addToColumn(table, id, column, value);
  }

  addToColumn(table: AnyTable, id: Uuid, column: string, value: Value): void {
    const before = this.#current(table, id, column);
    const after = isMap(before)
      ? sortedMap([...(isMap(value) ? value : []), ...before])
      : ordered([...new Set([...atomsOf(before), ...atomsOf(value)])]);
    this.#mutate(table, id, column, 'insert', value, after);
  }

  /** Takes out of a set; of a map the pairs of `value` when that is a map, else its keys. */
  remove<T extends AnyTable>(table: T, id: UuidOf<T>, column: ColumnName<T>, value: Value): void {
    this.removeFromColumn(table, id, column, value);
  }

  removeFromColumn(table: AnyTable, id: Uuid, column: string, value: Value): void {
    const before = this.#current(table, id, column);
    let after: Value;
    if (isMap(before)) {
      const isGone = (key: Atom, held: Atom) => (isMap(value) ? value.get(key) === held : atomsOf(value).includes(key));
      after = new Map([...before].filter(([key, held]) => !isGone(key, held)));
    } else {
      const gone = new Set(atomsOf(value));
      after = atomsOf(before).filter((atom) => !gone.has(atom));
    }
    this.#mutate(table, id, column, 'delete', value, after);
  }

  /** Adds `by` to an integer column, and asks for the outcome in the results of the transaction. */
  incrementColumn(table: AnyTable, id: Uuid, column: string, by: number): void {
    this.#operation({ op: 'mutate', table: table.name, where: whereId(id), mutations: [[column, '+=', by]] });
    this.#operation({ op: 'select', table: table.name, where: whereId(id), columns: [column] });
  }

  delete<T extends AnyTable>(table: T, id: UuidOf<T>): void {
    const draft = this.#draftOf(table);
    const insertion = draft.insertions.get(id);
    draft.changed.set(id, undefined);
    if (insertion === undefined) {
      this.#operation({ op: 'delete', table: table.name, where: whereId(id) });
      return;
    }
    draft.insertions.delete(id);
    this.#steps.splice(this.#steps.indexOf(insertion), 1);
  }

  /** The transaction is to fail, and be tried again, when these columns are not as they were read. */
  verify<T extends AnyTable>(table: T, id: UuidOf<T>, ...columns: readonly ColumnName<T>[]): void {
    for (const column of columns) this.verifyColumn(table, id, column);
  }

  verifyColumn(table: AnyTable, id: Uuid, column: string): void {
    const row = this.#source.get(table, id);
    if (row === undefined) return;
    const value = valueToJson(typeOf(table, column), columnValue(table, row, column));
    this.#waits.set(`${table.name} ${id} ${column}`, {
      op: 'wait',
      table: table.name,
      where: whereId(id),
      columns: [column],
      until: '==',
      rows: [{ [column]: value }],
      timeout: ZERO_TIMEOUT,
    });
  }

  /** The transaction is to fail, and be tried again, when the table is not empty. */
  verifyEmpty(table: AnyTable): void {
    this.#waits.set(table.name, {
      op: 'wait',
      table: table.name,
      where: [],
      until: '==',
      rows: [],
      timeout: ZERO_TIMEOUT,
    });
  }

  /** True when there is nothing to commit. */
  get isEmpty(): boolean {
    return this.#steps.length === 0;
  }

  /** The operations of the transaction: prerequisites, then changes. */
  operations(): readonly Json[] {
    return [
      ...this.#waits.values(),
      ...this.#steps.map((step) => (step.kind === 'insert' ? insertJson(step) : step.json)),
    ];
  }

  /** The rows that this draft makes. */
  newRows(): ReadonlySet<Uuid> {
    return new Set([...this.#tables.values()].flatMap(({ insertions }) => [...insertions.keys()]));
  }

  /** True when a row that this draft makes is in the database: it was carried out, even if no answer came. */
  get isCarriedOut(): boolean {
    for (const { table, insertions } of this.#tables.values()) {
      for (const id of insertions.keys()) if (this.#source.get(table, id) !== undefined) return true;
    }
    return false;
  }

  /** Index in `operations()` of the last operation: where the outcome of `incrementColumn` is when that was the last call. */
  get lastIndex(): number {
    return this.#waits.size + this.#steps.length - 1;
  }

  #mutate(table: AnyTable, id: Uuid, column: string, mutator: 'insert' | 'delete', value: Value, after: Value): void {
    const type = typeOf(table, column);
    const isNew = this.isNew(table, id);
    this.#apply(table, id, new Map([[column, shaped(table, column, after)]]));
    if (isNew) return;
    const json: Json = isMap(value)
      ? valueToJson({ ...type, min: 0, max: 'unlimited' }, value)
      : ['set', atomsOf(value).map((atom) => atomToJson(type.key.type, atom))];
    this.#operation({
      op: 'mutate',
      table: table.name,
      where: whereId(id),
      mutations: [[column, mutator, json]],
    });
  }

  #operation(json: Json): void {
    this.#steps.push({ kind: 'operation', json });
  }

  #current(table: AnyTable, id: Uuid, column: string): Value {
    const row = this.get(table, id);
    return row === undefined ? undefined : columnValue(table, row, column);
  }

  #apply(table: AnyTable, id: Uuid, columns: ReadonlyMap<string, Value>): void {
    const draft = this.#draftOf(table);
    const row = this.get(table, id);
    if (row === undefined) return;
    const values = new Map([...columns].map(([name, value]) => [name, ordered(value)]));
    draft.changed.set(id, { ...row, ...Object.fromEntries(values) });
    const insertion = draft.insertions.get(id);
    if (insertion !== undefined) insertion.columns = new Map([...insertion.columns, ...values]);
  }

  #draftOf(table: AnyTable): TableDraft {
    let draft = this.#tables.get(table.name);
    if (draft === undefined) {
      draft = { table, changed: new Map(), insertions: new Map() };
      this.#tables.set(table.name, draft);
    }
    return draft;
  }
}

/** The draft holds only rows that were put there for tables of this type. */
function changedRow<T extends AnyTable>(draft: TableDraft, id: Uuid): Row<T> | undefined {
  return draft.changed.get(id) as Row<T> | undefined;
}

function newUuidOf<T extends AnyTable>(_table: T, make: () => Uuid): UuidOf<T> {
  return make() as UuidOf<T>;
}

function typeOf(table: AnyTable, column: string) {
  const schema = columnOf(table.schema, column);
  if (schema === undefined) throw new Error(`table ${table.name} has no column ${column}`);
  return schema.type;
}

function defaultRow(table: AnyTable, id: Uuid): object {
  const columns = [...table.schema.columns.values()].map(({ name, type }) => [name, defaultValue(type)]);
  return { _uuid: id, ...Object.fromEntries(columns) };
}

function insertJson(step: Insertion): Json {
  const row: Record<string, Json> = {};
  for (const [name, value] of step.columns) {
    const type = step.table.columns.get(name)?.type;
    if (type !== undefined && !equalValues(value, defaultValue(type))) row[name] = valueToJson(type, value);
  }
  return { op: 'insert', table: step.table.name, uuid: step.id, row };
}

function whereId(id: Uuid): Json {
  return [['_uuid', '==', ['uuid', id]]];
}

/** Sets sorted, maps in the order of keys, as all values in memory are. */
function ordered(value: Value): Value {
  if (isMap(value)) return sortedMap([...value]);
  if (!Array.isArray(value)) return value;
  const atoms = [...value];
  sortAtoms(atoms);
  return atoms;
}

/** A list of atoms in the shape of the column: the first one where it holds one at most. */
function shaped(table: AnyTable, column: string, value: Value): Value {
  const shape = shapeOf(typeOf(table, column));
  return shape === 'one' || shape === 'optional' ? atomsOf(value)[0] : value;
}
