/**
 * The server itself: its databases, sessions and locks, and the order in which things happen. A turn of the event loop
 * takes the requests that have arrived, runs them in memory at once, and then (turns.ts) puts all their commits into
 * the store together; only then do replies and updates go out. When the store refuses, the turn's commits of that database
 * are taken back and every transaction that rests on them is answered `I/O error`. Long because the order of all this is
 * one matter: what each step does is in the files it calls.
 */
import type { Clock } from '#base';
import { Allowance, type Connection } from '#ovsdb/jsonrpc';
import {
  type DatabaseSchema,
  type Json,
  type JsonArray,
  OvsdbError,
  schemaToJson,
  stringifyJson,
} from '#ovsdb/notation';
import { Attention } from './attention.js';
import { type BlockedEvents, type BlockedTransaction, BlockedTransactions } from './blocked.js';
import type { Change } from './change.js';
import { ClientMemory } from './client-memory.js';
import { type Commit, prepareCommit } from './commit.js';
import { type Batch, CommitQueue, type CommitQueueEvents } from './commit-queue.js';
import { Database, type DatabaseOptions } from './database.js';
import { hasWrites, refusalOf } from './forwarding.js';
import { HISTORY_LIMITS } from './history.js';
import { type Piece, wholeText } from './listing.js';
import { Locks } from './locks.js';
import { LongTransactions } from './long-transactions.js';
import { Maintenance } from './maintenance.js';
import type { Monitor } from './monitor/monitor.js';
import type { Client } from './operation.js';
import { TURN_CHARACTERS } from './outbox.js';
import type { Overlay } from './overlay.js';
import { PastRequests } from './past-requests.js';
import { Preparations } from './preparations.js';
import { SUPERUSER } from './rbac.js';
import { RelayedDatabases } from './relayed-databases.js';
import { errorReply, replyPieces, storeFailure, wholeFailure } from './reply.js';
import { answer } from './requests.js';
import { serverSchema } from './server-database.js';
import { ServerRows } from './server-rows.js';
import type { ConnectionOptions, ServiceLog, ServiceOptions } from './service-options.js';
import { Session, type SessionEvents } from './session.js';
import { Sessions } from './sessions.js';
import type { Steps } from './steps.js';
import type { Store } from './store.js';
import { StoreFaults } from './store-faults.js';
import type { Table } from './table.js';
import { errorText, type Outcome, Transaction, transact } from './transact.js';
import { Turns } from './turns.js';
import { VersionText } from './version.js';
import { Watchers } from './watchers.js';

export type { ConnectionOptions, ServiceLog, ServiceOptions } from './service-options.js';

type NewDatabase = Pick<Partial<DatabaseOptions>, 'history' | 'isReserved'>;

type CommitListener = (database: Database, changes: readonly Change[]) => void;
type RefusalListener = (database: Database) => void;

