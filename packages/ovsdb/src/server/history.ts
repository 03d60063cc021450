/**
 * The latest commits of a database, newest last, in memory: what `monitor_cond_since` resumes from. Bounded by commits and
 * by changed rows; the rows themselves are mostly shared with the tables.
 */
import { Change } from './change.js';
import type { Table } from './table.js';

export interface HistoryLimits {
  readonly commits: number;
  /** Rows changed, and atoms in the sets and maps that only the history still holds. */
  readonly weight: number;
}

export const HISTORY_LIMITS: HistoryLimits = { commits: 4000, weight: 50_000 };

interface Entry {
  readonly id: string;
  readonly changes: readonly Change[];
  readonly weight: number;
}

const FORGOTTEN: Entry = { id: '', changes: [], weight: 0 };

/** A list with nothing but this in it is of the kind that it will be, and needs no other code once there are entries. */
function noEntries(): Entry[] {
  return [FORGOTTEN];
}

export class History {
  readonly #limits: HistoryLimits;
  /** Id of the state before the first entry. */
  #baseId: string;
  #entries = noEntries();
  #start = 1;
  #weight = 0;

  constructor(baseId: string, limits: HistoryLimits) {
    this.#baseId = baseId;
    this.#limits = limits;
  }

  /** The id of the newest state. */
  get lastId(): string {
    return this.#entries.length > this.#start ? this.#entries.at(-1)!.id : this.#baseId;
  }

  get commits(): number {
    return this.#entries.length - this.#start;
  }

  /** Says which state the first commit that will be pushed builds on. */
  startFrom(id: string): void {
    if (this.commits > 0) throw new Error('the history has begun already');
    this.#baseId = id;
  }

  push(id: string, changes: readonly Change[]): void {
    const weight = weightOf(changes, this.#limits.weight);
    this.#entries.push({ id, changes, weight });
    this.#weight += weight;
    while (this.commits > this.#limits.commits || (this.#weight > this.#limits.weight && this.commits > 1)) {
      const oldest = this.#entries[this.#start]!;
      this.#weight -= oldest.weight;
      this.#baseId = oldest.id;
      // What only the history still holds goes now, not when the list is next cut.
      this.#entries[this.#start++] = FORGOTTEN;
    }
    if (this.#start > this.#limits.commits / 4 && this.#start * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#start);
      this.#start = 0;
    }
  }

  /** Says that nothing will be taken back: a last entry that is too heavy by itself goes. */
  settled(): void {
    if (this.commits !== 1 || this.#weight <= this.#limits.weight) return;
    this.#baseId = this.lastId;
    this.#entries = noEntries();
    this.#start = 1;
    this.#weight = 0;
  }

  /** Takes the newest entry back, if it was not forgotten already. */
  pop(): void {
    if (this.commits === 0) return;
    const entry = this.#entries.pop();
    if (entry !== undefined) this.#weight -= entry.weight;
  }

  /** What changed since the state `id`, one change a row; undefined when that is not known any more. */
  since(id: string): readonly Change[] | undefined {
    let from = id === this.#baseId ? this.#start : -1;
    for (let i = this.#entries.length - 1; i >= this.#start && from < 0; i--) {
      if (this.#entries[i]!.id === id) from = i + 1;
    }
    if (from < 0) return undefined;
    const net = new Map<Table, Map<string, Change>>();
    for (let i = from; i < this.#entries.length; i++) {
      for (const change of this.#entries[i]!.changes) merge(net, change);
    }
    const changes: Change[] = [];
    for (const rows of net.values()) {
      for (const change of rows.values()) if (isChange(change)) changes.push(change);
    }
    return changes;
  }
}

/** `most`: from which on it does not matter how heavy they are. */
function weightOf(changes: readonly Change[], most: number): number {
  let weight = changes.length;
  for (const { before, changed } of changes) {
    if (weight > most) break;
    for (const position of changed) {
      const value = before!.values[position];
      if (value instanceof Map) weight += value.size * 3;
      else if (Array.isArray(value)) weight += value.length;
    }
  }
  return weight;
}

function merge(net: Map<Table, Map<string, Change>>, change: Change): void {
  const { table } = change;
  let rows = net.get(table);
  if (rows === undefined) {
    rows = new Map();
    net.set(table, rows);
  }
  const first = rows.get(change.id);
  if (first === undefined) {
    rows.set(change.id, change);
    return;
  }
  const { before } = first;
  const { after } = change;
  const changed: number[] = [];
  if (before !== undefined && after !== undefined) {
    for (const column of table.columns) {
      const { position } = column;
      if (!column.equal(before.values[position], after.values[position])) changed.push(position);
    }
  }
  rows.set(change.id, new Change(table, before, after, changed));
}

/** False for a row that came and went, or is back to what it was. */
function isChange({ before, after, changed }: Change): boolean {
  if (before === undefined) return after !== undefined;
  return after === undefined || changed.length > 0;
}
