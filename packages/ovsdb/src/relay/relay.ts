/**
 * Serves a copy of another server's database (ovsdb-server(1), `relay:DB:REMOTE[,REMOTE]...`): follows it by
 * `monitor_cond_since`, serves reads and monitors itself, and hands on every transaction that writes. Transaction ids are
 * the source's, so that clients may resume at another relay of it. The source may be a server, a member of a cluster, or
 * another relay; one that lags behind, or has lost its own source, is left for the next.
 */
import { type Clock, type Log, messageOf, type Timer, ZERO_UUID } from '#base';
import { CatchUp, type ClusterState, Dialer, shuffled, tellEnd } from '#ovsdb/client';
import {
  type Connection,
  connect,
  type MessageLog,
  openSession,
  parseActiveRemotes,
  type Session,
  type TlsSource,
  type TransportOptions,
} from '#ovsdb/jsonrpc';
import type { DatabaseSchema, JsonObject } from '#ovsdb/notation';
import type { Commit, Database, RelaySource, Service, Steps } from '#ovsdb/server';
import { Conversation, SourceUnfit } from './conversation.js';
import { changes, commitOf, difference, load } from './copy.js';
import { runPaced } from './paced-steps.js';
import { WaitingTransactions } from './waiting-transactions.js';

export interface RelayOptions {
  readonly service: Service;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of connections and attempts to make them. */
  readonly connectionLog: Log;
  readonly random: (count: number) => Uint8Array;
  readonly rundir: string;
  readonly tls: TlsSource;
  readonly messageLog?: MessageLog;
}

/** How long a source may be away before clients are told, so that they look for another relay (as in ovsdb-server). */
const GRACE_MS = 30_000;

/** `relay:DB:REMOTE[,REMOTE]...`. Throws an error, or RemoteError, for anything else. */
export function parseRelay(text: string): { readonly name: string; readonly remotes: readonly string[] } {
  const [, name, remotes] = /^relay:([^:]+):(.+)$/.exec(text) ?? [];
  if (name === undefined || remotes === undefined) throw new Error(`${text}: invalid syntax`);
  return { name, remotes: parseActiveRemotes(remotes) };
}

export class Relay implements RelaySource {
  readonly name: string;
  readonly #options: RelayOptions;
  readonly #dialer: Dialer;
  readonly #waiting = new WaitingTransactions();
  readonly #cluster: ClusterState = { id: undefined, index: 0 };
  readonly #catchUp: CatchUp;
  /** What is served; undefined before the first contents are here. */
  #database: Database | undefined;
  /** Nothing can be resumed: the copy does not fit what the source says. */
  #isDoubtful = false;
  #source: Session | undefined;
  /** It was left because it would not do. */
  #hasLeft = false;
  #graceTimer: Timer | undefined;
  #isClosed = false;