export class Service implements SessionEvents, CommitQueueEvents, BlockedEvents {
  readonly clock: Clock;
  readonly log: ServiceLog;
  readonly serverId: string;
  readonly locks = new Locks();
  /** Requests that clients have sent. */
  requestCount = 0;
  readonly past = new PastRequests(this);
  readonly #options: ServiceOptions;
  /** Of the options, which are of another kind for each who makes a service. */
  readonly #newId: () => string;
  readonly #versions: VersionText;
  readonly #databases = new Map<string, Database>();
  readonly #queues = new Map<Database, CommitQueue>();
  readonly #blocked: BlockedTransactions;
  readonly #long: LongTransactions;
  readonly #preparations: Preparations;
  readonly #watchers = new Watchers((steps) => this.#preparations.add(steps, undefined, () => this.#turns.schedule()));
  readonly #server: Database;
  readonly #rows: ServerRows;
  readonly relayed: RelayedDatabases;
  readonly #sessions = new Sessions();
  readonly #turns: Turns;
  readonly #attention: Attention;
  readonly #memory: ClientMemory;
  readonly #sending = new Allowance(TURN_CHARACTERS);
  readonly #listeners = new Set<CommitListener>();
  readonly #refusalListeners = new Set<RefusalListener>();
  #role: 'active' | 'backup' = 'active';
  readonly #faults: StoreFaults;
  #hasConditions = true;
  readonly #maintenance: Maintenance;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#newId = options.newId;
    this.clock = options.clock;
    this.#memory = new ClientMemory(options.maxClientBytes ?? Number.POSITIVE_INFINITY);
    this.#attention = new Attention(options.clock, options.processors ?? 1);
    this.#turns = new Turns(this.#queues, this.#attention);
    this.log = options.log;
    this.serverId = options.newId();
    this.#long = new LongTransactions(options.clock);
    this.#preparations = new Preparations(options.clock);
    this.#blocked = new BlockedTransactions(options.clock, this);
    this.#faults = new StoreFaults(options.clock, options.log);
    this.#maintenance = new Maintenance(options.clock, this.#queues, (database, text) => {
      this.#faults.complain(database, 'warn', text);
    });
    this.#versions = new VersionText(options.newId());
    this.#server = this.newDatabase(serverSchema, options.newId(), { isReserved: true });
    this.#databases.set(this.#server.name, this.#server);
    this.#rows = new ServerRows(this.#server, options.newId, (overlay) => this.#commitServer(overlay));
    this.#rows.addOwn(this.#server);
    this.relayed = new RelayedDatabases(this.#rows, (database) => this.#serveCopy(database));
  }

  /** An empty database of this service, not yet served. `lastId`: the id of its state. */
  newDatabase(schema: DatabaseSchema, lastId: string, options: NewDatabase = {}): Database {
    return new Database(schema, {
      versions: this.#versions,
      identities: { newId: this.#newId },
      history: HISTORY_LIMITS,
      lastId,
      ...options,
    });
  }

  /** Serves a database. `store` has its content already. */
  addDatabase(database: Database, store: Store): void {
    this.#databases.set(database.name, database);
    this.#queues.set(database, new CommitQueue(database, store, this));
    this.#rows.addOwn(database);
    this.#maintenance.start();
  }

  #serveCopy(database: Database): void {
    const before = this.#databases.get(database.name);
    if (before !== undefined) {
      this.#retire(before);
      this.#sessions.closeUnaware(`${database.name} database was converted`);
    }
    this.#databases.set(database.name, database);
  }

  /** Puts a commit of another server in force, by default under an id of its own. */
  applyRelayed(database: Database, commit: Commit, id?: string): void {
    // One that only reads may be under way.
    this.#long.finish(database);
    this.#apply(database, commit, '', '', id);
    this.#blocked.retry();
  }

  /** Whether clients may write, or the contents are those of another server (ovsdb-server(1), "Active-Backup Options"). */
  get role(): 'active' | 'backup' {
    return this.#role;
  }

  setRole(role: 'active' | 'backup'): void {
    // What is under way was asked of the server that it was.
    this.finishTransactions();
    this.#role = role;
  }

  /** True for a client that may not write, nor take locks. */
  isReadOnly(session: Session): boolean {
    return session.isReadOnly || this.#role === 'backup';
  }

  schemaTextOf(schema: DatabaseSchema): string {
    return stringifyJson(schemaToJson(schema));
  }

  /** Stops serving a database; sessions that do not follow such changes are dropped (`set_db_change_aware`). */
  removeDatabase(name: string): void {
    const database = this.#databases.get(name);
    this.relayed.giveUp(name);
    if (database === undefined || database === this.#server) return;
    const store = this.#retire(database);
    this.#sessions.closeUnaware(`removing ${name} database`);
    store?.close();
    this.#rows.remove(name);
  }

  /** Puts a database under another schema (ovsdb-server(7), 4.1.16). Throws `OvsdbError`. `by`: who asked for it. */
  convert(database: Database, schema: DatabaseSchema, by: Session): void {
    const { convert } = this.#options;
    if (convert === undefined || database.isReserved) {
      throw new OvsdbError('not allowed', `${database.name} cannot be converted`);
    }
    this.#long.finish(database);
    this.#queues.get(database)?.flush();
    const converted = convert(database, schema);
    this.#retire(database);
    this.#sessions.closeUnaware(`${database.name} database was converted`, by);
    this.#databases.set(database.name, converted.database);
    this.#queues.set(converted.database, new CommitQueue(converted.database, converted.store, this));
    this.#rows.change(database.name, { schema: converted.database.schemaText });
  }

  /** Ends what rests on a database: its commits, waits and monitors. Returns its store, still open. */
  #retire(database: Database): Store | undefined {
    this.#long.finish(database);
    const queue = this.#queues.get(database);
    queue?.flush();
    this.#turns.finish();
    this.#databases.delete(database.name);
    this.#blocked.removeDatabase(database);
    this.#watchers.cancel(database);
    this.#queues.delete(database);
    this.#faults.forget(database);
    this.relayed.retire(database);
    return queue?.store;
  }

  database(name: string): Database | undefined {
    return this.#databases.get(name);
  }

  /** The database's store, with all that is in memory in it. */
  flushed(database: Database): Store | undefined {
    const queue = this.#queues.get(database);
    queue?.flush();
    return queue?.store;
  }

  serves(database: Database): boolean {
    return this.#databases.get(database.name) === database;
  }

  storeOf(database: Database): Store | undefined {
    return this.#queues.get(database)?.store;
  }

  /** In the order of their names. */
  databaseNames(): string[] {
    return [...this.#databases.keys(), ...this.relayed.expected()].sort();
  }

  /** Takes a client's connection. */
  accept(connection: Connection, options: ConnectionOptions): Session {
    const session = new Session(connection, this, {
      clock: this.clock,
      maxBacklogBytes: this.#options.maxBacklogBytes,
      role: '',
      sending: this.#sending,
      ...options,
    });
    this.#sessions.add(session, options.onClosed);
    return session;
  }

  /** Stores what is on its way and closes the databases. */
  close(): void {
    this.finishTransactions();
    for (const queue of this.#queues.values()) queue.flush();
    this.#turns.finish();
    this.#sessions.closeAll('connection closed: the server ends');
    this.#maintenance.stop();
    for (const { store } of this.#queues.values()) store.close();
    this.#queues.clear();
  }

  /** From now on there are no monitors but RFC 7047's: clients have to do with those, which come back. */
  disableConditions(): void {
    this.#hasConditions = false;
    this.#sessions.closeAll('connection closed on request');
  }

  /** Whether monitors with conditions are served (`monitor_cond` and so on). */
  get hasConditions(): boolean {
    return this.#hasConditions;
  }

  request(session: Session, method: string, params: JsonArray, id: Json): void {
    this.#attention.heard();
    this.requestCount++;
    answer(this, session, method, params, stringifyJson(id));
  }

  notification(session: Session, method: string, params: JsonArray): void {
    if (method !== 'cancel') return;
    const idText = stringifyJson(params[0] ?? null);
    if (this.relayed.cancel(session, idText)) return;
    const blocked = this.#blocked.take(session, idText);
    if (blocked !== undefined) session.hold(errorReply(blocked.idText, 'canceled'));
  }

  holds(session: Session): void {
    this.#turns.holds(session);
  }

  keeps(session: Session): void {
    if (session.isOpen) this.#memory.note(session);
  }

  closed(session: Session, reason: string | undefined): void {
    this.#turns.removeSession(session);
    this.#memory.forget(session);
    this.#blocked.removeSession(session);
    this.relayed.removeSession(session);
    this.#watchers.removeSession(session);
    this.locks.release(session);
    this.#sessions.remove(session);
    const isFault = reason !== undefined && !reason.startsWith('connection closed');
    if (isFault) this.log.warn(`${session.connection.peer}: ${reason}`);
  }

  /** Calls `run` once `steps` are through, in other turns of the event loop, if the client is still there. */
  prepare(session: Session, steps: Steps<void>, run: () => void): void {
    this.#preparations.add(steps, session, () => {
      if (session.isOpen) run();
    });
  }

  addMonitor(session: Session, monitor: Monitor): void {
    this.#watchers.add(session, monitor);
  }

  removeMonitor(session: Session, monitor: Monitor): void {
    this.#watchers.remove(session, monitor);
  }

  /** Calls `listener` after each commit, with the database it changed and what it did. */
  onCommit(listener: CommitListener): void {
    this.#listeners.add(listener);
  }

  /** Calls `listener` when a database's newest commits were undone because its store refused them. */
  onRefused(listener: RefusalListener): void {
    this.#refusalListeners.add(listener);
  }

  /** Brings the transactions that take long to their end now. */
  finishTransactions(): void {
    for (const database of [...this.#databases.values()]) this.#long.finish(database);
  }

  /** True while a transaction that takes long is under way: one of the server's own would hold everybody up. */
  isBusy(database: Database): boolean {
    return this.#long.holds(database);
  }

  /** A transaction of the server's own. Returns why it failed, if it did. */
  transactSelf(database: Database, operations: JsonArray): string | undefined {
    this.#long.finish(database);
    const client: Client = { isReadOnly: false, identity: SUPERUSER, holdsLock: () => false };
    const outcome = transact(database, operations, client, 0, 'its own');
    if (outcome.kind === 'blocked') return 'it would have to wait';
    if (outcome.hasFailed) return wholeText(outcome.results);
    if (outcome.commit !== undefined) this.#apply(database, outcome.commit, outcome.comment, 'the server itself');
    this.#blocked.retry();
    return undefined;
  }

  /** Runs a `transact` now, or keeps it until it can go on. */
  transact(session: Session, database: Database, operations: JsonArray, idText: string): void {
    const source = this.relayed.sourceOf(database);
    if (source !== undefined && hasWrites(operations)) {
      const refusal = refusalOf(database, operations, this.#clientOf(session), idText);
      if (refusal === undefined) this.relayed.forward(session, idText, source, 'transact', operations);
      else session.hold(refusal);
      return;
    }
    if (!this.#long.holds(database)) {
      const transaction = new Transaction(database, operations, this.#clientOf(session), 0);
      this.#long.run(database, transaction, session, (outcome) => {
        this.#settle({ session, database, idText, operations, bytes: session.messageBytes }, outcome);
      });
    } else if (hasWrites(operations)) {
      this.#long.wait(database, session, () => this.transact(session, database, operations, idText));
    } else {
      const outcome = transact(database, operations, this.#clientOf(session), 0);
      this.#settle({ session, database, idText, operations, bytes: session.messageBytes }, outcome);
    }
  }

  #settle(asked: BlockedTransaction, outcome: Outcome): void {
    if (outcome.kind === 'blocked') {
      this.#blocked.add(asked, outcome.timeoutMs);
      return;
    }
    this.conclude(asked, outcome);
    this.#blocked.retry();
  }

  run({ session, database, operations }: BlockedTransaction, elapsedMs: number): Outcome {
    return transact(database, operations, this.#clientOf(session), elapsedMs);
  }

  conclude({ session, database, idText }: BlockedTransaction, outcome: Outcome & { kind: 'done' }): void {
    this.#conclude(session, database, idText, outcome);
  }

  /**
   * Figures for `memory/show`, as ovsdb-server counts them: monitors of the same columns once, sessions and triggers only
   * where there are some.
   */
  figures(): Record<string, number> {
    const databases = [...this.#databases.values()];
    const tables = databases.flatMap((database) => [...database.tables.values()]);
    const sum = (figure: (table: Table) => number) => tables.reduce((total, table) => total + figure(table), 0);
    const sessions = this.#sessions.size;
    const triggers = this.#blocked.size + this.relayed.underWay;
    return {
      atoms: sum((table) => table.atoms),
      cells: sum((table) => table.cells),
      monitors: databases.reduce((total, { groups }) => total + groups.kinds, 0),
      'n-weak-refs': sum((table) => table.weakReferences),
      ...(sessions === 0 ? {} : { sessions }),
      ...(triggers === 0 ? {} : { triggers }),
    };
  }

  #clientOf(session: Session): Client {
    const { identity } = session;
    return { isReadOnly: this.isReadOnly(session), identity, holdsLock: (name) => this.locks.isOwner(name, session) };
  }

  /** Puts a transaction's commit in force and answers it. */
  #conclude(session: Session, database: Database, idText: string, outcome: Outcome & { kind: 'done' }): void {
    const { results, commit, comment, tables, hasFailed } = outcome;
    const batch =
      commit === undefined
        ? this.restingOn(database, hasFailed ? undefined : tables)
        : this.#apply(database, commit, comment, session.connection.peer);
    const message: Piece[] = replyPieces(idText, '[', results, ']');
    session.hold(message, batch, (details) => {
      const error = errorText(storeFailure(details));
      return wholeFailure(idText, results, error);
    });
  }

  /** Returns the batch that makes the commit durable; none for a database without store. */
  #apply(database: Database, commit: Commit, comment: string, client: string, id = this.#newId()): Batch | undefined {
    database.apply(commit, id);
    const { changes } = commit;
    const batch = this.#queues.get(database)?.add(commit, { id, time: this.clock.now(), comment, client, changes });
    this.#blocked.changed(database);
    this.#watchers.tell(database, commit, id, batch);
    this.#turns.schedule();
    if (batch === undefined) database.history.settled();
    for (const listener of this.#listeners) listener(database, changes);
    return batch;
  }

  /** The batch that a reply about `tables` (by default: all of the database) has to wait for. */
  restingOn(database: Database, tables?: ReadonlySet<Table>): Batch | undefined {
    return this.#queues.get(database)?.restingOn(tables);
  }

  /** Why the database's store refused its last batch; undefined when it took it. */
  storageFault(database: Database): string | undefined {
    return this.#faults.of(database);
  }

  stored(database: Database): void {
    if (this.#queues.get(database)?.isIdle === true) database.history.settled();
    this.#faults.stored(database);
  }

  refused(database: Database, details: string): void {
    this.#faults.refused(database, details);
    for (const listener of this.#refusalListeners) listener(database);
  }

  settled(): void {
    this.#turns.finish();
  }

  /** Has the file of a database made as small as its contents allow, while clients are served. */
  compact(database: Database): Promise<void> {
    const store = this.#queues.get(database)?.store;
    if (store === undefined) return Promise.resolve();
    this.log.info(`compacting ${database.name} database by user request`);
    const compacted = new Promise<void>((resolve, reject) => {
      store.compact((error) => (error === undefined ? resolve() : reject(error)));
    });
    this.#maintenance.hurry();
    return compacted;
  }

  #commitServer(overlay: Overlay): void {
    const database = this.#server;
    const numbers = { nextRow: () => database.nextRow++, version: database.nextVersion };
    const commit = prepareCommit(overlay, database.tables, numbers);
    if (commit === undefined) return;
    this.#apply(database, commit, '', '');
    this.#blocked.retry();
  }
}
