/**
 * Runs one `transact` (RFC 7047, 4.1.3) on an overlay: the operations in turn, then the checks of the commit. Nothing is
 * in the tables yet when this returns: the service applies the commit.
 */
import { type Json, type MemberReader, OvsdbError, stringifyJson } from '#ovsdb/notation';
import { type Commit, commitSteps } from './commit.js';
import type { Database } from './database.js';
import type { Piece } from './listing.js';
import {
  Blocked,
  type Client,
  type Execution,
  memberReader,
  type NamedRows,
  type Operation,
  type Result,
} from './operation.js';
import { abort, assert, comment, commit } from './operations/control.js';
import { remove } from './operations/delete.js';
import { insert } from './operations/insert.js';
import { mutate } from './operations/mutate.js';
import { select } from './operations/select.js';
import { update } from './operations/update.js';
import { wait } from './operations/wait.js';
import { Overlay } from './overlay.js';
import { finish, type Steps } from './steps.js';
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
  return new Transaction(database, operations, client, elapsedMs, whose).run();
}

/** A transaction that may be run in slices; nothing may change its database between them. */
export class Transaction {
  readonly #execution: Execution;
  readonly #operations: readonly Json[];
  readonly #results: Piece[] = [];
  readonly #steps: Steps<Outcome>;

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
    this.#steps = this.#run();
  }

  /** Runs all that is left. */
  run(): Outcome {
    return finish(this.#steps);
  }

  /** Runs on until `isOver` says so. Gives what the transaction comes to when nothing is left to run. */
  runUntil(isOver: () => boolean): Outcome | undefined {
    for (;;) {
      const step = this.#steps.next();
      if (step.done === true) return step.value;
      if (isOver()) return undefined;
    }
  }

  /** The operations in turn, then the checks of what they come to. */
  *#run(): Steps<Outcome> {
    const operations = this.#operations;
    const results = this.#results;
    for (let i = 0; i < operations.length; i++) {
      if (i > 0) {
        yield;
        results.push(',');
      }
      try {
        const json = operations[i]!;
        const made = run(this.#execution, memberReader(json, i, operations.length), json);
        const result = isResult(made) ? made : yield* made;
        if (typeof result === 'string') results.push(result);
        else results.push(...result);
      } catch (error) {
        if (error instanceof Blocked) return { kind: 'blocked', timeoutMs: error.timeoutMs };
        return this.#failed(error, ',null'.repeat(operations.length - i - 1));
      }
    }
    const { database, overlay, comments, tables } = this.#execution;
    try {
      const numbers = { nextRow: () => database.nextRow++, version: database.nextVersion };
      const commit = yield* commitSteps(overlay, database.tables, numbers);
      return { kind: 'done', results, commit, hasFailed: false, comment: comments.join('\n'), tables };
    } catch (error) {
      if (results.length > 0) results.push(',');
      return this.#failed(error, '');
    }
  }

  #failed(error: unknown, after: string): Outcome {
    if (!(error instanceof OvsdbError)) throw error;
    this.#results.push(errorText(error), after);
    const { tables } = this.#execution;
    return { kind: 'done', results: this.#results, commit: undefined, hasFailed: true, comment: '', tables };
  }
}

function isResult(made: Result | Steps<Result>): made is Result {
  return typeof made === 'string' || Array.isArray(made);
}

function run(execution: Execution, reader: MemberReader, json: Json): Result | Steps<Result> {
  const name = reader.id('op');
  const operation = OPERATIONS.get(name);
  if (operation === undefined) throw reader.error(`No operation "${name}"`);
  if (!WRITES.has(name)) return operation(execution, reader, json);
  const refusal = refusalOf(execution, name);
  if (refusal === undefined) return operation(execution, reader, json);
  // What is wrong with the request is said first, as ovsdb-server does.
  if (name === 'insert') operation(execution, reader, json);
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
  /** None in a transaction without names, as most are. */
  #ids: Map<string, string> | undefined;
  #claimed: Set<string> | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  resolve(name: string): string {
    let id = this.#ids?.get(name);
    if (id === undefined) {
      id = this.newId();
      this.#name(name, id);
    }
    return id;
  }

  claim(name: string, id: string | undefined): string | undefined {
    this.#claimed ??= new Set();
    if (this.#claimed.has(name)) return undefined;
    this.#claimed.add(name);
    if (id === undefined) return this.resolve(name);
    // References that stand before this keep the uuid they got, as in ovsdb-server.
    this.#name(name, id);
    return id;
  }

  newId(): string {
    return this.#database.identities.newId();
  }

  #name(name: string, id: string): void {
    this.#ids ??= new Map();
    this.#ids.set(name, id);
  }
}
