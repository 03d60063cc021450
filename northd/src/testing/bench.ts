/** Northd between two databases in memory, for tests: a real server and real clients, no sockets, no files, no real time. */
import { type Clock, type Log, type Uuid, uuidFromBytes } from '#base';
import { openReplica, type Replica, type Transaction, type TransactionOutcome } from '#ovsdb/client';
import { type Connection, type ConnectionHandlers, parseRemote, Splitter } from '#ovsdb/jsonrpc';
import { stringifyJson } from '#ovsdb/notation';
import { Service, type Store } from '#ovsdb/server';
import type { Database } from '#schemas';
import { NB_Global, northbound } from '#schemas/northbound';
import { Datapath_Binding, Logical_DP_Group, Logical_Flow, southbound } from '#schemas/southbound';
import { explainFlow } from '../explain.js';
import { LOCK, Northd } from '../northd.js';

const STORE: Store = {
  commit() {},
  syncsFast: () => true,
  sync() {},
  syncLater: (done) => done(undefined),
  maintain: () => false,
  tidy: () => false,
  compact: (done: () => void) => done(),
  close() {},
};

/** Time that passes only when it is asked for. */
const CLOCK: Clock = { now: () => 1_000_000, monotonic: () => 0, setTimeout: () => ({ cancel() {} }) };

export class Bench {
  readonly log: string[] = [];
  /** What was written to the southbound database: `insert Logical_Flow 66`, in order of tables, since the last look. */
  #writes = new Map<string, number>();
  readonly #service: Service;
  readonly #running: { readonly northd: Northd; readonly replicas: readonly Replica[] }[] = [];
  #ids = 0;
  readonly nb: Replica;
  readonly sb: Replica;

  constructor() {
    const say = (text: string) => void this.log.push(text);
    const serverLog = { info() {}, warn: say, error: say };
    const newId = () => uuidFromBytes(this.#random(16));
    const maxBacklogBytes = 1 << 30;
    this.#service = new Service({ clock: CLOCK, newId, log: serverLog, maxBacklogBytes });
    for (const { schema } of [northbound, southbound]) {
      this.#service.addDatabase(this.#service.newDatabase(schema, newId()), STORE);
    }
    this.nb = this.#open(northbound);
    this.sb = this.#open(southbound);
  }

  /** Starts northd, instead of those that ran before. */
  async start(): Promise<void> {
    while (this.#running.length > 0) this.stopFirst();
    await this.startAnother();
  }

  /** Starts one more northd, which waits for the lock. */
  async startAnother(): Promise<void> {
    let northd: Northd | undefined;
    const wake = () => northd?.wake();
    const nb = this.#open(northbound, { onChanges: (changes) => northd?.seeNorthbound(changes), onState: wake });
    const sb = this.#open(southbound, {
      lock: LOCK,
      onChanges: (changes) => northd?.seeSouthbound(changes),
      onState: wake,
      onLock: wake,
    });
    northd = new Northd(nb, sb, {
      clock: CLOCK,
      random: (count) => this.#random(count),
      log: this.#log(),
      nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
      isPaused: false,
    });
    this.#running.push({ northd, replicas: [nb, sb] });
    await this.settled();
  }

  /** Ends the northd that has run the longest. */
  stopFirst(): void {
    const first = this.#running.shift();
    first?.northd.close();
    for (const replica of first?.replicas ?? []) replica.close();
  }