  constructor(name: string, remotes: readonly string[], options: RelayOptions) {
    const { clock, connectionLog, random, rundir, service, tls, messageLog } = options;
    const transport: TransportOptions = { rundir, tls, ...(messageLog === undefined ? {} : { messageLog }) };
    this.name = name;
    this.#options = options;
    this.#catchUp = new CatchUp(clock, this.#cluster);
    service.relayed.expect(name);
    this.#dialer = new Dialer({
      remotes: shuffled(remotes, random),
      connect: (remote) => connect(remote, transport),
      clock,
      log: connectionLog,
      onConnection: (connection) => this.#connected(connection),
      onFailure: () => this.#next(),
    });
    this.#dialer.dial();
  }

  /** Ends the copying; what is served is the caller's to remove. */
  close(): void {
    this.#isClosed = true;
    this.#dialer.stop();
    this.#graceTimer?.cancel();
    this.#source?.close('the relay ends');
    this.#waiting.cancelAll();
  }

  forward: RelaySource['forward'] = (method, params, settle) =>
    this.#waiting.add(method, [this.name, ...params], settle);

  #connected(connection: Connection): void {
    const { clock, connectionLog } = this.#options;
    connectionLog.info(`${connection.peer}: connected`);
    const source = openSession(connection, {
      clock,
      handlers: {
        notification: (method, params) => this.#guarded(source, () => conversation.notified(method, params)),
        close: (reason) => this.#lost(source, reason),
      },
    });
    this.#source = source;
    const conversation = new Conversation(source, this.name, {
      cluster: this.#cluster,
      catchUp: this.#catchUp,
      guarded: (action) => this.#guarded(source, action),
      lastId: (schema) => this.#resumableId(schema),
      loaded: (schema, found, id, updates) => this.#loaded(source, schema, found, id, updates),
      updated: (id, updates) => this.#updated(source, id, updates),
    });
    conversation.begin();
  }

  #guarded(source: Session, action: () => void): void {
    if (!source.isOpen) return;
    try {
      action();
    } catch (error) {
      // Whatever the source sent: it must not end the process, which serves other databases, too.
      this.#hasLeft = error instanceof SourceUnfit;
      if (!this.#hasLeft) this.#isDoubtful = true;
      source.close(messageOf(error));
    }
  }

  #lost(source: Session, reason: string | undefined): void {
    if (this.#source !== source) return;
    this.#source = undefined;
    this.#waiting.disconnected();
    if (this.#isClosed) return;
    const { connectionLog } = this.#options;
    const { peer } = source.connection;
    if (this.#hasLeft) connectionLog.info(`${peer}: ${reason}`);
    else tellEnd(connectionLog, peer, reason);
    this.#hasLeft = false;
    this.#graceTimer ??= this.#options.clock.setTimeout(
      () => this.#options.service.relayed.setConnected(this.name, false),
      GRACE_MS,
    );
    this.#next();
  }

  #next(): void {
    this.#dialer.failed();
    this.#dialer.dial();
  }

  /** Where the copy can go on from under that schema. */
  #resumableId(schema: DatabaseSchema): string {
    const database = this.#database;
    const isSame = database?.schemaText === this.#options.service.schemaTextOf(schema);
    return isSame && !this.#isDoubtful && database !== undefined ? database.lastId : ZERO_UUID;
  }

  #loaded(source: Session, schema: DatabaseSchema, found: boolean, id: string, updates: JsonObject): void {
    const { service } = this.#options;
    const database = this.#database;
    const done = () => this.#synchronised(source, found);
    if (database === undefined || database.schemaText !== service.schemaTextOf(schema)) {
      const fresh = service.newDatabase(schema, id);
      this.#inSteps(source, load(fresh, updates), () => {
        service.relayed.serve(fresh, this);
        this.#database = fresh;
        this.#catchUp.seen(id);
        done();
      });
      return;
    }
    const steps = found ? changes(database, updates) : difference(database, updates);
    this.#inSteps(source, commitOf(database, steps), (commit) => {
      this.#commit(database, commit, id);
      done();
    });
  }

  #synchronised(source: Session, found: boolean): void {
    const { log, service } = this.#options;
    this.#isDoubtful = false;
    this.#dialer.succeeded();
    this.#graceTimer?.cancel();
    this.#graceTimer = undefined;
    service.relayed.setConnected(this.name, true);
    log.info(`${source.connection.peer}: relaying ${this.name}, ${found ? 'resumed' : 'loaded whole'}`);
    this.#waiting.connected(source);
  }

  #updated(source: Session, id: string, updates: JsonObject): void {
    const database = this.#database;
    if (database === undefined) return;
    const steps = commitOf(database, changes(database, updates));
    this.#inSteps(source, steps, (commit) => this.#commit(database, commit, id));
  }

  #commit(database: Database, commit: Commit | undefined, id: string): void {
    if (commit === undefined) return;
    this.#options.service.applyRelayed(database, commit, id);
    this.#catchUp.seen(id);
  }

  #inSteps<T>(source: Session, steps: Steps<T>, done: (result: T) => void): void {
    const { clock } = this.#options;
    runPaced(source, steps, { clock, guarded: (action) => this.#guarded(source, action) }, done);
  }
}
