/**
 * One monitor of one session (`monitor`, `monitor_cond`, `monitor_cond_since`): what it watches, and its messages. Updates
 * come from its group; the session puts them in order with its replies.
 */
import {
  isJsonArray,
  isJsonObject,
  type Json,
  MemberReader,
  OvsdbError,
  parseConditions,
  stringifyJson,
  syntaxError,
} from '#ovsdb/notation';
import type { Change } from '../change.js';
import type { Database } from '../database.js';
import type { Piece } from '../listing.js';
import type { Row } from '../row.js';
import type { LateMessage } from '../session.js';
import type { Table } from '../table.js';
import type { MonitorGroup } from './group.js';
import type { LateUpdates } from './late-updates.js';
import { RowFilter } from './row-filter.js';
import { type Form, parseSelections, type Selection, whereOf } from './selection.js';
import { changesText, initialText, type Moved, movedText } from './update-text.js';

export class Monitor {
  readonly database: Database;
  readonly form: Form;
  /** The client's id as JSON text with sorted members: equal for equal JSON values. */
  idText: string;
  group: MonitorGroup;

  constructor(database: Database, form: Form, id: Json, requests: Json) {
    this.database = database;
    this.form = form;
    this.idText = stringifyJson(id, 'sorted');
    this.group = database.groups.join(form, parseSelections(database, form, requests));
  }

  /** The tables it watches. */
  tables(): ReadonlySet<Table> {
    return new Set([...this.group.selections.values()].map(({ table }) => table));
  }

  /** All rows that match now. */
  initial(): Piece[] {
    return initialText(this.group.selections.values(), this.form, this.database.versions);
  }

  /** What `changes`, which are not one commit's, are to this monitor. */
  changesText(changes: Iterable<Change>): string {
    return changesText(this.group.selections, changes, this.form, this.database.versions) ?? '{}';
  }

  /** The notification that carries `updates`, which may be made as the client takes them. */
  notification(updates: string | readonly Piece[], transactionId: string): string | readonly Piece[] {
    const head = this.#head(transactionId);
    return typeof updates === 'string' ? `${head}${updates}]}` : [head, ...updates, ']}'];
  }

  /** As `notification`, for updates that are still to be made. */
  lateNotification(updates: LateUpdates, transactionId: string): LateMessage {
    return updates.notification(this.#head(transactionId));
  }

  #head(transactionId: string): string {
    const since = this.form === 'update3' ? `"${transactionId}",` : '';
    return `{"id":null,"method":"${this.form}","params":[${this.idText},${since}`;
  }

  /**
   * Puts other conditions in force (ovsdb-server(7), 4.1.13). Returns the rows that came into or went out of sight, as
   * `<table-updates2>`; undefined when there are none. Throws `OvsdbError` and changes nothing.
   */
  changeConditions(requests: Json): Piece[] | undefined {
    if (!isJsonObject(requests)) {
      throw new OvsdbError('syntax error', 'monitor-cond-change-requests must be object');
    }
    const selections = new Map(this.group.selections);
    const moved: Moved[] = [];
    for (const name of Object.keys(requests)) {
      if (!this.database.tables.has(name)) throw new OvsdbError('syntax error', `no table named ${name}`);
      const selection = selections.get(name);
      if (selection === undefined) throw new OvsdbError('syntax error', `no table named ${name} in monitor session`);
      const request = requests[name] ?? null;
      if (!isJsonArray(request)) {
        throw new OvsdbError('syntax error', `table ${name} no monitor-cond-change JSON array`);
      }
      // RFC 7047's monitors have no conditions: ovsdb-server takes the request unread and goes on as before.
      const filter = this.form === 'update' ? undefined : parseFilter(this.database, selection, request);
      if (filter === undefined) continue;
      selections.set(name, selection.withFilter(filter));
      moved.push(movedRows(selection, filter));
    }
    const group = this.database.groups.join(this.form, selections);
    this.database.groups.leave(this.group);
    this.group = group;
    return movedText(moved, this.form, this.database.versions);
  }

  close(): void {
    this.database.groups.leave(this.group);
  }
}

function parseFilter(database: Database, selection: Selection, requests: readonly Json[]): RowFilter | undefined {
  const { table } = selection;
  let where: Json | undefined;
  for (const request of requests) {
    const reader = new MemberReader(request, `table ${table.name}`);
    if (reader.has('columns')) throw syntaxError('changing columns is unsupported', request);
    const clauses = whereOf(reader);
    reader.finish();
    if (clauses !== undefined) where = isJsonArray(where) && isJsonArray(clauses) ? [...where, ...clauses] : clauses;
  }
  return where === undefined
    ? undefined
    : new RowFilter(table, parseConditions(table.schema, where), database.versions);
}

/** The rows that one filter lets through and the other does not. */
function movedRows(selection: Selection, after: RowFilter): Moved {
  const appeared: Row[] = [];
  const gone: Row[] = [];
  const { filter: before } = selection;
  for (const row of before.concernedBy(after)) {
    const was = before.matches(row);
    const is = after.matches(row);
    if (was && !is) gone.push(row);
    else if (is && !was) appeared.push(row);
  }
  return { selection, appeared, gone };
}
