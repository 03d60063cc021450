/**
 * What a relay and one of its sources say to each other: whether the source will do, which schema it has, its contents, what
 * changes. Made anew for each connection by relay.ts.
 */
import { TypedError, ZERO_UUID } from '#base';
import {
  type CatchUp,
  type ClusterState,
  objectionLine,
  objectionTo,
  SERVER_MONITOR_ID,
  ServerRows,
  staleObjection,
} from '#ovsdb/client';
import type { Session, Settled } from '#ovsdb/jsonrpc';
import {
  type DatabaseSchema,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonArray,
  type JsonObject,
  parseSchema,
  type TableSchema,
} from '#ovsdb/notation';
import { resultOf, updatesOf } from './answer.js';

/** The source will not do, or not any more; what was copied from it stays good. */
export class SourceUnfit extends TypedError<'source-unfit'> {
  constructor(message: string) {
    super('source-unfit', message, {});
    this.name = 'SourceUnfit';
  }
}

export interface ConversationOptions {
  readonly cluster: ClusterState;
  readonly catchUp: CatchUp;
  /** Runs what deals with an answer. */
  readonly guarded: (action: () => void) => void;
  /** Where to resume; the zero uuid: nowhere. */
  readonly lastId: (schema: DatabaseSchema) => string;
  readonly loaded: (schema: DatabaseSchema, found: boolean, id: string, updates: JsonObject) => void;
  readonly updated: (id: string, updates: JsonObject) => void;
}

/** What a relay says to one source: what it is, what it has, what changes. Throws where the source is of no use. */
export class Conversation {
  readonly #source: Session;
  readonly #name: string;
  readonly #options: ConversationOptions;
  readonly #server = new ServerRows();
  /** Counts the monitors: what belongs to one before is not looked at. */
  #monitors = 0;
  #isLoaded = false;

  constructor(source: Session, name: string, options: ConversationOptions) {
    this.#source = source;
    this.#name = name;
    this.#options = options;
  }

  begin(): void {
    this.#source.request('set_db_change_aware', [true], () => {}); // servers that do not know it are as good
    this.#ask('monitor_cond', this.#server.request, (outcome) => {
      if ('error' in outcome) {
        this.#askSchema();
        return;
      }
      this.#server.load(outcome.result);
      this.#serverChanged();
    });
  }

  notified(method: string, params: JsonArray): void {
    const [id, ...rest] = params;
    if (method === 'update2' && isJsonArray(id) && id[1] === SERVER_MONITOR_ID[1]) {
      this.#server.update(rest[0] ?? {}, 'v2');
      this.#serverChanged();
    } else if (!isJsonArray(id) || id[2] !== this.#monitors) return;
    else if (method === 'update3' && isJsonObject(rest[1])) this.#options.updated(String(rest[0]), rest[1]);
    else if (method === 'update2' && isJsonObject(rest[0])) this.#options.updated(ZERO_UUID, rest[0]);
    else if (method === 'monitor_canceled') {
      // The database has another schema now, or is gone: the source has forgotten what was before.
      this.#options.catchUp.seen(ZERO_UUID);
      this.#askSchema();
    }
  }

  #serverChanged(): void {
    const row = this.#server.row(this.#name);
    const objection = objectionTo(row, this.#name, false, this.#options.cluster);
    if (objection !== undefined) throw new SourceUnfit(objectionLine(objection));
    const { catchUp, cluster } = this.#options;
    if (row?.cid !== undefined) {
      const isSame = cluster.id === row.cid;
      if (!isSame) catchUp.seen(ZERO_UUID);
      cluster.index = Math.max(isSame ? cluster.index : 0, Number(row.index ?? 0));
      cluster.id = row.cid;
    }
    if (this.#isLoaded) catchUp.indexTold();
    if (this.#monitors === 0) this.#askSchema();
  }

  /** Not from `_Server`: there, ovsdb-server 3.1 goes on telling the schema from before a conversion. */
  #askSchema(): void {
    this.#monitors++;
    this.#ask('get_schema', [this.#name], (answer) => {
      if ('error' in answer) throw new SourceUnfit(`${answer.error.message}; trying another server`);
      this.#resume(parseSchema(answer.result));
    });
  }

  /** Asks for the contents where the source has got as far as the ones before it. */
  #resume(schema: DatabaseSchema): void {
    const [table] = schema.tables.keys();
    if (table === undefined) {
      this.#monitor(schema);
      return;
    }
    const monitors = this.#monitors;
    const row = () => this.#server.row(this.#name);
    this.#options.catchUp.ask(
      { database: this.#name, table, row, request: (...each) => this.#ask(...each) },
      (verdict) => {
        if (verdict === 'behind') throw new SourceUnfit(objectionLine(staleObjection(row())));
        if (monitors === this.#monitors) this.#monitor(schema);
      },
    );
  }

  #monitor(schema: DatabaseSchema): void {
    const requests = Object.fromEntries(
      [...schema.tables.values()].map((table): [string, Json] => [table.name, [{ columns: monitoredColumns(table) }]]),
    );
    const params = [this.#name, ['relay', this.#name, this.#monitors], requests];
    this.#ask('monitor_cond_since', [...params, this.#options.lastId(schema)], (outcome) => {
      if ('error' in outcome && outcome.error.error === 'unknown method') {
        this.#ask('monitor_cond', params, (answer) =>
          this.#loaded(schema, false, ZERO_UUID, updatesOf(resultOf(answer))),
        );
        return;
      }
      const reply = resultOf(outcome);
      const [found, id, updates = {}] = isJsonArray(reply) ? reply : [];
      this.#loaded(schema, found === true, typeof id === 'string' ? id : ZERO_UUID, updatesOf(updates));
    });
  }

  #loaded(...contents: Parameters<ConversationOptions['loaded']>): void {
    this.#isLoaded = true;
    this.#options.loaded(...contents);
  }

  #ask(method: string, params: JsonArray, settle: (outcome: Settled) => void): void {
    this.#source.request(method, params, (outcome) => this.#options.guarded(() => settle(outcome)));
  }
}

function monitoredColumns({ columns }: TableSchema): Json {
  return [...columns.keys()].filter((name) => !name.startsWith('_'));
}
