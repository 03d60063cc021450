/**
 * The rows that a replica holds, and what messages of the three monitor protocols make of them. Each call gives the
 * change set for its message. Before it: protocol.ts; after it: the owner's `onChanges`.
 */
import { parseUuid, TypedError, type Uuid } from '#base';
import { isJsonArray, isJsonObject, type Json, type JsonObject, memberNames } from '#ovsdb/notation';
import { type AnyRow, type AnyTable, compileDecoder, createInterner, type Intern, type RowDecoder } from '#schemas';
import type { ChangeSet, RowChange } from './change-set.js';
import type { Monitored } from './monitored.js';

type AnyRowChange = RowChange<AnyRow>;

/** `v1`: `update` of RFC 7047; `v2`: `update2` and `update3` of ovsdb-server(7). */
export type UpdateFormat = 'v1' | 'v2';

/** What the server sent cannot be applied to what is here: the contents must be loaded anew. */
export class ReplicaMismatch extends TypedError<'replica-mismatch'> {
  constructor(message: string) {
    super('replica-mismatch', message, {});
    this.name = 'ReplicaMismatch';
  }
}

/** Rows between two chances to let other work through. */
const STEP_ROWS = 500;

/** Work in steps of about a millisecond; the result comes with the last. */
export type Steps<T> = Generator<undefined, T>;

/** Finds out what messages change in one table, without changing it; `commit` then does. */
export class TableContents {
  readonly table: AnyTable;
  readonly rows = new Map<string, AnyRow>();
  /** Compiled when the first row comes: most programs see rows of few tables. */
  #compiled: RowDecoder | undefined;
  #columns: readonly string[];

  readonly #intern: Intern;

  constructor(monitored: Monitored, intern: Intern) {
    this.table = monitored.table;
    this.#intern = intern;
    this.#columns = monitored.columns ?? monitored.table.columns;
  }

