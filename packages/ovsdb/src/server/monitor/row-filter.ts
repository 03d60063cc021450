/**
 * The `where` of a monitored table: a row is watched when any clause holds, or when there is none. Hosts ask for hundreds
 * of `["datapath", "==", U]`: clauses that compare one column for equality are one look-up, and which rows a change of
 * clauses concerns is told by the table's indexes where it can be.
 */
import { type Atom, type Condition, conditionToJson, holds, stringifyJson } from '#ovsdb/notation';
import { readColumn } from '../clauses.js';
import type { Row } from '../row.js';
import type { Table } from '../table.js';
import type { VersionText } from '../version.js';

export class RowFilter {
  /** Equal for filters that let the same rows through, as written. */
  readonly key: string;
  readonly matchesAll: boolean;
  readonly #clauses: ReadonlyMap<string, Condition>;
  readonly #table: Table;
  readonly #versions: VersionText;
  readonly #ids: ReadonlySet<Atom> | undefined;
  readonly #equal: readonly { readonly position: number; readonly atoms: ReadonlySet<Atom> }[];
  readonly #others: readonly Condition[];

  constructor(table: Table, conditions: readonly Condition[], versions: VersionText) {
    this.#table = table;
    this.#versions = versions;
    this.matchesAll = conditions.length === 0 || conditions.includes(true);
    this.#clauses = new Map(
      this.matchesAll ? [] : conditions.map((each) => [stringifyJson(conditionToJson(each)), each]),
    );
    this.key = [...this.#clauses.keys()].sort().join(',');
    const ids = new Set<Atom>();
    const equal = new Map<number, Set<Atom>>();
    const others: Condition[] = [];
    for (const condition of this.#clauses.values()) {
      if (typeof condition === 'boolean') continue;
      const { column, comparison, value } = condition;
      if (comparison !== '==' || value === undefined || typeof value === 'object') others.push(condition);
      else if (column.name === '_uuid') ids.add(value);
      else {
        const position = table.column(column.name)?.position;
        if (position === undefined) others.push(condition);
        else equal.set(position, (equal.get(position) ?? new Set()).add(value));
      }
    }
    this.#ids = ids.size === 0 ? undefined : ids;
    this.#equal = [...equal].map(([position, atoms]) => ({ position, atoms }));
    this.#others = others;
  }

  matches(row: Row): boolean {
    if (this.matchesAll) return true;
    if (this.#ids?.has(row.id) === true) return true;
    for (const { position, atoms } of this.#equal) {
      const value = row.values[position];
      if (value !== undefined && typeof value !== 'object' && atoms.has(value)) return true;
    }
    for (const condition of this.#others) {
      if (holds(condition, (name) => readColumn(this.#table, row, name, this.#versions))) return true;
    }
    return false;
  }

  /** The rows that match. */
  rows(): Row[] {
    if (this.matchesAll) return [...this.#table.rows.values()];
    return (
      this.#candidates(this.#clauses.values()) ?? [...this.#table.rows.values()].filter((row) => this.matches(row))
    );
  }

  /** The rows that only one of two filters of this table lets through may be among these. */
  concernedBy(other: RowFilter): Iterable<Row> {
    if (this.matchesAll !== other.matchesAll) return this.#table.rows.values();
    const clauses: Condition[] = [];
    for (const [key, clause] of this.#clauses) if (!other.#clauses.has(key)) clauses.push(clause);
    for (const [key, clause] of other.#clauses) if (!this.#clauses.has(key)) clauses.push(clause);
    return this.#candidates(clauses) ?? this.#table.rows.values();
  }

  /** The rows for which one of the clauses holds, by indexes; undefined where they do not tell. */
  #candidates(clauses: Iterable<Condition>): Row[] | undefined {
    const found = new Set<string>();
    for (const clause of clauses) {
      if (typeof clause === 'boolean') continue; // `true` makes a filter of all rows
      if (!this.#collect(clause, found)) return undefined;
    }
    return [...found].flatMap((id) => this.#table.rows.get(id) ?? []);
  }

  #collect(clause: Exclude<Condition, boolean>, found: Set<string>): boolean {
    const { column, comparison, value } = clause;
    if (column.name === '_uuid' && comparison === '==') {
      found.add(String(value));
      return true;
    }
    const known = this.#table.column(column.name);
    const index = known === undefined ? undefined : this.#table.byValue(known);
    if (index === undefined) return false;
    if (comparison === '==') return index.collect(value, found);
    return index.collectWhere((have) => holds(clause, () => have), found);
  }
}
