/**
 * What a running transaction sees and has changed so far: drafts laid over the tables. Nothing of it is in the tables
 * until `commit`; dropping the overlay drops the transaction whole.
 */
import type { Value } from '#ovsdb/notation';
import type { Row } from './row.js';
import { piecesOf } from './steps.js';
import type { Table } from './table.js';

/** A row as the transaction has it: `values` undefined once deleted. */
export class Draft {
  readonly table: Table;
  readonly id: string;
  readonly before: Row | undefined;
  values: Value[] | undefined;
  /** What the row becomes, once a commit is made of this. */
  after: Row | undefined;

  constructor(table: Table, id: string, before: Row | undefined, values: Value[] | undefined) {
    this.table = table;
    this.id = id;
    this.before = before;
    this.values = values;
  }
}

/** A row as an operation reads it. */
export interface RowView {
  readonly id: string;
  readonly values: readonly Value[];
  /** Undefined for a row of this transaction. */
  readonly version: number | undefined;
}

export class Overlay {
  readonly drafts = new Map<Table, Map<string, Draft>>();
  /** What `pieces` gives, until there are more drafts or fewer. */
  #pieces: readonly (readonly Draft[])[] | undefined;

  has(table: Table, id: string): boolean {
    const draft = this.drafts.get(table)?.get(id);
    return draft === undefined ? table.rows.has(id) : draft.values !== undefined;
  }

  get(table: Table, id: string): RowView | undefined {
    const draft = this.drafts.get(table)?.get(id);
    return draft === undefined ? table.rows.get(id) : viewOf(draft);
  }

  /** All rows: those of the table, then those inserted here. */
  *rows(table: Table): Iterable<RowView> {
    const drafts = this.drafts.get(table);
    if (drafts === undefined) {
      yield* table.rows.values();
      return;
    }
    for (const row of table.rows.values()) {
      const draft = drafts.get(row.id);
      const view = draft === undefined ? row : viewOf(draft);
      if (view !== undefined) yield view;
    }
    for (const draft of drafts.values()) {
      const view = draft.before === undefined ? viewOf(draft) : undefined;
      if (view !== undefined) yield view;
    }
  }

  /** True when this transaction or the table has, or had in this transaction, a row of that id. */
  knows(table: Table, id: string): boolean {
    return table.rows.has(id) || this.drafts.get(table)?.has(id) === true;
  }

  /** All drafts as they are now, in pieces of one step each. */
  pieces(): readonly (readonly Draft[])[] {
    if (this.#pieces !== undefined) return this.#pieces;
    const all: Draft[] = [];
    for (const drafts of this.drafts.values()) for (const draft of drafts.values()) all.push(draft);
    this.#pieces = piecesOf(all);
    return this.#pieces;
  }

  insert(table: Table, id: string, values: Value[]): void {
    this.#add(new Draft(table, id, undefined, values));
  }

  /** The row's values, for writing. */
  write(table: Table, id: string): Value[] {
    const draft = this.drafts.get(table)?.get(id);
    if (draft?.values !== undefined) return draft.values;
    const row = table.rows.get(id);
    if (row === undefined || draft !== undefined) throw new Error(`no row ${id} in table ${table.name} to write`);
    const values = row.values.slice();
    this.#add(new Draft(table, id, row, values));
    return values;
  }

  delete(table: Table, id: string): void {
    const draft = this.drafts.get(table)?.get(id);
    if (draft !== undefined) draft.values = undefined;
    else this.#add(new Draft(table, id, table.rows.get(id), undefined));
  }

  /** Takes a draft back. */
  forget({ table, id }: Draft): void {
    const drafts = this.drafts.get(table);
    drafts?.delete(id);
    if (drafts?.size === 0) this.drafts.delete(table);
    this.#pieces = undefined;
  }

  #add(draft: Draft): void {
    const { table, id } = draft;
    this.#pieces = undefined;
    let drafts = this.drafts.get(table);
    if (drafts === undefined) {
      drafts = new Map();
      this.drafts.set(table, drafts);
    }
    drafts.set(id, draft);
  }
}

function viewOf(draft: Draft): RowView | undefined {
  if (draft.values === undefined) return undefined;
  return { id: draft.id, values: draft.values, version: undefined };
}