  get #decoder(): RowDecoder {
    this.#compiled ??= compileDecoder(this.table, this.#columns, this.#intern);
    return this.#compiled;
  }

  /** The server has these columns only. */
  limitColumns(columns: readonly string[]): void {
    this.#columns = columns;
    this.#compiled = undefined;
  }

  /** Takes in the first contents, row by row as they are decoded: nobody looks before they are complete. */
  *load(updates: JsonObject, format: UpdateFormat): Steps<AnyRowChange[]> {
    this.rows.clear(); // what an attempt before this one left half done
    const changes: AnyRowChange[] = [];
    for (const key of memberNames(updates)) {
      const json = wholeRow(updates[key], format);
      if (json === undefined) throw new ReplicaMismatch(`initial contents without row ${key}`);
      const id = idOf(key);
      const after = this.#decoder.row(id, json);
      this.rows.set(id, after);
      changes.push({ id, after });
      if (changes.length % STEP_ROWS === 0) yield;
    }
    return changes;
  }

  /** What makes the rows those of a complete initial answer. */
  *replaceAll(updates: JsonObject, format: UpdateFormat): Steps<AnyRowChange[]> {
    const changes: AnyRowChange[] = [];
    let kept = 0;
    let count = 0;
    for (const key of memberNames(updates)) {
      const json = wholeRow(updates[key], format);
      if (json === undefined) throw new ReplicaMismatch(`initial contents without row ${key}`);
      const before = this.rows.get(key);
      if (before !== undefined) kept++;
      this.#put(key, before, json, changes);
      if (++count % STEP_ROWS === 0) yield;
    }
    if (this.rows.size > kept) {
      for (const [id, before] of this.rows) {
        if (!Object.hasOwn(updates, id)) changes.push({ id: before._uuid, before });
        if (++count % STEP_ROWS === 0) yield;
      }
    }
    return changes;
  }

  *update(updates: JsonObject, format: UpdateFormat): Steps<AnyRowChange[]> {
    const changes: AnyRowChange[] = [];
    let count = 0;
    for (const key of memberNames(updates)) {
      this.#updateRow(key, updates[key], format, changes);
      if (++count % STEP_ROWS === 0) yield;
    }
    return changes;
  }

  commit(changes: readonly AnyRowChange[]): void {
    for (const { id, after } of changes) {
      if (after === undefined) this.rows.delete(id);
      else this.rows.set(id, after);
    }
  }

  #updateRow(key: string, json: Json | undefined, format: UpdateFormat, changes: AnyRowChange[]): void {
    const before = this.rows.get(key);
    const whole = wholeRow(json, format);
    if (whole !== undefined) {
      this.#put(key, before, whole, changes);
      return;
    }
    const modify = format === 'v2' && isJsonObject(json) ? json['modify'] : undefined;
    if (isJsonObject(modify)) {
      if (before === undefined) throw new ReplicaMismatch(`${this.table.name} row ${key} modified but not there`);
      changes.push({ id: before._uuid, before, after: this.#decoder.changed(before, modify) });
      return;
    }
    // Deleted twice does no harm.
    if (before !== undefined) changes.push({ id: before._uuid, before });
  }

  #put(key: string, before: AnyRow | undefined, json: JsonObject, changes: AnyRowChange[]): void {
    if (before === undefined) {
      const id = idOf(key);
      changes.push({ id, after: this.#decoder.row(id, json) });
      return;
    }
    const after = this.#decoder.replaced(before, json);
    if (after !== before) changes.push({ id: before._uuid, before, after });
  }
}

/** The whole row that an update carries; undefined for a modification or a deletion. */
function wholeRow(json: Json | undefined, format: UpdateFormat): JsonObject | undefined {
  if (!isJsonObject(json)) throw new ReplicaMismatch('row update is not an object');
  const row = format === 'v1' ? json['new'] : (json['initial'] ?? json['insert']);
  return isJsonObject(row) ? row : undefined;
}

function idOf(key: string): Uuid {
  const id = parseUuid<string>(key);
  if (id === undefined) throw new ReplicaMismatch(`"${key}" is no row's uuid`);
  return id;
}

export class Contents {
  readonly tables: ReadonlyMap<string, TableContents>;
  #wasLoaded = false;

  constructor(monitored: readonly Monitored[]) {
    const intern = createInterner();
    this.tables = new Map(monitored.map((each) => [each.table.name, new TableContents(each, intern)]));
  }

  /** Makes the contents those of a complete initial answer, all at once in the last step. Throws ReplicaMismatch, OvsdbError. */
  *replaceAll(json: Json, format: UpdateFormat): Steps<ChangeSet> {
    const updates = tableUpdates(json);
    const isInitial = !this.#wasLoaded;
    const tables = new Map<AnyTable, readonly AnyRowChange[]>();
    for (const contents of this.tables.values()) {
      const rows = updates[contents.table.name] ?? {};
      if (!isJsonObject(rows)) throw new ReplicaMismatch('table update is not an object');
      const changes = yield* isInitial ? contents.load(rows, format) : contents.replaceAll(rows, format);
      if (changes.length > 0) tables.set(contents.table, changes);
    }
    this.#wasLoaded = true;
    return isInitial ? { tables, isInitial } : this.#commit({ tables, isInitial });
  }

  /** Applies one update, all at once in the last step. Throws ReplicaMismatch, OvsdbError. */
  *update(json: Json, format: UpdateFormat): Steps<ChangeSet> {
    const updates = tableUpdates(json);
    const tables = new Map<AnyTable, readonly AnyRowChange[]>();
    for (const name in updates) {
      const contents = this.tables.get(name);
      const rows = updates[name];
      if (contents === undefined || !isJsonObject(rows)) throw new ReplicaMismatch(`update of table ${name}`);
      const changes = yield* contents.update(rows, format);
      if (changes.length > 0) tables.set(contents.table, changes);
    }
    return this.#commit({ tables, isInitial: false });
  }

  #commit(changes: {
    readonly tables: ReadonlyMap<AnyTable, readonly AnyRowChange[]>;
    readonly isInitial: boolean;
  }): ChangeSet {
    for (const [table, rows] of changes.tables) this.tables.get(table.name)?.commit(rows);
    return changes;
  }
}

function tableUpdates(json: Json): JsonObject {
  if (!isJsonObject(json)) throw new ReplicaMismatch('table updates are not an object');
  return json;
}

/** True when `json` is the monitor id `id`: ids are compared as JSON values. */
export function isMonitorId(json: Json | undefined, id: readonly string[]): boolean {
  return isJsonArray(json) && json.length === id.length && json.every((part, i) => part === id[i]);
}
