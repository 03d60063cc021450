/**
 * The rows and unique indexes of a table as a commit will leave them, made in steps beside those of now: a commit of some
 * hundred thousand rows is then put in force, and taken back, at once. Comes from commit.ts, goes to `Table.exchange`.
 */
import type { Draft } from './overlay.js';
import type { Row } from './row.js';
import { STEP_ROWS, type Steps } from './steps.js';
import type { Table } from './table.js';

export class TableContents {
  readonly rows: Map<string, Row>;
  /** In the order of `Table.indexes`. */
  readonly indexes: readonly Map<string, Row>[];

  constructor(rows: Map<string, Row>, indexes: readonly Map<string, Row>[]) {
    this.rows = rows;
    this.indexes = indexes;
  }

  /** What `drafts`, of which changes were made, will make of the table: in the order that putting in each of them leads to. */
  static *after(table: Table, drafts: ReadonlyMap<string, Draft>): Steps<TableContents> {
    const rows = new Map<string, Row>();
    let count = 0;
    for (const row of table.rows.values()) {
      if (++count % STEP_ROWS === 0) yield;
      const draft = drafts.get(row.id);
      if (draft === undefined) rows.set(row.id, row);
      else if (draft.values !== undefined) rows.set(row.id, draft.after ?? row);
    }
    for (const { id, before, after } of drafts.values()) {
      if (++count % STEP_ROWS === 0) yield;
      if (before === undefined && after !== undefined) rows.set(id, after);
    }
    const indexes: Map<string, Row>[] = [];
    for (const index of table.indexes) {
      const made = new Map<string, Row>();
      for (const row of rows.values()) {
        if (++count % STEP_ROWS === 0) yield;
        made.set(index.keyOf(row.values), row);
      }
      indexes.push(made);
    }
    return new TableContents(rows, indexes);
  }
}
