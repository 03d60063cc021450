/** Columns of tables: the shapes that OVSDB has, with the static type of their values. Tables are made of them in table.ts. */
import type { Atom, ColumnType, Value } from '#ovsdb/notation';
import type { Base } from './base.js';

/** A column whose values are `V` in typed rows; `value` exists for the type checker only. */
export interface Column<V extends Value = Value> {
  readonly type: ColumnType;
  readonly ephemeral: boolean;
  readonly mutable: boolean;
  readonly value?: V;
}

function column<V extends Value>(type: ColumnType): Column<V> {
  return { type, ephemeral: false, mutable: true };
}

/** Exactly one atom. */
export function one<T extends Atom>(base: Base<T>): Column<T> {
  return column({ key: base.schema, min: 1, max: 1 });
}

/** One atom or none. */
export function optional<T extends Atom>(base: Base<T>): Column<T | undefined> {
  return column({ key: base.schema, min: 0, max: 1 });
}

/** Any number of atoms. */
export function set<T extends Atom>(base: Base<T>): Column<readonly T[]> {
  return column({ key: base.schema, min: 0, max: 'unlimited' });
}

/** At least one atom. */
export function nonEmptySet<T extends Atom>(base: Base<T>): Column<readonly T[]> {
  return column({ key: base.schema, min: 1, max: 'unlimited' });
}

/** At most `max` (more than one) atoms. */
export function boundedSet<T extends Atom>(base: Base<T>, max: number): Column<readonly T[]> {
  return column({ key: base.schema, min: 0, max });
}

/** Any number of pairs. */
export function map<K extends Atom, V extends Atom>(key: Base<K>, value: Base<V>): Column<ReadonlyMap<K, V>> {
  return column({ key: key.schema, value: value.schema, min: 0, max: 'unlimited' });
}

/** The column's values need not survive a restart of the server. */
export function ephemeral<V extends Value>(inner: Column<V>): Column<V> {
  return { ...inner, ephemeral: true };
}

/** The column is set by the insert and never changes. */
export function immutable<V extends Value>(inner: Column<V>): Column<V> {
  return { ...inner, mutable: false };
}
