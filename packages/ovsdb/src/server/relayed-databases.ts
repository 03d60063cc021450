/** The databases of other servers that a service has copies of: which they are, and the way of writes to their sources. */
import type { JsonArray } from '#ovsdb/notation';
import type { Database } from './database.js';
import { ForwardedRequests, type RelaySource } from './forwarding.js';
import type { ServerRows } from './server-rows.js';
import type { Session } from './session.js';

export class RelayedDatabases {
  readonly #rows: ServerRows;
  readonly #serve: (database: Database) => void;
  /** How they are written. */
  readonly #sources = new Map<Database, RelaySource>();
  /** Those whose first contents have not come. */
  readonly #awaited = new Set<string>();
  readonly #forwarded = new ForwardedRequests();

  /** `serve`: has a copy served, in the place of the one of another schema where there is one. */
  constructor(rows: ServerRows, serve: (database: Database) => void) {
    this.#rows = rows;
    this.#serve = serve;
  }

  /** Announces a copy whose contents are still to come. */
  expect(name: string): void {
    this.#awaited.add(name);
    this.#rows.add(name, { model: 'relay', connected: false, leader: false });
  }

  /** Serves a copy, in the place of the one of another schema where there was one. */
  serve(database: Database, source: RelaySource): void {
    const { name, schemaText } = database;
    this.#serve(database);
    this.#awaited.delete(name);
    this.#sources.set(database, source);
    this.#rows.change(name, { connected: true, schema: schemaText });
  }

  /** Says whether the source can be reached. */
  setConnected(name: string, isConnected: boolean): void {
    this.#rows.change(name, { connected: isConnected });
  }

  /** True for one whose contents have not come yet. */
  isExpected(name: string): boolean {
    return this.#awaited.has(name);
  }

  expected(): Iterable<string> {
    return this.#awaited;
  }

  /** Does not wait for its contents any more. */
  giveUp(name: string): void {
    if (this.#awaited.delete(name)) this.#rows.remove(name);
  }

  /** The copy is not served any more. */
  retire(database: Database): void {
    this.#sources.delete(database);
  }

  /** The way to the source; undefined for a database of the service's own. */
  sourceOf(database: Database): RelaySource | undefined {
    return this.#sources.get(database);
  }

  /** Requests that are with their source. */
  get underWay(): number {
    return this.#forwarded.size;
  }

  /** Hands a request on to the source. */
  forward(session: Session, idText: string, source: RelaySource, method: 'transact' | 'convert', params: JsonArray) {
    this.#forwarded.send(session, idText, source, method, params);
  }

  /** True when there was such a request. */
  cancel(session: Session, idText: string): boolean {
    return this.#forwarded.cancel(session, idText);
  }

  removeSession(session: Session): void {
    this.#forwarded.removeSession(session);
  }
}
