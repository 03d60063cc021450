/**
 * Strong references: what a transaction adds to and takes from each row's count; which rows must not go because others
 * refer to them; which must go because nothing does. Rows of root tables stay without references.
 */
import { type Atom, OvsdbError, type Value } from '#ovsdb/notation';
import type { Column } from './column.js';
import type { Draft, Overlay } from './overlay.js';
import type { Row } from './row.js';
import { STEP_ROWS } from './steps.js';
import type { Table } from './table.js';

/** Counts the strong references of a row that is loaded; all rows must be in their tables. `values`: the row's, still to be changed. */
export function countReferences(table: Table, from: Row, values: Value[], tables: ReadonlyMap<string, Table>): void {
  for (const column of table.strongColumns) {
    const value = values[column.position];
    for (const { side, table: name } of column.strong) {
      const target = tables.get(name);
      if (target === undefined) continue;
      for (const atom of column.references(value, side)) {
        const row = target.rows.get(String(atom));
        if (row === undefined) continue;
        if (row !== from) row.references++;
        // Share the target's own copy of its uuid.
        if (atom === value) values[column.position] = row.id;
      }
    }
  }
}

export class ReferenceCount {
  readonly #overlay: Overlay;
  readonly #tables: ReadonlyMap<string, Table>;
  /** None while nothing was added to it, as for most transactions. */
  #deltas: Map<Table, Map<string, number>> | undefined;
  /** Rows of tables without root that may have lost their last reference. */
  readonly #suspects: [Table, string][] = [];

  constructor(overlay: Overlay, tables: ReadonlyMap<string, Table>) {
    this.#overlay = overlay;
    this.#tables = tables;
  }

  /** How much the transaction changes the count of a row. */
  of(table: Table, id: string): number {
    return this.#deltas?.get(table)?.get(id) ?? 0;
  }

  /** Counts what drafts refer to; each is to be counted once. */
  countDrafts(drafts: readonly Draft[]): void {
    for (const draft of drafts) {
      const { table, id, before, values } = draft;
      if (!table.isRoot && before === undefined) this.#suspects.push([table, id]);
      this.#countDraft(table, draft, values);
    }
  }

  /** Throws when a deleted row is still referred to. All drafts must have been counted. */
  checkDeleted(drafts: readonly Draft[]): void {
    for (const { table, id, before, values } of drafts) {
      if (values !== undefined || before === undefined) continue;
      const left = before.references + this.of(table, id);
      if (left === 0) continue;
      throw new OvsdbError(
        'referential integrity violation',
        `cannot delete ${table.name} row ${id} because of ${left} remaining reference(s)`,
      );
    }
  }

  /** Deletes rows outside root tables that nothing refers to, to a fixed point: some of them. True when more may be left. */
  collectGarbage(): boolean {
    for (let count = 0; count < STEP_ROWS; count++) {
      const next = this.#suspects.pop();
      if (next === undefined) return false;
      const [table, id] = next;
      if (!this.#overlay.has(table, id)) continue;
      const before = table.rows.get(id);
      if ((before?.references ?? 0) + this.of(table, id) > 0) continue;
      const held = this.#overlay.get(table, id)!.values;
      this.#overlay.delete(table, id);
      this.#release(table, id, held);
      const draft = this.#overlay.drafts.get(table)!.get(id)!;
      if (draft.before === undefined) this.#overlay.forget(draft);
    }
    return true;
  }

  /**
   * Takes back the strong references of pairs that left a map because their other half was a weak reference to a row that
   * is gone. What they kept may go now.
   */
  dropPairs(table: Table, id: string, column: Column, pairs: ReadonlyMap<Atom, Atom>): void {
    for (const { side, table: name } of column.strong) {
      const target = this.#tables.get(name);
      if (target === undefined) continue;
      for (const atom of column.references(pairs, side)) this.#add(target, String(atom), -1, table, id);
    }
  }

  get hasSuspects(): boolean {
    return this.#suspects.length > 0;
  }

  apply(): void {
    this.#addToRows(1);
  }

  revert(): void {
    this.#addToRows(-1);
  }

  #addToRows(sign: 1 | -1): void {
    if (this.#deltas === undefined) return;
    for (const [table, deltas] of this.#deltas) {
      for (const [id, delta] of deltas) {
        const row = table.rows.get(id);
        if (row !== undefined) row.references += sign * delta;
      }
    }
  }

  #countDraft(table: Table, draft: Draft, after: Value[] | undefined): void {
    for (const column of table.strongColumns) {
      const old = draft.before?.values[column.position];
      const now = after?.[column.position];
      if (old === now && draft.before !== undefined && after !== undefined) continue;
      for (const { side, table: name } of column.strong) {
        const target = this.#tables.get(name);
        if (target === undefined) continue;
        const { removed, added } = column.referenceDifference(
          draft.before === undefined ? undefined : old,
          after === undefined ? undefined : now,
          side,
        );
        for (const atom of removed) this.#add(target, String(atom), -1, table, draft.id);
        for (const atom of added) {
          const id = String(atom);
          if (!this.#overlay.has(target, id)) this.#fail(table, column.name, draft.id, id, target);
          this.#add(target, id, 1, table, draft.id);
          // Share the target's own copy of its uuid.
          if (after !== undefined && now === atom) after[column.position] = target.rows.get(id)?.id ?? id;
        }
      }
    }
  }

  /** Takes back the references of a row that was found to be garbage. */
  #release(table: Table, id: string, held: readonly Value[]): void {
    for (const column of table.strongColumns) {
      for (const { side, table: name } of column.strong) {
        const target = this.#tables.get(name);
        if (target === undefined) continue;
        for (const atom of column.references(held[column.position], side))
          this.#add(target, String(atom), -1, table, id);
      }
    }
  }

  /** A row's references to itself do not count: they must not keep it (as in ovsdb-server). */
  #add(target: Table, id: string, by: 1 | -1, from: Table, fromId: string): void {
    if (target === from && id === fromId) return;
    this.#deltas ??= new Map();
    let deltas = this.#deltas.get(target);
    if (deltas === undefined) {
      deltas = new Map();
      this.#deltas.set(target, deltas);
    }
    deltas.set(id, (deltas.get(id) ?? 0) + by);
    if (by < 0 && !target.isRoot) this.#suspects.push([target, id]);
  }

  #fail(table: Table, column: string, row: string, missing: string, target: Table): never {
    throw new OvsdbError(
      'referential integrity violation',
      `Table ${table.name} column ${column} row ${row} references nonexistent row ${missing} in table ${target.name}.`,
    );
  }
}
