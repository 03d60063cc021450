import type { Clock, Log } from '#base';
import type { Connect } from '#ovsdb/jsonrpc';
import type { AnyTable, Database, Row, UuidOf } from '#schemas';
import type { ChangeSet } from './change-set.js';
import type { Monitored, Where } from './monitored.js';
import type { Transaction } from './transaction.js';

/**
 * `connecting`: no connection, or one whose first contents are not here; the rows are the last known ones.
 * `synced`: the rows are what the server has, as far as messages have arrived. `closed`: by `close()`.
 */
export type ReplicaState = 'connecting' | 'synced' | 'closed';

export interface ReplicaOptions {
  readonly database: Database;
  /** `tcp:127.0.0.1:6641`, `unix:/run/ovn/ovnnb_db.sock`, `ssl:...`; tried in turn, in the order that `remoteOrder` says. */
  readonly remotes: readonly string[];
  /** `shuffled`: in a random order, chosen at the start, so that many clients spread over the members of a cluster. Default, as in C. */
  readonly remoteOrder?: 'shuffled' | 'given';
  /** Only a clustered database's leader will do. Default true, as C clients have it; a standalone server always passes. */
  readonly leaderOnly?: boolean;
  /** Idle time after which an `echo` goes out, and again as long for its answer: 5 s by default, 0 for none. Never on unix sockets. */
  readonly probeMs?: number;
  readonly tables: readonly Monitored[] | 'all';
  readonly clock: Clock;
  /** So many random bytes: for uuids of new rows and for back-off. */
  readonly random: (count: number) => Uint8Array;
  readonly log: Log;
  /** Told of connections and attempts to make them; `log` by default. */
  readonly connectionLog?: Log;
  /** Opens connections: `connect` of #ovsdb/jsonrpc, or a test's. */
  readonly connect: Connect;
  readonly onChanges?: (changes: ChangeSet) => void;
  readonly onState?: (state: ReplicaState) => void;
  /** Called when `hasLock` changed. */
  readonly onLock?: (hasLock: boolean) => void;
  /** A lock to ask for at once and after every reconnection. */
  readonly lock?: string;
  /** Sends `set_db_change_aware`, as daemons do. Default true. */
  readonly changeAware?: boolean;
  /** First pause between attempts; it doubles to 8 s. Default: 1 s. */
  readonly minPauseMs?: number;
  /**
   * False: gives up when each remote was tried once (one-shot tools), or three times where a member of a cluster said that it
   * has no leader or is not fit yet; `whenSynced` then rejects. 'once synced': so before the first contents only. Default true.
   */
  readonly reconnect?: boolean | 'once synced';
}

/** The part of a database that its owner asked for, kept as the server has it. Rows are replaced, never changed in place. */
export interface Replica {
  readonly state: ReplicaState;
  readonly database: Database;
  /** The remote that it is connected to, or tries. */
  readonly remote: string;
  /** Resolves when the contents are here; rejects, with the reason, when the replica is closed or gives up before. */
  whenSynced(): Promise<void>;
  rows<T extends AnyTable>(table: T): IterableIterator<Row<T>>;
  get<T extends AnyTable>(table: T, id: UuidOf<T>): Row<T> | undefined;
  size(table: AnyTable): number;
  /** Changes which rows are kept. All calls of one turn of the event loop go out as one `monitor_cond_change`. */
  setCondition(table: AnyTable, where: Where): void;
  /** Resolves when the conditions set so far are in force and their rows are here. */
  conditionsInForce(): Promise<void>;
  readonly hasLock: boolean;
  transaction(comment?: string): Transaction;
  /** Forgets which cluster the database was in and how far it had got: after it was destroyed and made anew. */
  resetCluster(): void;
  /** Another `probeMs`, for this connection and later ones. */
  setProbe(ms: number): void;
  /** Drops the connection and makes a new one. */
  forceReconnect(): void;
  /** True while the connection's peer is a leader that can be written to. */
  readonly isConnected: boolean;
  close(): void;
}
