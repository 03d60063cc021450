/**
 * The rows and unique indexes of a table as a commit will leave them, made in steps beside those of now: a commit of some
 * hundred thousand rows is then put in force, and taken back, at once. Comes from commit.ts, goes to `Table.exchange`.
 */
import { atomsOf } from './column.js';
import type { Draft } from './overlay.js';
import type { Row } from './row.js';
import { STEP_ROWS, type Steps } from './steps.js';
import type { Table } from './table.js';

export class TableContents {
  readonly rows: Map<string, Row>;
  /** In the order of `Table.indexes`. */
  readonly indexes: readonly Map<string, Row>[];
  /** In all rows. */
  readonly atoms: number;

  constructor(rows: Map<string, Row>, indexes: readonly Map<string, Row>[], atoms: number) {
    this.rows = rows;
    this.indexes = indexes;
    this.atoms = atoms;
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
    let { atoms } = table;
    for (const { id, before, after, values } of drafts.values()) {
      if (++count % STEP_ROWS === 0) yield;
      // A draft of which no change was made leaves the row as it was.
      if (after !== undefined || values === undefined) atoms += atomCount(after) - atomCount(before);
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
    return new TableContents(rows, indexes, atoms);
  }
}

/** How many atoms a row has. */
export function atomCount(row: Row | undefined): number {
  if (row === undefined) return 0;
  // Those of `_uuid` and `_version`.
  let count = 2;
  for (const value of row.values) {
    if (value instanceof Map) count += value.size * 2;
    else if (value !== undefined) count += atomsOf(value).length;
  }
  return count;
}