  close(): void {
    while (this.#running.length > 0) this.stopFirst();
    this.nb.close();
    this.sb.close();
    this.#service.close();
  }

  /** What each northd says of itself, the oldest first. */
  get statuses(): readonly string[] {
    return this.#running.map(({ northd }) => northd.status);
  }

  /** The answer of the run-time command `explain` of the oldest northd. */
  explain(flow: string): string {
    const [first] = this.#running;
    if (first === undefined) throw new Error('northd does not run');
    return explainFlow(first.northd, this.nb, flow);
  }

  /** Changes the northbound database, and waits until northd has followed. */
  async change(what: (transaction: Transaction) => void): Promise<TransactionOutcome> {
    const transaction = this.nb.transaction();
    what(transaction);
    const [global] = this.nb.rows(NB_Global);
    if (global !== undefined) transaction.increment(NB_Global, global._uuid, 'nb_cfg', 1);
    const outcome = await transaction.commit();
    await this.settled();
    return outcome;
  }

  /** Waits until nobody has anything left to do: many turns without a new message. */
  async settled(): Promise<void> {
    let quiet = 0;
    let messages = this.#messages;
    while (quiet < 12) {
      await new Promise((resolve) => setImmediate(resolve));
      quiet = messages === this.#messages ? quiet + 1 : 0;
      messages = this.#messages;
    }
  }

  /** Counts of southbound rows inserted, updated and deleted since the last call, `SB_Global` left out. */
  writes(): Record<string, number> {
    const writes = Object.fromEntries([...this.#writes].sort(([a], [b]) => (a < b ? -1 : 1)));
    this.#writes = new Map();
    return writes;
  }

  /** A fresh UUID: the same ones in every run. */
  id<T extends string>(): Uuid<T> {
    return uuidFromBytes<T>(this.#random(16));
  }

  /** Keys of all datapaths and ports, by name. */
  keys(): string[] {
    return [...this.sb.rows(Datapath_Binding)]
      .map(({ external_ids: ids, tunnel_key: key }) => `${ids.get('name')}=${key}`)
      .sort();
  }

  /** Flows by how many datapaths they are on: `on 1: 70`. */
  sharing(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { logical_dp_group: group } of this.sb.rows(Logical_Flow)) {
      const size = group === undefined ? 1 : (this.sb.get(Logical_DP_Group, group)?.datapaths.length ?? 0);
      counts[`on ${size}`] = (counts[`on ${size}`] ?? 0) + 1;
    }
    return counts;
  }

  #messages = 0;

  #log(): Log {
    const say = (text: string) => void this.log.push(text);
    return { debug() {}, info() {}, warn: say, error: say };
  }

  #random(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    this.#ids++;
    for (let i = 0; i < Math.min(count, 4); i++) bytes[i] = this.#ids >>> (8 * i);
    return bytes;
  }

  #open(database: Database, hooks: Partial<Parameters<typeof openReplica>[0]> = {}): Replica {
    const isOwn = Object.keys(hooks).length === 0 && database.name === southbound.name;
    return openReplica({
      database,
      remotes: ['unix:/memory'],
      tables: 'all',
      clock: CLOCK,
      random: (count) => this.#random(count),
      log: this.#log(),
      connect: async () => this.#connect(),
      ...(isOwn
        ? {
            onChanges: ({ tables }) => {
              for (const [{ name }, rows] of tables) {
                if (name === 'SB_Global') continue;
                for (const { before, after } of rows) {
                  const kind = before === undefined ? 'insert' : after === undefined ? 'delete' : 'update';
                  const key = `${kind} ${name}`;
                  this.#writes.set(key, (this.#writes.get(key) ?? 0) + 1);
                }
              }
            },
          }
        : {}),
      ...hooks,
    });
  }

  /** Two ends of a stream. */
  #connect(): Connection {
    const [client, server] = [new End(() => this.#messages++), new End(() => this.#messages++)];
    client.other = server;
    server.other = client;
    this.#service.accept(server, { probeMs: 0, isReadOnly: false });
    return client;
  }
}

/** One end of a stream of messages in memory; what one end sends, the other hears a moment later. */
class End implements Connection {
  readonly peer = 'memory';
  readonly remote = parseRemote('unix:/memory');
  readonly isNetwork = false;
  readonly backlog = 0;
  readonly unread = 0;
  other: End | undefined;
  readonly #onMessage: () => void;
  readonly #splitter = new Splitter();
  #handlers: ConnectionHandlers | undefined;

  constructor(onMessage: () => void) {
    this.#onMessage = onMessage;
  }

  send(message: Parameters<Connection['send']>[0]): void {
    const text = typeof message === 'string' ? message : stringifyJson(message);
    this.#onMessage();
    const { other } = this;
    queueMicrotask(() => other?.hear(text));
  }

  start(handlers: ConnectionHandlers): void {
    this.#handlers = handlers;
  }

  pause(): void {}

  resume(): void {}

  close(reason?: string): void {
    const handlers = this.#handlers;
    this.#handlers = undefined;
    handlers?.close(reason);
    const { other } = this;
    this.other = undefined;
    other?.close(reason);
  }

  hear(text: string): void {
    this.#splitter.push(Buffer.from(text), (message) => this.#handlers?.message(message));
  }
}
