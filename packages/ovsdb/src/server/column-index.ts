/**
 * The rows of a table by their value in one column of at most one atom: which rows have this datapath, which have any group.
 * Rows with the column's default are left out: there are very many of them, and nobody asks for those. Conditions of monitors
 * ask (monitor/row-filter.ts). Made when a condition first asks, in steps; kept by `Table.replace` from the first of them on.
 */
import type { Value } from '#ovsdb/notation';
import type { Column } from './column.js';
import type { Row } from './row.js';
import { STEP_ROWS, type Steps } from './steps.js';

export class ColumnIndex {
  readonly #position: number;
  readonly #initial: Value;
  /** Most values of some columns have one row only. */
  readonly #ids = new Map<Value, string | Set<string>>();

  readonly #table: { readonly rows: ReadonlyMap<string, Row> };
  /** Rows that were not looked at yet; undefined when it is whole. */
  #left: Iterator<string> | undefined;

  /** One without rows; `make` puts those of the table into it. */
  constructor(column: Column, table: { readonly rows: ReadonlyMap<string, Row> }) {
    this.#position = column.position;
    this.#initial = column.initial;
    this.#table = table;
    this.#left = table.rows.keys();
  }

  get isWhole(): boolean {
    return this.#left === undefined;
  }

  /** Makes what is left to make. The table may change between the steps, as long as `replace` is told. */
  *make(): Steps<void> {
    for (let count = 1; this.#left !== undefined; count++) {
      if (count % STEP_ROWS === 0) yield;
      const next = this.#left?.next();
      if (next === undefined || next.done === true) {
        this.#left = undefined;
        return;
      }
      // The row as it is now, if it still is.
      const row = this.#table.rows.get(next.value);
      if (row !== undefined) this.#add(row.values[this.#position], row.id);
    }
  }

  replace(before: Row | undefined, after: Row | undefined): void {
    const old = before?.values[this.#position];
    const now = after?.values[this.#position];
    if (before !== undefined && after !== undefined && old === now) return;
    if (before !== undefined) this.#remove(old, before.id);
    if (after !== undefined) this.#add(now, after.id);
  }

  /** Puts the ids of the rows that have this value into `found`. Returns false for the default. */
  collect(value: Value, found: Set<string>): boolean {
    gather(this.#ids.get(value), found);
    return value !== this.#initial;
  }

  /** Puts the ids of the rows whose value passes into `found`. Returns false where the default does. */
  collectWhere(passes: (value: Value) => boolean, found: Set<string>): boolean {
    if (passes(this.#initial)) return false;
    for (const [value, ids] of this.#ids) if (passes(value)) gather(ids, found);
    return true;
  }

  #add(value: Value, id: string): void {
    if (value === this.#initial) return;
    const ids = this.#ids.get(value);
    if (ids === undefined) this.#ids.set(value, id);
    else if (typeof ids !== 'string') ids.add(id);
    else if (ids !== id) this.#ids.set(value, new Set([ids, id]));
  }

  #remove(value: Value, id: string): void {
    const ids = this.#ids.get(value);
    if (ids === id) this.#ids.delete(value);
    else if (ids instanceof Set && ids.delete(id) && ids.size === 0) this.#ids.delete(value);
  }
}

function gather(ids: string | Set<string> | undefined, found: Set<string>): void {
  if (typeof ids === 'string') found.add(ids);
  else if (ids !== undefined) for (const id of ids) found.add(id);
}
