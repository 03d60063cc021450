/**
 * Has another member of a cluster, or another relay, got as far as the one that a client has lost? One that lags answers
 * `monitor_cond_since` with its whole contents, from before what the client has seen. Of a member the index in `_Server` tells,
 * where it was told after the client's last transaction. But ovsdb-server tells it a moment later: one that dies leaves some
 * of its clients with a transaction and the index before it; and relays have no index. Such a server is asked first, by
 * a monitor of nothing, whether it knows the last transaction: again and again for a second, then others are. Only when none has
 * known it for three seconds, or a member is so far ahead that it must have forgotten it, is everything loaded.
 */
import { type Clock, ZERO_UUID } from '#base';
import type { Settled } from '#ovsdb/jsonrpc';
import { isJsonArray, type JsonArray } from '#ovsdb/notation';
import type { ClusterState, ServerDatabaseRow } from './server-row.js';

/** `known`: it has had the transaction; `forgotten`: it may be that no server knows it any more; `behind`: others may. */
export type CatchUpVerdict = 'known' | 'forgotten' | 'behind';

export interface CatchUpServer {
  readonly database: string;
  /** Any table of it. */
  readonly table: string;
  /** The server's row as it is now. */
  readonly row: () => Pick<ServerDatabaseRow, 'model' | 'index'> | undefined;
  /** Sends a request. After the connection has ended `settle` is not called any more. */
  readonly request: (method: string, params: JsonArray, settle: (outcome: Settled) => void) => void;
}

/** Between two questions to one server. */
const EVERY_MS = 100;
/** How long one server is asked, and how long all are. */
const PATIENCE_MS = 1000;
const LIMIT_MS = 3000;
/** So many transactions, at most, come between two indexes that are told. */
const ENTRIES_A_TURN = 20;

/** Lives as long as the client, over all of its connections. */
export class CatchUp {
  readonly #clock: Clock;
  readonly #cluster: ClusterState;
  /** The newest transaction that was seen, and the highest index that was told before. */
  #id: string = ZERO_UUID;
  #indexBefore = 0;
  /** An index was told after it: a member that is not behind that one has had the transaction. */
  #isIndexTold = false;
  /** Since when servers have not known it. */
  #doubtSince: number | undefined;

  constructor(clock: Clock, cluster: ClusterState) {
    this.#clock = clock;
    this.#cluster = cluster;
  }

  /** The newest transaction that the client has is `id`; the zero uuid: none that another server would know. */
  seen(id: string): void {
    this.#id = id;
    this.#indexBefore = this.#cluster.index;
    this.#isIndexTold = false;
    this.#doubtSince = undefined;
  }

  /** The member that told of the newest transaction tells its index. */
  indexTold(): void {
    this.#isIndexTold ||= this.#cluster.index > this.#indexBefore;
  }

  /** Asks a server until it is clear. Calls `decide` at once where nothing is to be asked. */
  ask(server: CatchUpServer, decide: (verdict: CatchUpVerdict) => void): void {
    const model = server.row()?.model;
    const isClear = model === undefined || model === 'standalone' || (model === 'clustered' && this.#isIndexTold);
    if (this.#id === ZERO_UUID || isClear) decide('known');
    else this.#probe(server, this.#clock.monotonic(), decide);
  }

  #probe(server: CatchUpServer, began: number, decide: (verdict: CatchUpVerdict) => void): void {
    const { database, request, table } = server;
    const monitor = ['catch-up', database];
    const nothing = { [table]: [{ columns: [], where: [false] }] };
    request('monitor_cond_since', [database, monitor, nothing, this.#id], (outcome) => {
      // A server without this method knows no transactions.
      if ('error' in outcome) return decide('known');
      request('monitor_cancel', [monitor], () => {});
      const { result } = outcome;
      if (isJsonArray(result) && result[0] === true) return decide('known');
      const now = this.#clock.monotonic();
      this.#doubtSince ??= now;
      if (this.#isFarAhead(server) || now >= this.#doubtSince + LIMIT_MS) decide('forgotten');
      else if (now >= began + PATIENCE_MS) decide('behind');
      else this.#clock.setTimeout(() => this.#probe(server, began, decide), EVERY_MS);
    });
  }

  #isFarAhead(server: CatchUpServer): boolean {
    return Number(server.row()?.index ?? 0) > this.#indexBefore + ENTRIES_A_TURN;
  }
}
