/**
 * Makes this server's databases equal to those of another server, and keeps them so (ovsdb(7), "Active-Backup Database Service
 * Model"). The first contents are compared with what is here: one transaction for what differs. Then each update is
 * a transaction, checked, stored and told to monitors like one of a client. When the active server goes it is called again.
 */
import { type Clock, type Log, messageOf } from '#base';
import { Dialer, tellEnd } from '#ovsdb/client';
import { type Connect, type Connection, openSession, type Session } from '#ovsdb/jsonrpc';
import { OvsdbError } from '#ovsdb/notation';
import type { Database, Overlay, Service, Steps } from '#ovsdb/server';
import { changes, commitOf, difference } from '../relay/copy.js';
import { runPaced } from '../relay/paced-steps.js';
import { Conversation, ReplicationEnded, type Told } from './conversation.js';
import type { ExcludedTables } from './excluded-tables.js';

export interface ReplicationOptions {
  readonly service: Service;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of connections and attempts. */
  readonly connectionLog: Log;
  readonly connect: Connect;
}

/** Where the replication is from, and what of it. */
export interface ReplicationSource {
  readonly server: string;
  readonly excluded: ExcludedTables;
  readonly probeMs: number;
}

export class Replication {
  readonly #options: ReplicationOptions;
  readonly #source: ReplicationSource;
  readonly #ended: () => void;
  readonly #dialer: Dialer;
  #probeMs: number;
  #active: Session | undefined;
  /** The newest one; it stays when its connection is lost, until there is another. */
  #conversation: Conversation | undefined;
  /** The server process that all was had from, unless there is doubt of what is here. */
  #before: string | undefined;
  #isClosed = false;

  /** `ended`: called when it has come to its end by itself. */
  constructor(source: ReplicationSource, options: ReplicationOptions, ended: () => void) {
    const { clock, connect, connectionLog } = options;
    this.#source = source;
    this.#options = options;
    this.#ended = ended;
    this.#probeMs = source.probeMs;
    this.#dialer = new Dialer({
      remotes: [source.server],
      connect,
      clock,
      log: connectionLog,
      onConnection: (connection) => this.#connected(connection),
      onFailure: () => this.#again(),
    });
    this.#dialer.dial();
  }

  get server(): string {
    return this.#source.server;
  }

  /** The databases that are followed, once all are. */
  get replicated(): readonly string[] | undefined {
    return this.#conversation?.replicated;
  }

  setProbe(ms: number): void {
    this.#probeMs = ms;
    this.#active?.setProbe(ms);
  }

  /** Has the contents compared anew: they may not be those of the active server any more. */
  compareAnew(why: string): void {
    this.#before = undefined;
    this.#active?.close(why);
  }

  close(): void {
    this.#isClosed = true;
    this.#dialer.stop();
    this.#active?.close('the replication ends');
  }

  #connected(connection: Connection): void {
    const { clock, connectionLog, log, service } = this.#options;
    const { excluded, server } = this.#source;
    connectionLog.info(`${server}: connected`);
    const active = openSession(connection, {
      clock,
      probeMs: this.#probeMs,
      handlers: {
        notification: (method, params) => this.#guarded(active, () => conversation.notified(method, params)),
        close: (reason) => this.#lost(active, reason),
      },
    });
    const conversation = new Conversation(active, {
      log,
      serverId: service.serverId,
      databases: ownDatabases(service),
      excluded,
      before: this.#before,
      guarded: (action) => this.#guarded(active, action),
      loaded: (told) => this.#loaded(active, conversation, told),
      resumed: (told) => {
        this.#apply(active, told, changes(told.database, told.updates), () =>
          this.#isThere(conversation, told.database, 'again'),
        );
      },
      updated: (told) => this.#apply(active, told, changes(told.database, told.updates), () => {}),
    });
    this.#active = active;
    this.#conversation = conversation;
    conversation.begin();
  }

  #loaded(active: Session, conversation: Conversation, told: Told): void {
    const { database, updates } = told;
    const { excluded } = this.#source;
    const tables = [...database.tables.values()].filter(({ name }) => !excluded.has(database.name, name));
    this.#apply(active, told, difference(database, updates, tables), () =>
      this.#isThere(conversation, database, 'compared whole'),
    );
  }

  #isThere(conversation: Conversation, database: Database, how: string): void {
    conversation.has(database);
    this.#options.log.info(`${database.name}: contents are those of ${this.server}, ${how}`);
    if (conversation.replicated === undefined) return;
    this.#dialer.succeeded();
    this.#before = conversation.activeId;
  }

  #apply(active: Session, { database, id }: Told, steps: Steps<Overlay>, done: () => void): void {
    const { clock, service } = this.#options;
    const pace = { clock, guarded: (action: () => void) => this.#guarded(active, action) };
    runPaced(active, commitOf(database, steps), pace, (commit) => {
      // Converted, or taken away, meanwhile.
      if (!service.serves(database)) throw new Error(`${database.name} is another database now`);
      // By the active server's ids its clients can go on here when it fails.
      if (commit !== undefined) service.applyRelayed(database, commit, id);
      done();
    });
  }

  #guarded(active: Session, action: () => void): void {
    if (!active.isOpen || this.#isClosed) return;
    try {
      action();
    } catch (error) {
      // Whatever the active server sent: it must not end the process.
      this.#failed(active, error);
    }
  }

  /** What does not fit may come of an update that was missed: whole contents that do not fit are the end of it. */
  #failed(active: Session, error: unknown): void {
    const { log } = this.#options;
    const isWhole = this.replicated === undefined;
    const isEnd = error instanceof ReplicationEnded || (isWhole && isViolation(error));
    if (!isEnd) {
      this.#before = undefined;
      active.close(messageOf(error));
      return;
    }
    if (error instanceof ReplicationEnded) log.warn(error.message);
    else log.error(`unexpected ovsdb error: ${messageOf(error)}`);
    this.close();
    this.#ended();
  }

  #lost(active: Session, reason: string | undefined): void {
    if (this.#active !== active || this.#isClosed) return;
    this.#active = undefined;
    tellEnd(this.#options.connectionLog, this.server, reason);
    this.#again();
  }

  #again(): void {
    this.#dialer.failed();
    this.#dialer.dial();
  }
}

/** True for what the checks of a commit find. */
function isViolation(error: unknown): boolean {
  return error instanceof OvsdbError && error.error.endsWith(' violation');
}

/** Those with a store of their own, which are not copies already. */
function ownDatabases(service: Service): Database[] {
  return service.databaseNames().flatMap((name) => {
    const database = service.database(name);
    return database === undefined || service.storeOf(database) === undefined ? [] : [database];
  });
}
