/** Draws a replica together: dialer -> connection -> protocol -> contents -> its owner's `onChanges`. */
import { messageOf, TypedError, ZERO_UUID } from '#base';
import type { Connection } from '#ovsdb/jsonrpc';
import { type JsonArray, OvsdbError } from '#ovsdb/notation';
import type { AnyTable, Row, UuidOf } from '#schemas';
import { CatchUp } from './catch-up.js';
import { Conditions } from './conditions.js';
import { Contents } from './contents.js';
import { Dialer, endText, shuffled, tellEnd } from './dialer.js';
import type { Monitored, Where } from './monitored.js';
import { Protocol, type ResumePoint } from './protocol.js';
import type { Replica, ReplicaOptions, ReplicaState } from './replica.js';
import type { ClusterState } from './server-row.js';
import { transactionBuilder } from './transaction-builder.js';

/** How often each remote is tried by who does not try for ever, while a member says that it may be fit soon: some 9 s with three. */
const ELECTION_ROUNDS = 3;

/** A server would not do, or its connection ended. */
export class ServerLost extends TypedError<'server-lost'> {
  constructor(message: string) {
    super('server-lost', message, {});
    this.name = 'ServerLost';
  }
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Starts to connect at once; the first contents arrive by `onChanges` and settle `whenSynced`. */
export function openReplica(options: ReplicaOptions): Replica {
  const { clock, database, log } = options;
  const connectionLog = options.connectionLog ?? log;
  const monitored: readonly Monitored[] =
    options.tables === 'all' ? Object.values(database.tables).map((table) => ({ table })) : options.tables;
  const contents = new Contents(monitored);
  const conditions = new Conditions(monitored);
  const cluster: ClusterState = { id: undefined, index: 0 };
  const resume: ResumePoint = { lastTransaction: ZERO_UUID, cluster, catchUp: new CatchUp(clock, cluster) };
  let state: ReplicaState = 'connecting';
  let hasLock = false;
  let protocol: Protocol | undefined;
  let isFlushDue = false;
  let hasHope = false;
  /** What was wrong last, aside from servers that would not do. */
  let fault: Error | undefined;
  let closedBecause: unknown;
  let { probeMs } = options;
  let wasSynced = false;
  const syncWaiters: Waiter[] = [];
  const conditionWaiters: Waiter[] = [];

  function setState(next: ReplicaState): void {
    if (state === next) return;
    state = next;
    options.onState?.(state);
  }

  function setLock(next: boolean): void {
    if (hasLock === next) return;
    hasLock = next;
    options.onLock?.(hasLock);
  }

  function settle(waiters: readonly Waiter[], error?: unknown): void {
    for (const { resolve, reject } of waiters) {
      if (error === undefined) resolve();
      else reject(error);
    }
  }

  function connected(connection: Connection): void {
    connectionLog.info(`${connection.peer}: connected`);
    protocol = new Protocol(connection, {
      database,
      monitored,
      contents,
      conditions,
      resume,
      leaderOnly: options.leaderOnly ?? true,
      changeAware: options.changeAware ?? true,
      lock: options.lock,
      log,
      session: { clock, ...(probeMs !== undefined && connection.isNetwork ? { probeMs } : {}) },
      onChanges: (changes) => options.onChanges?.(changes),
      onSynced() {
        dialer.succeeded();
        hasHope = false;
        fault = undefined;
        wasSynced = true;
        setState('synced');
        settle(syncWaiters.splice(0));
      },
      onConditions: () => settle(conditionWaiters.splice(0)),
      onLock: setLock,
      onEnd(reason) {
        ended(connection, reason);
      },
    });
  }

  /** The next remote, unless all were tried often enough. */
  function goOn(problem: Error): void {
    dialer.failed();
    const isLast = options.reconnect === false || (options.reconnect === 'once synced' && !wasSynced);
    if (isLast && dialer.failedRounds >= (hasHope ? ELECTION_ROUNDS : 1)) close(fault ?? problem);
    else dialer.dial();
  }

  function failed(error: unknown): void {
    fault = error instanceof Error ? error : new Error(messageOf(error));
    goOn(fault);
  }

  function ended({ peer }: Connection, reason: string | undefined): void {
    const departure = protocol?.departure;
    protocol = undefined;
    setLock(false);
    if (state === 'closed') return;
    if (departure !== undefined) connectionLog.info(`${peer}: ${reason}`);
    else tellEnd(connectionLog, peer, reason);
    setState('connecting');
    const objection = departure?.objection;
    if (objection === undefined) failed(new ServerLost(endText(reason)));
    else {
      hasHope ||= objection.isPassing;
      goOn(new ServerLost(objection.text));
    }
  }

  const dialer = new Dialer({
    remotes: options.remoteOrder === 'given' ? options.remotes : shuffled(options.remotes, options.random),
    ...(options.minPauseMs === undefined ? {} : { minPauseMs: options.minPauseMs }),
    connect: options.connect,
    clock,
    log: connectionLog,
    onConnection: connected,
    onFailure: failed,
  });

  function close(error: unknown = new Error('replica closed')): void {
    if (state === 'closed') return;
    closedBecause = error;
    dialer.stop();
    setState('closed');
    protocol?.session.close();
    settle(syncWaiters.splice(0), error);
    settle(conditionWaiters.splice(0), error);
  }

  function send(operations: JsonArray) {
    const { session } = protocol ?? {};
    return new Promise<Parameters<Parameters<Protocol['session']['request']>[2]>[0]>((resolve) => {
      if (session === undefined || state !== 'synced') {
        resolve({ error: new OvsdbError('connection lost', 'not connected') });
        return;
      }
      session.request('transact', [database.name, ...operations], resolve);
    });
  }

  function flushConditions(): void {
    isFlushDue = false;
    protocol?.changeConditions();
  }

  function scheduleFlush(): void {
    if (isFlushDue) return;
    isFlushDue = true;
    queueMicrotask(flushConditions);
  }

  function rowsOf<T extends AnyTable>(table: T): ReadonlyMap<string, Row<T>> {
    const found = contents.tables.get(table.name);
    if (found === undefined) throw new Error(`table ${table.name} is not monitored`);
    // The decoder of `table` made these rows.
    return found.rows as ReadonlyMap<string, Row<T>>;
  }

  dialer.dial();

  return {
    get state() {
      return state;
    },
    get hasLock() {
      return hasLock;
    },
    get remote() {
      return dialer.remote;
    },
    get isConnected() {
      return state === 'synced';
    },
    database,
    whenSynced() {
      if (state === 'synced') return Promise.resolve();
      if (state === 'closed') return Promise.reject(closedBecause);
      return new Promise((resolve, reject) => syncWaiters.push({ resolve, reject }));
    },
    rows: (table) => rowsOf(table).values(),
    get: <T extends AnyTable>(table: T, id: UuidOf<T>) => rowsOf(table).get(id),
    size: (table) => rowsOf(table).size,
    setCondition(table: AnyTable, where: Where) {
      if (conditions.want(table, where)) scheduleFlush();
    },
    conditionsInForce() {
      if (state === 'synced' && conditions.areInForce) return Promise.resolve();
      if (state === 'closed') return Promise.reject(closedBecause);
      scheduleFlush();
      return new Promise((resolve, reject) => conditionWaiters.push({ resolve, reject }));
    },
    transaction: (comment) =>
      transactionBuilder(
        {
          random: options.random,
          schema: () => protocol?.schema,
          row: (table, id) => contents.tables.get(table.name)?.rows.get(id),
          send,
        },
        comment,
      ),
    resetCluster() {
      cluster.id = undefined;
      cluster.index = 0;
      resume.lastTransaction = ZERO_UUID;
      resume.catchUp.seen(ZERO_UUID);
    },
    setProbe(ms) {
      if (ms === probeMs) return;
      probeMs = ms;
      if (protocol?.session.connection.isNetwork === true) protocol.session.setProbe(ms);
    },
    forceReconnect: () => protocol?.leave('reconnection asked for'),
    close: () => close(),
  };
}
