/**
 * Serves a copy of another server's database (ovsdb-server(1), `relay:DB:REMOTE[,REMOTE]...`): follows it by
 * `monitor_cond_since`, serves reads and monitors itself, and hands on every transaction that writes. Transaction ids are
 * the source's, so that clients may resume at another relay of it.
 */
import { type Clock, messageOf, type Timer, ZERO_UUID } from '#base';
import { connect, openSession, request, type TlsOptions, type Session as Upstream } from '#ovsdb/jsonrpc';
import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonArray,
  type JsonObject,
  OvsdbError,
  parseSchema,
  valueFromJson,
} from '#ovsdb/notation';
import { type Column, pairsOf } from './column.js';
import { prepareCommit } from './commit.js';
import type { Database } from './database.js';
import { symmetricDifference } from './difference.js';
import { Overlay } from './overlay.js';
import type { Service, ServiceLog } from './service.js';
import type { Table } from './table.js';

export interface RelayOptions {
  readonly service: Service;
  readonly clock: Clock;
  readonly log: ServiceLog;
  readonly rundir: string;
  readonly tls: () => TlsOptions | undefined;
}

const FIRST_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 8000;

/** `relay:DB:REMOTE[,REMOTE]...`; undefined for anything else. */
export function parseRelay(text: string): { name: string; remotes: string[] } | undefined {
  const [, name, remotes] = /^relay:([^:]+):(.+)$/.exec(text) ?? [];
  return name === undefined || remotes === undefined ? undefined : { name, remotes: remotes.split(',') };
}

export class Relay {
  readonly name: string;
  readonly #remotes: readonly string[];
  readonly #options: RelayOptions;
  #database: Database | undefined;
  #upstream: Upstream | undefined;
  #next = 0;
  #backoff = FIRST_BACKOFF_MS;
  #timer: Timer | undefined;
  #isClosed = false;

  constructor(name: string, remotes: readonly string[], options: RelayOptions) {
    this.name = name;
    this.#remotes = remotes;
    this.#options = options;
    void this.#attempt();
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#upstream?.close('the server ends');
  }

  async #attempt(): Promise<void> {
    const { clock, log, rundir, tls: readTls } = this.#options;
    const remote = this.#remotes[this.#next++ % this.#remotes.length] ?? '';
    try {
      const tls = readTls();
      const connection = await connect(remote, { rundir, ...(tls === undefined ? {} : { tls }) });
      const upstream = openSession(connection, {
        clock,
        handlers: {
          notification: (method, params) => this.#notified(method, params),
          close: (reason) => this.#lost(upstream, reason),
        },
      });
      this.#upstream = upstream;
      await this.#synchronise(upstream);
      this.#backoff = FIRST_BACKOFF_MS;
      log.info(`${remote}: relaying ${this.name}`);
    } catch (error) {
      log.warn(`${remote}: cannot relay ${this.name}: ${messageOf(error)}`);
      if (this.#upstream === undefined) this.#later();
      else this.#upstream.close('relaying failed');
    }
  }

