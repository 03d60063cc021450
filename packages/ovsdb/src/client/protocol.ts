/**
 * What a replica says to a server on one connection: finds out about the server, asks for the contents in the newest form
 * that the server knows, and keeps them current. All answers are dealt with in the order of arrival, by callbacks, so
 * that no update overtakes the answer before it. Made anew for each connection by open-replica.ts.
 */
import { type Log, TypedError, ZERO_UUID } from '#base';
import type { Connection } from '#ovsdb/jsonrpc';
import { openSession, ProtocolError, parseText, type Session, type SessionOptions, type Settled } from '#ovsdb/jsonrpc';
import {
  type DatabaseSchema,
  isJsonArray,
  type Json,
  type JsonArray,
  type JsonObject,
  OvsdbError,
  parseSchema,
} from '#ovsdb/notation';
import type { Database } from '#schemas';
import type { CatchUp } from './catch-up.js';
import type { ChangeSet } from './change-set.js';
import type { Conditions } from './conditions.js';
import { type Contents, isMonitorId, ReplicaMismatch, type Steps, type UpdateFormat } from './contents.js';
import { isSchemaOf, type MonitorMethod, monitorRequests, reportSchemaFaults } from './monitor-request.js';
import type { Monitored } from './monitored.js';
import { RowFilter } from './row-filter.js';
import {
  type ClusterState,
  type Objection,
  objectionLine,
  objectionTo,
  SERVER_MONITOR_ID,
  type ServerDatabaseRow,
  staleObjection,
} from './server-row.js';
import { ServerRows } from './server-rows.js';

/** What outlives connections: where the next one resumes. */
export interface ResumePoint {
  /** `last-txn-id` of the newest update that was applied; the zero uuid: nothing to resume. */
  lastTransaction: string;
  readonly cluster: ClusterState;
  readonly catchUp: CatchUp;
}

export interface ProtocolOptions {
  readonly database: Database;
  readonly monitored: readonly Monitored[];
  readonly contents: Contents;
  readonly conditions: Conditions;
  readonly resume: ResumePoint;
  readonly leaderOnly: boolean;
  readonly changeAware: boolean;
  readonly lock: string | undefined;
  readonly log: Log;
  readonly session: Omit<SessionOptions, 'handlers'>;
  readonly onChanges: (changes: ChangeSet) => void;
  readonly onSynced: () => void;
  readonly onConditions: () => void;
  readonly onLock: (hasLock: boolean) => void;
  /** Called once. */
  readonly onEnd: (reason: string | undefined) => void;
}

/** The server's schema cannot serve this replica. */
export class SchemaMismatch extends TypedError<'schema-mismatch'> {
  constructor(message: string) {
    super('schema-mismatch', message, {});
    this.name = 'SchemaMismatch';
  }
}

/** How long one turn of the event loop may be busy with a large message. */
const TURN_MS = 20;

export class Protocol {
  readonly session: Session;
  readonly #options: ProtocolOptions;
  readonly #monitorId: readonly string[];
  readonly #server = new ServerRows();
  #method: MonitorMethod | undefined;
  #serverSchema: string | undefined;
  #schema: DatabaseSchema | undefined;
  #isAwareSent = false;
  #departure: { readonly objection: Objection | undefined } | undefined;
  /** What a server that knows no conditions sends too much is left out here. */
  #filter: RowFilter | undefined;

  constructor(connection: Connection, options: ProtocolOptions) {
    this.#options = options;
    this.#monitorId = ['monid', options.database.name];
    this.session = openSession(connection, {
      ...options.session,
      handlers: {
        notification: (method, params) => this.#guarded(() => this.#notification(method, params)),
        close: (reason) => options.onEnd(reason),
      },
    });
    if (options.lock !== undefined) this.#askLock(options.lock);
    this.#askServer();
  }

  /** The server's schema, once the contents were asked for. */
  get schema(): DatabaseSchema | undefined {
    return this.#schema;
  }

  /** The connection was ended here, and nothing is wrong with it; `objection`: where its server would not do. */
  get departure(): { readonly objection: Objection | undefined } | undefined {
    return this.#departure;
  }

  /** Ends the connection; another one may be of use. */
  leave(reason: string, objection?: Objection): void {
    this.#departure = { objection };
    this.session.close(reason);
  }

