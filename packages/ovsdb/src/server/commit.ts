/**
 * From an overlay to the changes of a commit: drops what changed nothing, counts references, collects rows that nothing
 * refers to any more, clears weak references to rows that are gone, checks the limits and the unique indexes (RFC 7047,
 * 3.2 and 4.1.3). Throws `OvsdbError` and leaves the tables as they are, or returns what to apply.
 */
import { OvsdbError } from '#ovsdb/notation';
import { Change } from './change.js';
import { checkIndexes } from './index-check.js';
import type { Draft, Overlay } from './overlay.js';
import { ReferenceCount } from './reference-count.js';
import { Row } from './row.js';
import { finish, STEP_ROWS, type Steps } from './steps.js';
import { applyChanges, revertChanges, type Table } from './table.js';
import { clearWeakReferences } from './weak-references.js';

/** What the numbers of a new row come from. */
export interface RowNumbers {
  /** The next number of a row in the store. */
  nextRow(): number;
  /** The number of this commit. */
  readonly version: number;
}

/** A commit that can be applied and taken back. */
export class Commit {
  readonly changes: readonly Change[];
  readonly #counts: ReferenceCount;
  readonly #tables: ReadonlyMap<string, Table>;

  constructor(changes: readonly Change[], counts: ReferenceCount, tables: ReadonlyMap<string, Table>) {
    this.changes = changes;
    this.#counts = counts;
    this.#tables = tables;
  }

  apply(): void {
    this.#counts.apply();
    applyChanges(this.changes, this.#tables);
  }

  revert(): void {
    for (const { before, after } of this.changes) {
      if (before !== undefined && after !== undefined) before.references = after.references;
    }
    revertChanges(this.changes, this.#tables);
    this.#counts.revert();
  }
}

/** Checks the overlay against the tables. Undefined when it changes nothing. Throws `OvsdbError`. */
export function prepareCommit(
  overlay: Overlay,
  tables: ReadonlyMap<string, Table>,
  numbers: RowNumbers,
): Commit | undefined {
  return finish(commitSteps(overlay, tables, numbers));
}

/** As `prepareCommit`; nothing may change the tables until it is through. */
export function* commitSteps(
  overlay: Overlay,
  tables: ReadonlyMap<string, Table>,
  numbers: RowNumbers,
): Steps<Commit | undefined> {
  yield* dropUnchanged(overlay);
  if (overlay.drafts.size === 0) return undefined;
  const counts = new ReferenceCount(overlay, tables);
  yield* counts.countDrafts();
  yield* counts.checkDeleted();
  do {
    yield* counts.collectGarbage();
    yield* clearWeakReferences(overlay, tables, counts);
  } while (counts.hasSuspects);
  for (const [table, drafts] of overlay.drafts) checkMaxRows(table, drafts);
  for (const [table, drafts] of overlay.drafts) if (table.indexes.length > 0) yield* checkIndexes(table, drafts);
  const changes: Change[] = [];
  let count = 0;
  for (const [table, drafts] of overlay.drafts) {
    for (const draft of drafts.values()) {
      if (++count % STEP_ROWS === 0) yield;
      const change = changeOf(table, draft, counts, numbers);
      if (change !== undefined) changes.push(change);
    }
  }
  return changes.length === 0 ? undefined : new Commit(changes, counts, tables);
}

/** Forgets drafts that leave their row as it was. */
function* dropUnchanged(overlay: Overlay): Steps<void> {
  let count = 0;
  for (const [table, drafts] of overlay.drafts) {
    for (const [id, draft] of drafts) {
      if (++count % STEP_ROWS === 0) yield;
      const isGone = draft.before === undefined && draft.values === undefined;
      if (
        isGone ||
        (draft.values !== undefined && draft.before !== undefined && changedColumns(table, draft).length === 0)
      ) {
        drafts.delete(id);
      }
    }
    if (drafts.size === 0) overlay.drafts.delete(table);
  }
}

function changedColumns(table: Table, draft: Draft): number[] {
  const before = draft.before?.values ?? [];
  const after = draft.values ?? [];
  const changed: number[] = [];
  for (let i = 0; i < after.length; i++) {
    if (before[i] !== after[i] && !table.columns[i]!.equal(before[i], after[i])) changed.push(i);
  }
  return changed;
}

function changeOf(table: Table, draft: Draft, counts: ReferenceCount, numbers: RowNumbers): Change | undefined {
  const { before, values } = draft;
  if (values === undefined) return before === undefined ? undefined : new Change(table, before, undefined, NO_COLUMNS);
  if (before === undefined) {
    const row = new Row(draft.id, numbers.nextRow(), numbers.version, counts.of(table, draft.id), values);
    return new Change(table, undefined, row, NO_COLUMNS);
  }
  const changed = changedColumns(table, draft);
  if (changed.length === 0) return undefined;
  // The tables' copy of the count is brought up to date when the commit is applied.
  const references = before.references + counts.of(table, draft.id);
  return new Change(table, before, new Row(before.id, before.number, numbers.version, references, values), changed);
}

const NO_COLUMNS: readonly number[] = [];

function checkMaxRows(table: Table, drafts: ReadonlyMap<string, Draft>): void {
  const limit = table.schema.maxRows;
  if (limit === undefined) return;
  let rows = table.rows.size;
  let isGrown = false;
  for (const draft of drafts.values()) {
    if (draft.before === undefined && draft.values !== undefined) {
      rows++;
      isGrown = true;
    } else if (draft.before !== undefined && draft.values === undefined) rows--;
  }
  if (!isGrown || rows <= limit) return;
  throw new OvsdbError(
    'constraint violation',
    `transaction causes "${table.name}" table to contain ${rows} rows, greater than the schema-defined limit of ${limit} row(s)`,
  );
}