  #lost(upstream: Upstream, reason: string | undefined): void {
    if (this.#upstream !== upstream) return;
    this.#upstream = undefined;
    if (this.#isClosed) return;
    this.#options.log.warn(`${upstream.connection.peer}: ${reason ?? 'connection closed'}`);
    if (this.#database !== undefined) this.#options.service.setConnected(this.#database, false);
    this.#later();
  }

  #later(): void {
    if (this.#isClosed) return;
    this.#timer = this.#options.clock.setTimeout(() => void this.#attempt(), this.#backoff);
    this.#backoff = Math.min(this.#backoff * 2, MAX_BACKOFF_MS);
  }

  /** Brings the copy up to the source: by what it missed where the source knows that, else row by row. */
  async #synchronise(upstream: Upstream): Promise<void> {
    const { service } = this.#options;
    const schema = parseSchema(await request(upstream, 'get_schema', [this.name]));
    let database = this.#database;
    if (database === undefined || database.schemaText !== service.schemaTextOf(schema)) {
      if (database !== undefined) service.removeDatabase(this.name);
      database = service.newDatabase(schema, ZERO_UUID);
      this.#database = undefined;
    }
    const requests = Object.fromEntries(
      [...database.tables.values()].map((table): [string, Json] => [table.name, [requestOf(table)]]),
    );
    upstream.notify('set_db_change_aware', [true]);
    const reply = await request(upstream, 'monitor_cond_since', [
      this.name,
      ['relay', this.name],
      requests,
      database.lastId,
    ]);
    const [found, id, updates] = isJsonArray(reply) ? reply : [];
    if (!isJsonObject(updates)) throw new Error('the source answers monitor_cond_since in another form');
    this.#apply(database, updates, typeof id === 'string' ? id : ZERO_UUID, found === true ? 'changes' : 'contents');
    if (this.#database === undefined) service.addRelayed(database, (operations) => this.#forward(operations));
    else service.setConnected(database, true);
    this.#database = database;
  }

  #notified(method: string, params: JsonArray): void {
    const database = this.#database;
    if (method !== 'update3' || database === undefined) return;
    const [, id, updates] = params;
    try {
      if (isJsonObject(updates)) this.#apply(database, updates, String(id), 'changes');
    } catch (error) {
      this.#options.log.error(`relay of ${this.name}: an update does not fit: ${messageOf(error)}`);
      this.#upstream?.close('relaying failed');
    }
  }

  #apply(database: Database, updates: JsonObject, id: string, what: 'changes' | 'contents'): void {
    const overlay = new Overlay();
    for (const table of database.tables.values()) {
      const rows = updates[table.name] ?? {};
      if (!isJsonObject(rows)) continue;
      if (what === 'contents') {
        for (const row of table.rows.values()) if (!(row.id in rows)) overlay.delete(table, row.id);
      }
      for (const [uuid, update] of Object.entries(rows))
        if (isJsonObject(update)) applyRow(overlay, table, uuid, update);
    }
    const numbers = { nextRow: () => database.nextRow++, version: database.nextVersion };
    const commit = prepareCommit(overlay, database.tables, numbers);
    if (commit !== undefined) this.#options.service.applyRelayed(database, commit, id);
  }

  /** Hands a transaction on; its updates come before its reply, as from the source itself. */
  async #forward(operations: JsonArray): Promise<Json> {
    if (this.#upstream === undefined) {
      throw new OvsdbError('I/O error', `the relay is not connected to a source of ${this.name}`);
    }
    return request(this.#upstream, 'transact', [this.name, ...operations]);
  }
}

function requestOf(table: Table): Json {
  return { columns: table.columns.map(({ name }) => name) };
}

function applyRow(overlay: Overlay, table: Table, uuid: string, update: JsonObject): void {
  if ('delete' in update) {
    if (overlay.has(table, uuid)) overlay.delete(table, uuid);
    return;
  }
  const { modify } = update;
  const whole = update['initial'] ?? update['insert'];
  if (isJsonObject(whole)) {
    const values = table.initialValues();
    for (const [name, json] of Object.entries(whole)) {
      const column = table.column(name);
      if (column !== undefined) values[column.position] = column.read(json);
    }
    if (overlay.has(table, uuid)) overlay.write(table, uuid).splice(0, values.length, ...values);
    else overlay.insert(table, uuid, values);
  } else if (isJsonObject(modify)) {
    const values = overlay.write(table, uuid);
    for (const [name, json] of Object.entries(modify)) {
      const column = table.column(name);
      if (column !== undefined) values[column.position] = modified(column, values[column.position], json);
    }
  }
}

/** What a difference (ovsdb-server(7), 4.1.14) makes of a value. */
function modified(column: Column, value: Parameters<Column['text']>[0], json: Json): Parameters<Column['text']>[0] {
  const isWhole = column.type.max === 1;
  if (isWhole || (column.shape !== 'set' && column.shape !== 'map')) return column.read(json);
  const change = valueFromJson({ ...column.type, min: 0, max: 'unlimited' }, json);
  if (column.shape === 'set') {
    return symmetricDifference([...column.references(value, 'key')], [...column.references(change, 'key')]);
  }
  const pairs = new Map(pairsOf(value));
  for (const [key, item] of pairsOf(change)) {
    if (pairs.get(key) === item) pairs.delete(key);
    else pairs.set(key, item);
  }
  return new Map([...pairs].sort(([a], [b]) => (a < b ? -1 : 1)));
}
