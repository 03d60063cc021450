/**
 * One version of a row in memory. A change makes a new `Row`, so a reader that holds one (a reply that is being sent in
 * pieces, the history) goes on seeing what was true when it asked. Comes from an `Overlay` at commit or from the store at
 * start; goes to monitors, selects and the store.
 */
import type { Value } from '#ovsdb/notation';

export class Row {
  readonly id: string;
  /** The row's key in the store; it stays with the row through all of its versions. */
  readonly number: number;
  /** Counts commits of this process; `_version` is made from it. */
  readonly version: number;
  /** Strong references to this row from other rows and itself. Kept on the newest version only. */
  references: number;
  /** In the order of `Table.columns`. */
  readonly values: readonly Value[];

  constructor(id: string, number: number, version: number, references: number, values: readonly Value[]) {
    this.id = id;
    this.number = number;
    this.version = version;
    this.references = references;
    this.values = values;
  }
}
