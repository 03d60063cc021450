/**
 * From an overlay to the changes of a commit: drops what changed nothing, counts references, collects rows that nothing
 * refers to any more, clears weak references to rows that are gone, checks the limits and the unique indexes (RFC 7047,
 * 3.2 and 4.1.3). Throws `OvsdbError` and leaves the tables as they are, or returns what to apply.
 */
import { OvsdbError } from '#ovsdb/notation';
import { Change } from './change.js';
import { IndexCheck } from './index-check.js';
import type { Draft, Overlay } from './overlay.js';
import { ReferenceCount } from './reference-count.js';
import { Row } from './row.js';
import { finish, isStep, piecesOf, STEP_ROWS, type Steps } from './steps.js';
import { applyChanges, revertChanges, type Table } from './table.js';
import { TableContents } from './table-contents.js';
import { addReferrers, clearWeakReferences, concernsWeakReferences, type Referrer } from './weak-references.js';

/** What the numbers of a new row come from. */
export interface RowNumbers {
  /** The next number of a row in the store. */
  nextRow(): number;
  /** The number of this commit. */
  readonly version: number;
}

/** Changes of a table from which its contents are made anew beforehand, where they are some part of all rows. */
const MANY = 5000;
const SHARE = 16;

/** What makes a commit of very many changes quick to put in force. */
interface Groundwork {
  /** The whole contents of tables of which much changes: before the commit those of after it, and the other way round. */
  readonly contents: ReadonlyMap<Table, TableContents>;
  /** Changes of the other tables. */
  readonly others: readonly Change[];
  /** Those of tables with weak references. */
  readonly weak: readonly Change[];
}

/** A commit that can be applied and taken back. */
export class Commit {
  readonly changes: readonly Change[];
  readonly #counts: ReferenceCount;
  readonly #tables: ReadonlyMap<string, Table>;
  #groundwork: Groundwork | undefined;

  constructor(
    changes: readonly Change[],
    counts: ReferenceCount,
    tables: ReadonlyMap<string, Table>,
    groundwork?: Groundwork,
  ) {
    this.changes = changes;
    this.#counts = counts;
    this.#tables = tables;
    this.#groundwork = groundwork;
  }

  apply(): void {
    this.#counts.apply();
    this.#exchange();
    applyChanges(this.#groundwork?.others ?? this.changes, this.#tables, this.#groundwork?.weak);
  }

  #exchange(): void {
    if (this.#groundwork === undefined) return;
    const before = [...this.#groundwork.contents].map(
      ([table, contents]) => [table, table.exchange(contents)] as const,
    );
    this.#groundwork = { ...this.#groundwork, contents: new Map(before) };
  }

  revert(): void {
    for (const { before, after } of this.changes) {
      if (before !== undefined && after !== undefined) before.references = after.references;
    }
    this.#exchange();
    revertChanges(this.#groundwork?.others ?? this.changes, this.#tables, this.#groundwork?.weak);
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
  for (const piece of overlay.pieces()) {
    dropUnchanged(overlay, piece);
    if (isStep(piece)) yield;
  }
  if (overlay.drafts.size === 0) return undefined;
  const counts = new ReferenceCount(overlay, tables);
  for (const piece of overlay.pieces()) {
    counts.countDrafts(piece);
    if (isStep(piece)) yield;
  }
  for (const piece of overlay.pieces()) {
    counts.checkDeleted(piece);
    if (isStep(piece)) yield;
  }
  if (counts.hasSuspects || concernsWeakReferences(overlay)) yield* settleReferences(overlay, tables, counts);
  for (const [table, drafts] of overlay.drafts) checkMaxRows(table, drafts);
  for (const [table, drafts] of overlay.drafts) {
    const isFew = table.indexes.length === 0 || drafts.size < STEP_ROWS;
    const pieces = isFew ? [] : piecesOf([...drafts.values()]);
    for (const index of table.indexes) {
      const check = new IndexCheck(table, index, drafts);
      if (isFew) check.check(drafts.values());
      for (const piece of pieces) {
        check.check(piece);
        if (isStep(piece)) yield;
      }
    }
  }
  const changes: Change[] = [];
  for (const piece of overlay.pieces()) {
    for (const draft of piece) {
      const change = changeOf(draft, counts, numbers);
      if (change === undefined) continue;
      draft.after = change.after;
      changes.push(change);
    }
    if (isStep(piece)) yield;
  }
  if (changes.length === 0) return undefined;
  const groundwork = changes.length < MANY ? undefined : yield* groundworkOf(overlay, changes);
  // Kept for long: without the room that V8 leaves for more.
  return new Commit(changes.slice(), counts, tables, groundwork);
}

function* groundworkOf(overlay: Overlay, changes: readonly Change[]): Steps<Groundwork> {
  const contents = new Map<Table, TableContents>();
  for (const [table, drafts] of overlay.drafts) {
    const isWorthwhile = drafts.size >= MANY && drafts.size * SHARE >= table.rows.size;
    if (isWorthwhile) contents.set(table, yield* TableContents.after(table, drafts));
  }
  const others: Change[] = [];
  const weak: Change[] = [];
  let count = 0;
  for (const change of changes) {
    if (++count % STEP_ROWS === 0) yield;
    if (!contents.has(change.table)) others.push(change);
    if (change.table.weakColumns.length > 0) weak.push(change);
  }
  return { contents, others, weak };
}

/** Collects what nothing refers to, and clears weak references to what is gone. */
function* settleReferences(overlay: Overlay, tables: ReadonlyMap<string, Table>, counts: ReferenceCount): Steps<void> {
  do {
    while (counts.collectGarbage()) yield;
    const referrers: Referrer[] = [];
    for (const piece of overlay.pieces()) {
      addReferrers(referrers, piece);
      if (isStep(piece)) yield;
    }
    for (const piece of piecesOf(referrers)) {
      clearWeakReferences(overlay, tables, counts, piece);
      if (isStep(piece)) yield;
    }
  } while (counts.hasSuspects);
}

/** Forgets drafts that leave their row as it was. */
function dropUnchanged(overlay: Overlay, drafts: readonly Draft[]): void {
  for (const draft of drafts) {
    const isGone = draft.before === undefined && draft.values === undefined;
    if (!isGone && (draft.values === undefined || draft.before === undefined || isChanged(draft))) continue;
    overlay.forget(draft);
  }
}

function isChanged(draft: Draft): boolean {
  return nextChanged(draft, 0) >= 0;
}

/** The first column from this position on whose value differs; -1 for none. */
function nextChanged({ table, before: row, values }: Draft, from: number): number {
  const before = row?.values ?? [];
  const after = values ?? [];
  for (let i = from; i < after.length; i++) {
    if (before[i] !== after[i] && !table.columns[i]!.equal(before[i], after[i])) return i;
  }
  return -1;
}

function changedColumns(draft: Draft): number[] {
  const changed: number[] = [];
  for (let i = nextChanged(draft, 0); i >= 0; i = nextChanged(draft, i + 1)) changed.push(i);
  // Kept for long: without the room that V8 leaves for more.
  return changed.slice();
}

function changeOf(draft: Draft, counts: ReferenceCount, numbers: RowNumbers): Change | undefined {
  const { table, before, values } = draft;
  if (values === undefined) return before === undefined ? undefined : new Change(table, before, undefined, NO_COLUMNS);
  if (before === undefined) {
    const row = new Row(draft.id, numbers.nextRow(), numbers.version, counts.of(table, draft.id), values);
    return new Change(table, undefined, row, NO_COLUMNS);
  }
  const changed = changedColumns(draft);
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
