/**
 * What a backup server and its active server say to each other over one connection: who it is, which databases it has, under
 * which schemas, their contents, what changes. Made anew for each connection by replication.ts.
 */
import { type Log, TypedError, ZERO_UUID } from '#base';
import type { Session, Settled } from '#ovsdb/jsonrpc';
import {
  type DatabaseSchema,
  isJsonArray,
  type Json,
  type JsonArray,
  type JsonObject,
  OvsdbError,
  parseSchema,
  schemaToJson,
  stringifyJson,
} from '#ovsdb/notation';
import type { Database } from '#ovsdb/server';
import { resultOf, updatesOf } from '../relay/answer.js';
import type { ExcludedTables } from './excluded-tables.js';
import { misfitOf } from './schema-fit.js';
import { versionTwo } from './version-two.js';

/** There is nothing to be had from this server, also not later: the replication ends. */
export class ReplicationEnded extends TypedError<'replication-ended'> {
  constructor(message: string) {
    super('replication-ended', message, {});
    this.name = 'ReplicationEnded';
  }
}

/**
 * What the active server says of a database's rows. `id`: of the state they lead to; undefined where it tells none, and where
 * the state is another here.
 */
export interface Told {
  readonly database: Database;
  readonly id: string | undefined;
  readonly updates: JsonObject;
}

export interface ConversationOptions {
  readonly log: Log;
  /** This server's own id. */
  readonly serverId: string;
  /** Those of this server. */
  readonly databases: readonly Database[];
  readonly excluded: ExcludedTables;
  /** The server process that was followed last, if it was to the end: it may know how far. */
  readonly before: string | undefined;
  /** Runs what deals with an answer. */
  readonly guarded: (action: () => void) => void;
  /** Whole contents. */
  readonly loaded: (told: Told) => void;
  /** What was missed. */
  readonly resumed: (told: Told) => void;
  readonly updated: (told: Told) => void;
}

interface Followed {
  readonly database: Database;
  readonly schema: DatabaseSchema;
  /** Nothing is excluded and the schemas are the same: a state has the id that it has there. */
  readonly isWhole: boolean;
}

/** The ways to follow a database, the best first; a server that does not know one is asked for the next. */
const METHODS = ['monitor_cond_since', 'monitor_cond', 'monitor'] as const;

export class Conversation {
  readonly #active: Session;
  readonly #options: ConversationOptions;
  /** Those that the active server has under a schema that fits, by their names. */
  readonly #followed = new Map<string, Followed>();
  /** Followed databases whose contents have not come. */
  readonly #awaited = new Set<string>();
  /** Schemas that are not answered yet. */
  #schemas = 0;
  /** Databases of this server that the active one lacks. */
  #missing = 0;
  #activeId: string | undefined;

  constructor(active: Session, options: ConversationOptions) {
    this.#active = active;
    this.#options = options;
  }