  /** Asks for the conditions that are wanted and not yet in force, unless an answer is still to come. */
  changeConditions(): void {
    const { conditions } = this.#options;
    if (this.#method === undefined || !this.#isLoaded || conditions.isChanging) return;
    const changes = conditions.askChanges();
    if (changes.size === 0) {
      this.#options.onConditions();
      return;
    }
    if (this.#method === 'monitor') {
      // RFC 7047 knows no conditions: which of the rows matter is decided here, when they are sent again.
      this.#request('monitor_cancel', [this.#monitorId], () => {});
      this.#monitor('monitor');
      return;
    }
    const requests = Object.fromEntries([...changes].map(([name, where]) => [name, [{ where }]]));
    this.#request('monitor_cond_change', [this.#monitorId, this.#monitorId, requests], (outcome) => {
      if ('error' in outcome) {
        throw new ReplicaMismatch(`monitor_cond_change: ${outcome.error.message}`);
      }
      conditions.confirm();
      this.changeConditions();
    });
  }

  #isLoaded = false;

  /** Runs what deals with a message; what cannot be understood ends the connection, and the contents are loaded anew. */
  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (error instanceof ReplicaMismatch || error instanceof OvsdbError || error instanceof ProtocolError) {
        this.#options.resume.lastTransaction = ZERO_UUID;
        this.session.close(error.message);
      } else if (error instanceof SchemaMismatch) {
        this.#options.log.error(error.message);
        this.session.close(error.message);
      } else throw error;
    }
  }

  #request(method: string, params: JsonArray, settle: (outcome: Settled) => void): void {
    this.session.request(method, params, (outcome) => {
      if (this.session.isOpen) this.#guarded(() => settle(outcome));
    });
  }

  #askLock(name: string): void {
    this.#request('lock', [name], (outcome) => {
      if ('error' in outcome) throw outcome.error;
      const { result } = outcome;
      const isLocked = typeof result === 'object' && result !== null && 'locked' in result && result['locked'] === true;
      if (isLocked) this.#options.onLock(true);
    });
  }

  /** First of all the server's own database, which has the schema, and tells leaders from followers. */
  #askServer(): void {
    this.#request('get_schema', ['_Server'], (known) => {
      if ('error' in known) this.#askSchema('monitor_cond');
      else
        this.#request('monitor_cond', this.#server.request, (outcome) => {
          if ('error' in outcome) this.#askSchema('monitor_cond');
          else {
            this.#server.load(outcome.result);
            this.#serverChanged();
          }
        });
    });
  }

  #serverChanged(): void {
    const { database, leaderOnly, resume } = this.#options;
    const row = this.#server.row(database.name);
    const objection = objectionTo(row, database.name, leaderOnly, resume.cluster);
    if (objection !== undefined) {
      this.#object(objection);
      return;
    }
    if (row !== undefined) this.#noteCluster(row);
    if (this.#isLoaded) resume.catchUp.indexTold();
    const schema = row?.schema;
    if (schema === undefined || schema === this.#serverSchema) return;
    const isFirst = this.#serverSchema === undefined;
    this.#serverSchema = schema;
    if (!isFirst) {
      // A conversion makes servers forget what was before it.
      resume.catchUp.seen(ZERO_UUID);
      this.leave('database schema changed');
      return;
    }
    const json = parseText(schema);
    // ovsdb-server 3.1 goes on telling the schema from before a conversion here.
    if (database.cksum !== undefined && !isSchemaOf(database, json)) {
      this.#askSchema('monitor_cond_since');
      return;
    }
    this.#useSchema(json);
    this.#resume();
  }

  /** Asks for the contents where the server has got as far as the ones before it. */
  #resume(): void {
    const { database, monitored, resume } = this.#options;
    const table = monitored.find((each) => this.#schema?.tables.has(each.table.name))?.table.name;
    if (table === undefined) {
      this.#monitor('monitor_cond_since');
      return;
    }
    const row = () => this.#server.row(database.name);
    resume.catchUp.ask(
      { database: database.name, table, row, request: (...each) => this.#request(...each) },
      (verdict) => {
        if (verdict === 'behind') this.#object(staleObjection(row()));
        else this.#monitor('monitor_cond_since');
      },
    );
  }

  #object(objection: Objection): void {
    this.leave(objectionLine(objection), objection);
  }

  /** Remembers how far the cluster is. Another cluster's index and transactions say nothing about this one's. */
  #noteCluster({ cid, index }: ServerDatabaseRow): void {
    const { database, log, resume } = this.#options;
    const { cluster } = resume;
    if (cid === undefined) return;
    if (cluster.id !== undefined && cluster.id !== cid) {
      log.warn(`${database.name}: the cluster is ${cid}, it was ${cluster.id}; loading all contents anew`);
      resume.lastTransaction = ZERO_UUID;
      resume.catchUp.seen(ZERO_UUID);
      cluster.index = 0;
    }
    cluster.id = cid;
    cluster.index = Math.max(cluster.index, Number(index ?? 0));
  }

  #askSchema(next: MonitorMethod): void {
    this.#request('get_schema', [this.#options.database.name], (outcome) => {
      if ('error' in outcome) throw outcome.error;
      this.#useSchema(outcome.result);
      if (next === 'monitor_cond_since') this.#resume();
      else this.#monitor(next);
    });
  }

  /** Leaves out what the server does not have, with a warning, and throws when nothing would be left. */
  #useSchema(json: Json): void {
    const { contents, database, log, monitored } = this.#options;
    const schema = isSchemaOf(database, json) ? database.schema : parseSchema(json);
    if (schema.name !== database.name) {
      throw new SchemaMismatch(`server has database ${schema.name} instead of ${database.name}`);
    }
    this.#schema = schema;
    const problem = reportSchemaFaults(schema, monitored, contents, log);
    if (problem !== undefined) throw new SchemaMismatch(problem);
  }

  #monitor(method: MonitorMethod): void {
    const { conditions, database, monitored, resume } = this.#options;
    const schema = this.#schema;
    if (schema === undefined) return;
    // A change of conditions that was never confirmed: nobody knows which rows the server had sent.
    const canResume = method === 'monitor_cond_since' && resume.lastTransaction !== ZERO_UUID && !conditions.isChanging;
    const asked = conditions.ask(canResume ? 'resume' : 'anew');
    const requests: JsonObject = monitorRequests(schema, monitored, asked, method);
    const since = canResume ? resume.lastTransaction : ZERO_UUID;
    const params = [database.name, this.#monitorId, requests, ...(method === 'monitor_cond_since' ? [since] : [])];
    this.#method = method;
    this.#request(method, params, (outcome) => {
      if ('error' in outcome) this.#fallBack(method, outcome.error);
      else this.#loaded(method, outcome.result);
    });
    if (this.#options.changeAware && !this.#isAwareSent) {
      this.#isAwareSent = true;
      this.#request('set_db_change_aware', [true], () => {}); // servers that do not know it are as good
    }
  }

  #fallBack(method: MonitorMethod, error: OvsdbError): void {
    if (error.error !== 'unknown method' || method === 'monitor') throw error;
    if (method === 'monitor_cond_since') this.#monitor('monitor_cond');
    else if (this.#serverSchema === undefined) this.#monitor('monitor');
    else this.#askSchema('monitor');
  }

  #loaded(method: MonitorMethod, result: Json): void {
    const { conditions, contents } = this.#options;
    let steps: Steps<ChangeSet>;
    let lastTransaction: string = ZERO_UUID;
    let how = 'loaded';
    if (method === 'monitor_cond_since') {
      if (!isJsonArray(result) || typeof result[1] !== 'string')
        throw new ReplicaMismatch('bad monitor_cond_since reply');
      const [found, last, updates = {}] = result;
      steps = found === true ? contents.update(updates, 'v2') : contents.replaceAll(updates, 'v2');
      if (found === true) how = 'resumed';
      lastTransaction = last;
    } else if (method === 'monitor') {
      this.#filter = RowFilter.of(this.#schema, conditions.asked());
      steps = contents.replaceAll(this.#filter?.initial(result) ?? result, 'v1');
    } else {
      steps = contents.replaceAll(result, 'v2');
    }
    this.#apply(steps, (changes) => {
      this.#seen(lastTransaction);
      conditions.confirm();
      this.#isLoaded = true;
      this.#options.log.info(`${this.session.connection.peer}: ${how} ${this.#options.database.name}`);
      if (changes.tables.size > 0 || changes.isInitial) this.#options.onChanges(changes);
      this.#options.onSynced();
      this.changeConditions();
    });
  }

  #seen(transaction: string): void {
    const { resume } = this.#options;
    resume.lastTransaction = transaction;
    resume.catchUp.seen(transaction);
  }

  /** Carries out steps, and other work between them when they take long; messages wait meanwhile. */
  #apply(steps: Steps<ChangeSet>, done: (changes: ChangeSet) => void): void {
    const { clock } = this.#options.session;
    const end = clock.monotonic() + TURN_MS;
    do {
      const step = steps.next();
      if (step.done === true) {
        done(step.value);
        this.session.release();
        return;
      }
    } while (clock.monotonic() < end);
    this.session.hold();
    clock.setTimeout(() => {
      if (this.session.isOpen) this.#guarded(() => this.#apply(steps, done));
    }, 0);
  }

  #notification(method: string, params: JsonArray): void {
    const { lock, onLock, resume } = this.#options;
    switch (method) {
      case 'update':
      case 'update2':
        this.#update(params[0], undefined, params[1], method === 'update' ? 'v1' : 'v2');
        return;
      case 'update3':
        this.#update(params[0], params[1], params[2], 'v2');
        return;
      case 'locked':
      case 'stolen':
        if (params[0] === lock) onLock(method === 'locked');
        return;
      case 'monitor_canceled':
        if (isMonitorId(params[0], this.#monitorId) || isMonitorId(params[0], SERVER_MONITOR_ID)) {
          resume.catchUp.seen(ZERO_UUID);
          this.leave('monitor canceled by the server');
        }
    }
  }

  #update(id: Json | undefined, lastTransaction: Json | undefined, updates: Json = {}, format: UpdateFormat): void {
    if (isMonitorId(id, SERVER_MONITOR_ID)) {
      this.#server.update(updates, format);
      this.#serverChanged();
      return;
    }
    if (!isMonitorId(id, this.#monitorId)) throw new ReplicaMismatch('update of an unknown monitor');
    const taken = format === 'v1' ? (this.#filter?.changes(updates) ?? updates) : updates;
    this.#apply(this.#options.contents.update(taken, format), (changes) => {
      if (typeof lastTransaction === 'string') this.#seen(lastTransaction);
      if (changes.tables.size > 0) this.#options.onChanges(changes);
    });
  }
}
