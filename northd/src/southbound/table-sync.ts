/**
 * Keeps one southbound table as the relations want it: compares what is wanted with what the database holds, row by row,
 * and adds what is missing, different or too much to a transaction. A row that somebody else changes is set right again.
 */
import type { Replica, RowChange, Transaction } from '#ovsdb/client';
import type { AnyTable, Insert, Row, UuidOf } from '#schemas';
import { equalColumn } from './equal-column.js';
import type { Links } from './links.js';
import type { Writing } from './writing.js';

/** How a table's rows follow from wanted values of type `W`. */
export interface Mapping<T extends AnyTable, W> {
  readonly table: T;
  /** What a held row stands for, the same as the wanted value's identity; undefined for rows that are not northd's. */
  identityOf(row: Row<T>, links: Links): string | undefined;
  /** The columns that northd decides; undefined when the row cannot be written now. */
  columns(wanted: W, links: Links): Insert<T> | undefined;
  /** Columns that a new row starts with and others change later. */
  readonly initial?: Insert<T>;
  /** True when the held row cannot become the wanted one, and makes way for a new row. */
  replaces?(held: Row<T>, columns: Insert<T>): boolean;
  /** Writes changed columns otherwise than by one `update`, and takes what it wrote out of `changes`. */
  refine?(transaction: Transaction, held: Row<T>, changes: Insert<T>): void;
}

export class TableSync<T extends AnyTable, W> {
  readonly #mapping: Mapping<T, W>;
  readonly #replica: Replica;
  readonly #links: Links;
  readonly #wanted = new Map<string, W>();
  readonly #held = new Map<string, UuidOf<T>[]>();
  readonly #identities = new Map<string, string>();
  /** Identities whose wanted and held rows may differ. */
  #dirty = new Set<string>();
  #written = new Set<string>();
  /** Rows of the transaction under way, by identity. */
  readonly #inserted = new Map<string, UuidOf<T>>();

  constructor(mapping: Mapping<T, W>, replica: Replica, links: Links) {
    this.#mapping = mapping;
    this.#replica = replica;
    this.#links = links;
  }

  /** States what is wanted under an identity; undefined for nothing. */
  want(identity: string, wanted: W | undefined): void {
    if (wanted === undefined) this.#wanted.delete(identity);
    else this.#wanted.set(identity, wanted);
    this.#dirty.add(identity);
  }

  wanted(identity: string): W | undefined {
    return this.#wanted.get(identity);
  }

  /** Has the row compared again, because something that its columns follow from has changed. */
  touch(identity: string): void {
    this.#dirty.add(identity);
  }

  /** As `touch`, for all wanted rows that `concerns` names. */
  touchAll(concerns: (wanted: W) => boolean): void {
    for (const [identity, wanted] of this.#wanted) if (concerns(wanted)) this.#dirty.add(identity);
  }

  /** Takes note of what changed in the database. */
  see(changes: readonly RowChange<Row<T>>[]): void {
    for (const { id, after } of changes) {
      const before = this.#identities.get(id);
      const now = after === undefined ? undefined : this.#mapping.identityOf(after, this.#links);
      if (before !== now) {
        if (before !== undefined) this.#forget(before, id);
        if (now !== undefined && after !== undefined) this.#file(now, after._uuid);
      }
      if (now !== undefined) this.#dirty.add(now);
    }
  }

  /** The row that stands, or will stand after the transaction under way, for an identity. */
  row(identity: string): UuidOf<T> | undefined {
    return this.#inserted.get(identity) ?? this.#held.get(identity)?.[0];
  }

  /** What a held row stands for. */
  identityOfRow(id: UuidOf<T>): string | undefined {
    return this.#identities.get(id);
  }

  /** What has to be compared, wanted values only. */
  dirtyWanted(): { identity: string; wanted: W }[] {
    const list: { identity: string; wanted: W }[] = [];
    for (const identity of this.#dirty) {
      const wanted = this.#wanted.get(identity);
      if (wanted !== undefined) list.push({ identity, wanted });
    }
    return list;
  }

  /** Identities that have to be compared and are not wanted any more. */
  dirtyUnwanted(): string[] {
    return [...this.#dirty].filter((identity) => !this.#wanted.has(identity));
  }

  heldRow(identity: string): Row<T> | undefined {
    const id = this.#held.get(identity)?.[0];
    return id === undefined ? undefined : this.#replica.get(this.#mapping.table, id);
  }

  /** Adds what is needed to the transaction. Yields between rows, so that the caller can pause. */
  *write(writing: Writing): Generator<undefined, void> {
    const { table } = this.#mapping;
    const dirty = this.#dirty;
    this.#dirty = new Set();
    this.#written = dirty;
    for (const identity of dirty) {
      const [, ...surplus] = this.#held.get(identity) ?? [];
      for (const id of surplus) writing.transaction.delete(table, id);
    }
    const wanted = [...dirty].flatMap((identity) => {
      const value = this.#wanted.get(identity);
      return value === undefined ? [] : [{ identity, value }];
    });
    for (const identity of dirty) {
      const id = this.#wanted.has(identity) ? undefined : this.#held.get(identity)?.[0];
      if (id !== undefined) writing.transaction.delete(table, id);
    }
    for (const { identity, value } of wanted) {
      this.#writeRow(writing.transaction, identity, value);
      yield;
    }
  }

  /** Tells how the transaction ended; what failed is tried again with the next one. */
  settle(outcome: 'done' | 'failed'): void {
    this.#inserted.clear();
    if (outcome === 'failed') for (const identity of this.#written) this.#dirty.add(identity);
    this.#written = new Set();
  }

  #writeRow(transaction: Transaction, identity: string, value: W): void {
    const { table, initial, refine } = this.#mapping;
    const columns = this.#mapping.columns(value, this.#links);
    const held = this.heldRow(identity);
    if (columns === undefined) {
      if (held !== undefined) transaction.delete(table, held._uuid);
      return;
    }
    const isReplaced = held !== undefined && this.#mapping.replaces?.(held, columns) === true;
    if (isReplaced) transaction.delete(table, held._uuid);
    if (held === undefined || isReplaced) {
      this.#inserted.set(identity, transaction.insert(table, { ...columns, ...initial }));
      return;
    }
    const changes = { ...columns };
    for (const name of Object.keys(columns)) {
      if (equalColumn(Reflect.get(columns, name), Reflect.get(held, name))) Reflect.deleteProperty(changes, name);
    }
    refine?.(transaction, held, changes);
    if (Object.keys(changes).length > 0) transaction.update(table, held._uuid, changes);
  }

  #file(identity: string, id: UuidOf<T>): void {
    this.#identities.set(id, identity);
    const ids = this.#held.get(identity);
    if (ids === undefined) this.#held.set(identity, [id]);
    else ids.push(id);
  }

  #forget(identity: string, id: string): void {
    this.#identities.delete(id);
    const rest = (this.#held.get(identity) ?? []).filter((each) => each !== id);
    if (rest.length === 0) this.#held.delete(identity);
    else this.#held.set(identity, rest);
    this.#dirty.add(identity);
  }
}
