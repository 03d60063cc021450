/** The rows of a database at some moment: those of now, but for what changed since. */
import type { Change } from './change.js';
import type { Row } from './row.js';
import type { Table } from './table.js';

export class PastRows {
  readonly #changed = new Map<Table, Map<string, Row | undefined>>();
  readonly #wants: (table: Table, id: string) => boolean;

  /** `wants`: the rows that will be asked for; the others are not kept. */
  constructor(wants: (table: Table, id: string) => boolean = () => true) {
    this.#wants = wants;
  }

  get(table: Table, id: string): Row | undefined {
    const changed = this.#changed.get(table);
    return changed?.has(id) === true ? changed.get(id) : table.rows.get(id);
  }

  set(table: Table, id: string, row: Row | undefined): void {
    let changed = this.#changed.get(table);
    if (changed === undefined) {
      changed = new Map();
      this.#changed.set(table, changed);
    }
    // Of rows that came and went in between nothing is left.
    if (row === undefined && !table.rows.has(id)) changed.delete(id);
    else changed.set(id, row);
  }

  /** Takes note of a commit: the past stays as it is. */
  keep(changes: readonly Change[]): void {
    for (const { table, before, id } of changes) {
      if (!this.#wants(table, id)) continue;
      const changed = this.#changed.get(table);
      if (changed === undefined) this.#changed.set(table, new Map([[id, before]]));
      else if (!changed.has(id)) changed.set(id, before);
    }
  }

  /** In the order in which they were made. */
  rows(table: Table): Row[] {
    const changed = this.#changed.get(table);
    if (changed === undefined) return [...table.rows.values()];
    const rows: Row[] = [];
    for (const row of table.rows.values()) if (!changed.has(row.id)) rows.push(row);
    for (const row of changed.values()) if (row !== undefined) rows.push(row);
    return rows.sort((a, b) => a.number - b.number);
  }
}
