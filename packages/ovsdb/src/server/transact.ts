/**
 * Runs one `transact` (RFC 7047, 4.1.3) on an overlay: the operations in turn, then the checks of the commit. Nothing is
 * in the tables yet when this returns: the service applies the commit.
 */
import { type Json, type MemberReader, OvsdbError, stringifyJson } from '#ovsdb/notation';
import { type Commit, prepareCommit } from './commit.js';
import type { Database } from './database.js';
import type { Piece } from './listing.js';
import { Blocked, type Client, type Execution, memberReader, type NamedRows, type Operation } from './operation.js';
import { abort, assert, comment, commit } from './operations/control.js';
import { remove } from './operations/delete.js';
import { insert } from './operations/insert.js';
import { mutate } from './operations/mutate.js';
import { select } from './operations/select.js';
import { update } from './operations/update.js';
import { wait } from './operations/wait.js';
import { Overlay } from './overlay.js';
import type { Table } from './table.js';

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['insert', insert],
  ['select', select],
  ['update', update],
  ['mutate', mutate],
  ['delete', remove],
  ['wait', wait],
  ['commit', commit],
  ['abort', abort],
  ['comment', comment],
  ['assert', assert],
]);
/** What a client that may only read, and anybody in `_Server`, may not do. */
const WRITES: ReadonlySet<string> = new Set(['insert', 'update', 'mutate', 'delete', 'commit']);

export type Outcome =
  | {
      readonly kind: 'done';
      /** The elements of `result`, separators included. */
      readonly results: readonly Piece[];
      /** Undefined when nothing changed, or a check failed. */
      readonly commit: Commit | undefined;
      readonly hasFailed: boolean;
      readonly comment: string;
      /** Tables that were named. */
      readonly tables: ReadonlySet<Table>;
    }
  | { readonly kind: 'blocked'; readonly timeoutMs: number | undefined };

/**
 * `operations`: the params after the database's name. `elapsedMs`: since it was first tried. `whose`: the server itself may
 * write reserved databases.
 */
export function transact(
  database: Database,
  operations: readonly Json[],
  client: Client,
  elapsedMs: number,
  whose: "a client's" | 'its own' = "a client's",
): Outcome {
  const transaction = new Transaction(database, operations, client, elapsedMs, whose);
  transaction.run();
  return transaction.outcome();
}

/** A transaction that may be run in slices; nothing may change its database between them. */
export class Transaction {
  readonly #execution: Execution;
  readonly #operations: readonly Json[];
  readonly #results: Piece[] = [];
  #next = 0;
  /** Set where an operation has failed or waits. */
  #end: Outcome | undefined;

  constructor(
    database: Database,
    operations: readonly Json[],
    client: Client,
    elapsedMs: number,
    whose: "a client's" | 'its own' = "a client's",
  ) {
    const names = new TransactionNames(database);
    this.#operations = operations;
    this.#execution = {
      database,
      overlay: new Overlay(),
      client,
      elapsedMs,
      isOwn: whose === 'its own',
      comments: [],
      tables: new Set(),
      newNames: names,
      name: (name) => names.resolve(name),
    };
  }

  /** Runs the operations that are left, up to one behind which `isOver` says so. True when none is left to run. */
  run(isOver: () => boolean = () => false): boolean {
    const operations = this.#operations;
    const results = this.#results;
    for (; this.#next < operations.length && this.#end === undefined; this.#next++) {
      const i = this.#next;
      if (i > 0) {
        if (isOver()) return false;
        results.push(',');
      }
      try {
        const json = operations[i]!;
        const result = run(this.#execution, memberReader(json, i, operations.length), json);
        if (typeof result === 'string') results.push(result);
        else results.push(...result);
      } catch (error) {
        if (error instanceof Blocked) this.#end = { kind: 'blocked', timeoutMs: error.timeoutMs };
        else this.#fail(error, ',null'.repeat(operations.length - i - 1));
      }
    }
    return true;
  }

  /** Once `run` is through: checks what it comes to. */
  outcome(): Outcome {
    if (this.#end !== undefined) return this.#end;
    const { database, overlay, comments, tables } = this.#execution;
    const results = this.#results;
    try {
      const numbers = { nextRow: () => database.nextRow++, version: database.nextVersion };
      const commit = prepareCommit(overlay, database.tables, numbers);
      return { kind: 'done', results, commit, hasFailed: false, comment: comments.join('\n'), tables };
    } catch (error) {
      if (results.length > 0) results.push(',');
      return this.#fail(error, '');
    }
  }

  #fail(error: unknown, after: string): Outcome {
    if (!(error instanceof OvsdbError)) throw error;
    this.#results.push(errorText(error), after);
    const { tables } = this.#execution;
    this.#end = { kind: 'done', results: this.#results, commit: undefined, hasFailed: true, comment: '', tables };
    return this.#end;
  }
}

function run(execution: Execution, reader: MemberReader, json: Json): readonly Piece[] | string {
  const name = reader.id('op');
  const operation = OPERATIONS.get(name);
  if (operation === undefined) throw reader.error(`No operation "${name}"`);
  if (!WRITES.has(name)) return operation(execution, reader, json);
  const refusal = refusalOf(execution, name);
  // What is wrong with the request is said first, as ovsdb-server does.
  if (refusal === undefined || name === 'insert') {
    const result = operation(execution, reader, json);
    if (refusal === undefined) return result;
  }
  throw new OvsdbError('not allowed', refusal);
}

function refusalOf({ database, client, isOwn }: Execution, name: string): string | undefined {
  if (isOwn) return undefined;
  if (database.isReserved) return `${name} operation not allowed on table in reserved database ${database.name}`;
  return client.isReadOnly ? `${name} operation not allowed when database server is in read only mode` : undefined;
}

/** The `<error>` of RFC 7047 as text. */
export function errorText(error: OvsdbError): string {
  return stringifyJson(error.toJson());
}

class TransactionNames implements NamedRows {
  readonly #database: Database;
  readonly #ids = new Map<string, string>();
  readonly #claimed = new Set<string>();

  constructor(database: Database) {
    this.#database = database;
  }

  resolve(name: string): string {
    let id = this.#ids.get(name);
    if (id === undefined) {
      id = this.newId();
      this.#ids.set(name, id);
    }
    return id;
  }

  claim(name: string, id: string | undefined): string | undefined {
    if (this.#claimed.has(name)) return undefined;
    this.#claimed.add(name);
    if (id === undefined) return this.resolve(name);
    // References that stand before this keep the uuid they got, as in ovsdb-server.
    this.#ids.set(name, id);
    return id;
  }

  newId(): string {
    return this.#database.identities.newId();
  }
}
