import type { Explanation } from './explain.js';
import type { AnyRow, TableRef } from './table-ref.js';
import { Cell, type Computed, type Tracker } from './tracker.js';

/** `column` of a cell that stands for whether the row is there, and for the row as a whole. */
const PRESENCE = -1;
const WHOLE = -2;

/** One column of one row, or PRESENCE or WHOLE. */
class RowCell extends Cell {
  readonly entry: RowEntry;
  readonly column: number;
  /** The next cell of the same row. */
  next: RowCell | undefined;

  constructor(entry: RowEntry, column: number, next: RowCell | undefined) {
    super();
    this.entry = entry;
    this.column = column;
    this.next = next;
  }

  unread(): void {
    this.entry.dropCell(this.column);
  }

  explain(): Explanation {
    const { table, id } = this.entry;
    const column = table.ref.columns[this.column];
    if (column === undefined) return { kind: 'row', table: table.ref.name, id };
    return { kind: 'column', table: table.ref.name, id, column };
  }
}

/** A row, or an id that somebody asked for, with a cell for each column that somebody reads. */
class RowEntry {
  readonly table: TableState;
  readonly id: string;
  row: AnyRow | undefined = undefined;
  // A list, not a map: few columns of a row are read, and there are many rows.
  #first: RowCell | undefined = undefined;

  constructor(table: TableState, id: string) {
    this.table = table;
    this.id = id;
  }

  cell(column: number): RowCell {
    for (let cell = this.#first; cell !== undefined; cell = cell.next) if (cell.column === column) return cell;
    this.#first = new RowCell(this, column, this.#first);
    this.table.cells++;
    return this.#first;
  }

  dropCell(column: number): void {
    let before: RowCell | undefined;
    let cell = this.#first;
    while (cell !== undefined && cell.column !== column) {
      before = cell;
      cell = cell.next;
    }
    if (cell === undefined) return;
    if (before === undefined) this.#first = cell.next;
    else before.next = cell.next;
    this.table.cells--;
    if (this.isIdle) this.table.forget(this.id);
  }

  set(row: AnyRow | undefined, changed: (cell: Cell) => void): void {
    const before = this.row;
    this.row = row;
    for (let cell = this.#first; cell !== undefined; cell = cell.next) {
      if (cell.column === WHOLE) {
        changed(cell);
        continue;
      }
      if (cell.column === PRESENCE) {
        if ((before === undefined) !== (row === undefined)) changed(cell);
        continue;
      }
      const name = this.table.ref.columns[cell.column] ?? '_uuid';
      if (!Object.is(columnOf(before, name), columnOf(row, name))) changed(cell);
    }
  }

  get isIdle(): boolean {
    return this.row === undefined && this.#first === undefined;
  }
}

/** Which rows there are. */
class MembershipCell extends Cell {
  readonly table: TableState;

  constructor(table: TableState) {
    super();
    this.table = table;
  }

  unread(): void {
    // It lives as long as its table.
  }

  explain(): Explanation {
    return { kind: 'rows', table: this.table.ref.name };
  }
}

function columnOf(row: AnyRow | undefined, column: string): unknown {
  return row === undefined ? undefined : Reflect.get(row, column);
}

/** Read access to one row, column by column; made anew for each `read.row`. */
class View {
  readonly entry: RowEntry;
  readonly owner: Computed | undefined;

  constructor(entry: RowEntry, owner: Computed | undefined) {
    this.entry = entry;
    this.owner = owner;
  }

  get _uuid(): string {
    return this.entry.id;
  }
}

/** The rows of one input table, and who reads which column of which row. */
export class TableState {
  readonly ref: TableRef;
  readonly tracker: Tracker;
  cells = 0;
  readonly #entries = new Map<string, RowEntry>();
  readonly #membership: MembershipCell;
  readonly #View: new (
    entry: RowEntry,
    owner: Computed | undefined,
  ) => View;
  #ids: readonly string[] | undefined;
  #size = 0;

  constructor(ref: TableRef, tracker: Tracker) {
    this.ref = ref;
    this.tracker = tracker;
    this.#membership = new MembershipCell(this);
    this.#View = viewOf(ref, tracker);
  }

  get size(): number {
    return this.#size;
  }

  /** The stored row; not recorded. */
  get(id: string): AnyRow | undefined {
    return this.#entries.get(id)?.row;
  }

  *rows(): Generator<AnyRow> {
    for (const entry of this.#entries.values()) if (entry.row !== undefined) yield entry.row;
  }

  /** Stores a row and marks what read the columns that differ. Gives the row it replaces. */
  set(id: string, row: AnyRow | undefined): AnyRow | undefined {
    let entry = this.#entries.get(id);
    if (entry === undefined) {
      if (row === undefined) return undefined;
      entry = new RowEntry(this, id);
      this.#entries.set(id, entry);
    }
    const before = entry.row;
    if (before === row) return before;
    const { tracker } = this;
    entry.set(row, (cell) => tracker.changed(cell));
    if ((before === undefined) !== (row === undefined)) {
      this.#size += row === undefined ? -1 : 1;
      this.#ids = undefined;
      tracker.changed(this.#membership);
    }
    if (entry.isIdle) this.#entries.delete(id);
    return before;
  }

  /** A tracked view; `isOwn` when the reader exists only while the row does, so that its presence needs no recording. */
  view(id: string, isOwn: boolean): View | undefined {
    const { active } = this.tracker;
    let entry = this.#entries.get(id);
    if (entry === undefined) {
      if (active === undefined) return undefined;
      entry = new RowEntry(this, id);
      this.#entries.set(id, entry);
    }
    if (!isOwn && active !== undefined) this.tracker.touch(entry.cell(PRESENCE));
    return entry.row === undefined ? undefined : new this.#View(entry, active);
  }

  /** The row itself, recorded as one. */
  whole(id: string): AnyRow | undefined {
    let entry = this.#entries.get(id);
    if (this.tracker.active === undefined) return entry?.row;
    if (entry === undefined) {
      entry = new RowEntry(this, id);
      this.#entries.set(id, entry);
    }
    this.tracker.touch(entry.cell(WHOLE));
    return entry.row;
  }

  ids(): readonly string[] {
    this.tracker.touch(this.#membership);
    this.#ids ??= [...this.#entries.values()]
      .filter((entry) => entry.row !== undefined)
      .map((entry) => entry.id)
      .sort();
    return this.#ids;
  }

  forget(id: string): void {
    this.#entries.delete(id);
  }
}

function viewOf(ref: TableRef, tracker: Tracker): new (entry: RowEntry, owner: Computed | undefined) => View {
  const ViewOfTable = class extends View {};
  for (const [i, column] of ref.columns.entries()) {
    if (column === '_uuid') continue;
    Object.defineProperty(ViewOfTable.prototype, column, {
      enumerable: true,
      get(this: View): unknown {
        const { active } = tracker;
        if (active !== this.owner) throw new Error(`${ref.name}.${column} read through a view outside of its call`);
        if (active !== undefined) tracker.touch(this.entry.cell(i));
        return columnOf(this.entry.row, column);
      },
    });
  }
  return ViewOfTable;
}