  /** The databases that are followed, once all are; undefined before that, and while the active server lacks one. */
  get replicated(): readonly string[] | undefined {
    const isComplete = this.#schemas + this.#missing + this.#awaited.size === 0 && this.#followed.size > 0;
    return isComplete ? [...this.#followed.keys()].sort() : undefined;
  }

  /** Which server process this is with. */
  get activeId(): string | undefined {
    return this.#activeId;
  }

  begin(): void {
    this.#options.log.debug('send server ID request.');
    this.#ask('get_server_id', [], (outcome) => {
      // Servers that do not know the request are others.
      if (!('error' in outcome)) this.#activeId = String(outcome.result);
      if (this.#activeId === this.#options.serverId) {
        throw new ReplicationEnded('Server ID check failed: Self replicating is not allowed');
      }
      this.#ask('list_dbs', [], (answer) => this.#listed(resultOf(answer)));
    });
  }

  notified(method: string, params: JsonArray): void {
    const [name, ...rest] = params;
    const followed = typeof name === 'string' ? this.#followed.get(name) : undefined;
    if (followed === undefined) return;
    const { database } = followed;
    const { updated } = this.#options;
    if (method === 'update3') updated({ database, id: knownId(followed, rest[0]), updates: updatesOf(rest[1]) });
    else if (method === 'update2') updated({ database, id: undefined, updates: updatesOf(rest[0]) });
    else if (method === 'update') {
      updated({ database, id: undefined, updates: versionTwo(updatesOf(rest[0]), 'insert') });
    }
  }

  /** The contents of a database are those of the active server. */
  has({ name }: Database): void {
    this.#awaited.delete(name);
  }

  #listed(names: Json): void {
    const { databases, log } = this.#options;
    const there = databases.filter(({ name }) => isJsonArray(names) && names.includes(name));
    this.#missing = databases.length - there.length;
    this.#schemas = there.length;
    log.debug('Send schema requests');
    for (const database of there) {
      this.#ask('get_schema', [database.name], (answer) => {
        this.#schemas--;
        this.#hasSchema(database, parseSchema(resultOf(answer)));
        if (this.#schemas === 0) this.#follow();
      });
    }
  }

  #hasSchema(database: Database, schema: DatabaseSchema): void {
    const { excluded, log } = this.#options;
    const { name } = database;
    const misfit = misfitOf(database.schema, schema);
    if (misfit !== undefined || database.schema.version !== schema.version) {
      log.info(`Schema version mismatch, checking if ${name} can still be replicated or not.`);
      if (misfit !== undefined) log.info(misfit);
      log.info(`${name} ${misfit === undefined ? 'can' : 'cannot'} be replicated.`);
    }
    if (misfit !== undefined) return;
    const isSame = stringifyJson(schemaToJson(schema)) === database.schemaText;
    this.#followed.set(name, { database, schema, isWhole: isSame && !excluded.concern(name) });
  }

  #follow(): void {
    if (this.#followed.size + this.#missing === 0) throw new ReplicationEnded('Nothing to replicate.');
    for (const followed of this.#followed.values()) {
      this.#options.log.debug('Send monitor requests');
      this.#awaited.add(followed.database.name);
      this.#monitor(followed, METHODS);
    }
  }

  #monitor(followed: Followed, [method, ...others]: readonly (typeof METHODS)[number][]): void {
    if (method === undefined) throw new OvsdbError('unknown method', 'the active server knows no monitors');
    const { name } = followed.database;
    const since = method === 'monitor_cond_since' ? [this.#resumableId(followed)] : [];
    this.#ask(method, [name, name, this.#requests(followed.schema), ...since], (outcome) => {
      if ('error' in outcome && outcome.error.error === 'unknown method' && others.length > 0) {
        this.#monitor(followed, others);
        return;
      }
      const reply = resultOf(outcome);
      const { database } = followed;
      if (isJsonArray(reply)) {
        const [found, id, updates] = reply;
        const told = { database, id: knownId(followed, id), updates: updatesOf(updates) };
        if (found === true) this.#options.resumed(told);
        else this.#options.loaded(told);
        return;
      }
      const rows = updatesOf(reply);
      const updates = method === 'monitor' ? versionTwo(rows, 'initial') : rows;
      this.#options.loaded({ database, id: undefined, updates });
    });
  }

  /** What a process keeps in memory alone (ephemeral columns) goes with it, whatever the ids say: another one is read whole. */
  #resumableId({ database, isWhole }: Followed): string {
    const isSame = this.#activeId !== undefined && this.#activeId === this.#options.before;
    return isSame && isWhole ? database.lastId : ZERO_UUID;
  }

  /** All columns of all tables that are not excluded. */
  #requests({ name, tables }: DatabaseSchema): JsonObject {
    const wanted = [...tables.values()].filter((table) => !this.#options.excluded.has(name, table.name));
    return Object.fromEntries(wanted.map((table) => [table.name, [{ columns: [...table.columns.keys()] }]]));
  }

  #ask(method: string, params: JsonArray, settle: (outcome: Settled) => void): void {
    this.#active.request(method, params, (outcome) => this.#options.guarded(() => settle(outcome)));
  }
}

/** ovsdb-server says zeros of a database that it keeps no history of. */
function knownId({ isWhole }: Followed, json: Json | undefined): string | undefined {
  return isWhole && typeof json === 'string' && json !== ZERO_UUID ? json : undefined;
}
