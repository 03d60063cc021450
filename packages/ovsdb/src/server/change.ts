/**
 * What one commit did to one row. Comes from an `Overlay`; the table applies it (and takes it back when the store refuses
 * it), monitors and the store read it. The JSON of a column is made once for all of them.
 */
import type { Row } from './row.js';
import type { Table } from './table.js';

const NO_TEXT: readonly (string | undefined)[] = [];

export class Change {
  readonly table: Table;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
  /** Positions of the columns whose values differ; empty for inserted and deleted rows. */
  readonly changed: readonly number[];
  #differences: (string | undefined)[] | undefined;

  constructor(table: Table, before: Row | undefined, after: Row | undefined, changed: readonly number[]) {
    this.table = table;
    this.before = before;
    this.after = after;
    this.changed = changed;
  }

  get id(): string {
    return (this.after ?? this.before)!.id;
  }

  /** The column's difference as `update2` and `update3` carry it (ovsdb-server(7), 4.1.14). */
  differenceText(position: number): string {
    const texts = this.#differences ?? [...NO_TEXT];
    this.#differences = texts;
    const made = texts[position];
    if (made !== undefined) return made;
    const column = this.table.columns[position]!;
    const text = column.differenceText(this.before!.values[position], this.after!.values[position]);
    texts[position] = text;
    return text;
  }
}
