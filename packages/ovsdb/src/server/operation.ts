/**
 * What the operations of a transaction share: the overlay they work on, the names they give rows, who asks. One file an
 * operation, in operations/; transact.ts runs them in turn.
 */
import { type Json, MemberReader } from '#ovsdb/notation';
import type { Database } from './database.js';
import type { Piece } from './listing.js';
import type { Overlay } from './overlay.js';
import type { Identity } from './rbac.js';
import type { Steps } from './steps.js';
import type { Table } from './table.js';

/** What a transaction may know of its client. */
export interface Client {
  /** True while the client holds the lock. */
  holdsLock(name: string): boolean;
  readonly isReadOnly: boolean;
  readonly identity: Identity;
}

export interface Execution {
  readonly database: Database;
  readonly overlay: Overlay;
  readonly client: Client;
  /** True for the server's own transactions. */
  readonly isOwn: boolean;
  readonly comments: string[];
  /** The tables that operations named so far. */
  readonly tables: Set<Table>;
  /** The uuid that a `uuid-name` stands for; a new one for a name not seen before. */
  readonly name: (name: string) => string;
  readonly newNames: NamedRows;
  /** Milliseconds since the transaction was first tried. */
  readonly elapsedMs: number;
}

/** The uuids of the names of one transaction. */
export interface NamedRows {
  /** Says that an insert carries `name`; undefined when one before did. `id`: the uuid that the insert asks for. */
  claim(name: string, id: string | undefined): string | undefined;
  newId(): string;
}

/** An element of `result`. */
export type Result = readonly Piece[] | string;
/** What may concern very many rows is done in steps; nothing may change the database meanwhile. */
export type Operation = (execution: Execution, reader: MemberReader, json: Json) => Result | Steps<Result>;

/** Thrown by `wait`: nothing to do until the database changes or `timeoutMs` (since the first try) is over. */
export class Blocked extends Error {
  readonly timeoutMs: number | undefined;

  constructor(timeoutMs: number | undefined) {
    super('the transaction waits');
    this.timeoutMs = timeoutMs;
  }
}

/** The `table` member. Throws `OvsdbError` when there is no such table. */
export function readTable(execution: Execution, reader: MemberReader): Table {
  const name = reader.id('table');
  const table = execution.database.tables.get(name);
  if (table === undefined) throw reader.error(`No table named ${name}.`);
  execution.tables.add(table);
  return table;
}

export function memberReader(json: Json, position: number, total: number): MemberReader {
  return new MemberReader(json, `ovsdb operation ${position + 1} of ${total}`);
}
