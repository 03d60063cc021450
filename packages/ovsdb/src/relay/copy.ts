/**
 * What a source's messages make of the copy that a relay or a backup server holds, in steps of about a millisecond. Comes
 * after relay.ts and replication.ts, which hold back the source's other messages meanwhile; before the service's commits.
 */
import { isJsonObject, type Json, type JsonObject, memberNames, type Value, valueFromJson } from '#ovsdb/notation';
import {
  applyChanges,
  Change,
  type Column,
  type Commit,
  commitSteps,
  countReferences,
  type Database,
  Overlay,
  pairsOf,
  Row,
  STEP_ROWS,
  type Steps,
  symmetricDifference,
  type Table,
} from '#ovsdb/server';

/** Puts the first contents into a database that nobody sees yet. */
export function* load(database: Database, updates: JsonObject): Steps<void> {
  const loaded: { readonly table: Table; readonly row: Row; readonly values: Value[] }[] = [];
  for (const table of database.tables.values()) {
    for (const [id, json] of rowsOf(updates, table)) {
      const values = wholeRow(table, json);
      if (values === undefined) throw new Error(`first contents without row ${id} of table ${table.name}`);
      const row = new Row(id, database.nextRow++, database.nextVersion, 0, values);
      table.rows.set(id, row);
      loaded.push({ table, row, values });
      if (loaded.length % STEP_ROWS === 0) yield;
    }
  }
  let count = 0;
  for (const { table, row, values } of loaded) {
    countReferences(table, row, values, database.tables);
    applyChanges([new Change(table, undefined, row, [])], database.tables);
    if (++count % STEP_ROWS === 0) yield;
  }
  database.nextVersion++;
}

/** What leads from the copy to whole contents that the source sent. `tables`: those that are made equal; by default all. */
export function* difference(
  database: Database,
  updates: JsonObject,
  tables: Iterable<Table> = database.tables.values(),
): Steps<Overlay> {
  const overlay = new Overlay();
  let count = 0;
  for (const table of tables) {
    const there = new Set<string>();
    for (const [id, json] of rowsOf(updates, table)) {
      there.add(id);
      const values = wholeRow(table, json);
      const before = table.rows.get(id);
      if (values === undefined) throw new Error(`contents without row ${id} of table ${table.name}`);
      if (before === undefined) overlay.insert(table, id, values);
      else if (table.columns.some((column) => !column.equal(before.values[column.position], values[column.position]))) {
        overlay.write(table, id).splice(0, values.length, ...values);
      }
      if (++count % STEP_ROWS === 0) yield;
    }
    for (const id of table.rows.keys()) {
      if (!there.has(id)) overlay.delete(table, id);
      if (++count % STEP_ROWS === 0) yield;
    }
  }
  return overlay;
}

/** What an update, or what was missed while there was no connection, changes. */
export function* changes(database: Database, updates: JsonObject): Steps<Overlay> {
  const overlay = new Overlay();
  let count = 0;
  for (const table of database.tables.values()) {
    for (const [id, json] of rowsOf(updates, table)) {
      if (isJsonObject(json)) applyUpdate(overlay, table, id, json);
      if (++count % STEP_ROWS === 0) yield;
    }
  }
  return overlay;
}

/** What `steps` come to, checked: nothing else may change the copy meanwhile. */
export function* commitOf(database: Database, steps: Steps<Overlay>): Steps<Commit | undefined> {
  const overlay = yield* steps;
  const numbers = { nextRow: () => database.nextRow++, version: database.nextVersion };
  return yield* commitSteps(overlay, database.tables, numbers);
}

/** Row by row: a list of all of them would take a long turn to make. */
function* rowsOf(updates: JsonObject, table: Table): Generator<readonly [string, Json]> {
  const rows = updates[table.name];
  if (!isJsonObject(rows)) return;
  for (const id of memberNames(rows)) yield [id, rows[id] ?? null];
}

/** The values of an `initial` or `insert`; undefined for other updates. */
function wholeRow(table: Table, update: Json): Value[] | undefined {
  const whole = isJsonObject(update) ? (update['initial'] ?? update['insert']) : undefined;
  if (!isJsonObject(whole)) return undefined;
  const values = table.initialValues();
  for (const [name, json] of Object.entries(whole)) {
    const column = table.column(name);
    if (column !== undefined) values[column.position] = column.read(json);
  }
  return values;
}

function applyUpdate(overlay: Overlay, table: Table, id: string, update: JsonObject): void {
  if ('delete' in update) {
    if (overlay.has(table, id)) overlay.delete(table, id);
    return;
  }
  const { modify } = update;
  const whole = wholeRow(table, update);
  if (whole !== undefined) {
    if (overlay.has(table, id)) overlay.write(table, id).splice(0, whole.length, ...whole);
    else overlay.insert(table, id, whole);
  } else if (isJsonObject(modify)) {
    const values = overlay.write(table, id);
    for (const [name, json] of Object.entries(modify)) {
      const column = table.column(name);
      if (column !== undefined) values[column.position] = modified(column, values[column.position], json);
    }
  }
}

/** What a difference (ovsdb-server(7), 4.1.14) makes of a value. */
function modified(column: Column, value: Value, json: Json): Value {
  const isWhole = column.type.max === 1;
  if (isWhole || (column.shape !== 'set' && column.shape !== 'map')) return column.read(json);
  const change = valueFromJson({ ...column.type, min: 0, max: 'unlimited' }, json);
  if (column.shape === 'set') {
    return symmetricDifference([...column.references(value, 'key')], [...column.references(change, 'key')]);
  }
  const pairs = new Map(pairsOf(value));
  for (const [key, item] of pairsOf(change)) {
    if (pairs.get(key) === item) pairs.delete(key);
    else pairs.set(key, item);
  }
  return new Map([...pairs].sort(([a], [b]) => (a < b ? -1 : 1)));
}
