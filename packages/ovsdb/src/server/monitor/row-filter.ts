/**
 * The `where` of a monitored table: a row is watched when any clause holds, or when there is none. Hosts ask for hundreds
 * of `["datapath", "==", U]`: clauses that compare one column for equality are one look-up.
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
  readonly #table: Table;
  readonly #versions: VersionText;
  readonly #ids: ReadonlySet<Atom> | undefined;
  readonly #equal: readonly { readonly position: number; readonly atoms: ReadonlySet<Atom> }[];
  readonly #others: readonly Condition[];

  constructor(table: Table, conditions: readonly Condition[], versions: VersionText) {
    this.#table = table;
    this.#versions = versions;
    this.matchesAll = conditions.length === 0 || conditions.includes(true);
    this.key = this.matchesAll
      ? ''
      : conditions
          .map((each) => stringifyJson(conditionToJson(each)))
          .sort()
          .join(',');
    const ids = new Set<Atom>();
    const equal = new Map<number, Set<Atom>>();
    const others: Condition[] = [];
    for (const condition of this.matchesAll ? [] : conditions) {
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
}
