/**
 * Weak references to rows that are gone, or never were, leave their column at commit; a column that must not become
 * empty then fails the transaction (RFC 7047, 3.2).
 */

import { ZERO_UUID } from '#base';
import { type Atom, OvsdbError, type Value } from '#ovsdb/notation';
import { type Column, pairsOf } from './column.js';
import type { Draft, Overlay } from './overlay.js';
import type { ReferenceCount } from './reference-count.js';
import type { Table } from './table.js';

/** A row whose weak references are to be looked at. */
export type Referrer = readonly [table: Table, id: string];

/** False where no draft has weak references, nor is the end of a row that others may refer to. */
export function concernsWeakReferences(overlay: Overlay): boolean {
  for (const [table, drafts] of overlay.drafts) {
    if (table.weakColumns.length > 0) return true;
    if (table.weakReferrers.size === 0) continue;
    for (const { values } of drafts.values()) if (values === undefined) return true;
  }
  return false;
}

/** Adds the rows among the drafts that have weak references, and those that refer to a row that was deleted. */
export function addReferrers(referrers: Referrer[], drafts: readonly Draft[]): void {
  for (const { table, id, values } of drafts) {
    if (values === undefined) {
      for (const [from, holder] of table.weakReferrers.get(id) ?? NOBODY) referrers.push([holder, from]);
    } else if (table.weakColumns.length > 0) referrers.push([table, id]);
  }
}

const NOBODY: ReadonlyMap<string, Table> = new Map();

/** Clears the weak references of these rows to rows that are not there. */
export function clearWeakReferences(
  overlay: Overlay,
  tables: ReadonlyMap<string, Table>,
  counts: ReferenceCount,
  referrers: readonly Referrer[],
): void {
  for (const [table, id] of referrers) if (overlay.has(table, id)) clearRow(overlay, tables, counts, table, id);
}

function clearRow(
  overlay: Overlay,
  tables: ReadonlyMap<string, Table>,
  counts: ReferenceCount,
  table: Table,
  id: string,
): void {
  for (const column of table.weakColumns) {
    const value = overlay.get(table, id)!.values[column.position];
    if (sizeOf(value) === 0) continue;
    const exists = (atom: Atom, side: 'key' | 'value') => {
      const name = column.weak.find((each) => each.side === side)?.table;
      const target = name === undefined ? undefined : tables.get(name);
      return target === undefined || overlay.has(target, String(atom));
    };
    const { kept, lost, hadZero } = survivors(column, value, exists);
    if (lost === 0) continue;
    const values = overlay.write(table, id);
    if (column.shape === 'one' || (column.type.min === 1 && sizeOf(kept) === 0)) {
      throw emptied(table, column, overlay.drafts.get(table)!.get(id)!, lost, hadZero);
    }
    values[column.position] = kept;
    if (column.shape === 'map' && column.strong.length > 0) {
      const left = [...pairsOf(value)].filter(([key]) => !pairsOf(kept).has(key));
      counts.dropPairs(table, id, column, new Map(left));
    }
  }
}

interface Survivors {
  readonly kept: Value;
  readonly lost: number;
  readonly hadZero: boolean;
}

function survivors(column: Column, value: Value, exists: (atom: Atom, side: 'key' | 'value') => boolean): Survivors {
  if (column.shape === 'map') {
    const pairs = [...pairsOf(value)];
    const kept = pairs.filter(([key, item]) => exists(key, 'key') && exists(item, 'value'));
    return {
      kept: new Map(kept),
      lost: pairs.length - kept.length,
      hadZero: pairs.some((pair) => pair.includes(ZERO_UUID)),
    };
  }
  const atoms = [...column.references(value, 'key')];
  const kept = atoms.filter((atom) => exists(atom, 'key'));
  const hadZero = atoms.includes(ZERO_UUID);
  return { kept: column.shape === 'set' ? kept : kept[0], lost: atoms.length - kept.length, hadZero };
}

function sizeOf(value: Value): number {
  if (value === undefined) return 0;
  if (value instanceof Map) return value.size;
  return Array.isArray(value) ? value.length : 1;
}

function emptied(table: Table, column: Column, draft: Draft, lost: number, hadZero: boolean): OvsdbError {
  const origin = draft.before === undefined ? ' (inserted within this transaction)' : '';
  const where = `column "${column.name}" in "${table.name}" row ${draft.id}${origin}`;
  return new OvsdbError(
    'constraint violation',
    hadZero
      ? `Weak reference ${where} contained all-zeros UUID (probably as the default value for this column) but deleting this value caused a constraint volation because this column is not allowed to be empty.`
      : `Deletion of ${lost} weak reference(s) to deleted (or never-existing) rows from ${where} caused this column to become empty, but constraints on this column disallow an empty column.`,
  );
}
