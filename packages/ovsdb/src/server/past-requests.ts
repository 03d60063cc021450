/**
 * The past of a database for those who ask: methods of ours beside RFC 7047's.
 *
 *     heddle_transactions [DB, {"limit": N, "before": ID}]
 *         -> [{"id", "time", "comment", "client", "changes": {table: {uuid: {"before": row, "after": row}}}}, ...]
 *     heddle_rows_before [DB, ID, TABLE]  ->  [row, ...] as they were before transaction ID
 *
 * Transactions come newest first; `before` (an id of an earlier reply) pages on. A page ends early when it is long. Rows leave
 * out columns that hold their default. Both reach back as far as the log does.
 */
import { type Clock, messageOf } from '#base';
import { isJsonObject, type JsonArray, OvsdbError, syntaxError } from '#ovsdb/notation';
import type { Change } from './change.js';
import type { Database } from './database.js';
import { listing, type Piece } from './listing.js';
import { entriesBack, findEntry, Pacer, PastWalk, whileKept } from './past-walk.js';
import type { Row } from './row.js';
import { EntryGone, type LogEntry } from './store/log-entry.js';
import type { LogReader } from './store/log-reader.js';
import { changesIn } from './store/log-text.js';
import type { Store } from './store.js';
import type { Table } from './table.js';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1000;
/** Characters of log, and of its reply, with which a page ends. */
const PAGE = 4 * 1024 * 1024;

/** What requests need of the service. */
export interface PastSource {
  readonly clock: Clock;
  /** The database's store, with all that is in memory in it. */
  flushed(database: Database): Store | undefined;
  /** True as long as the database is served. */
  serves(database: Database): boolean;
}

/** Whoever asked. */
export interface Asker {
  readonly isOpen: boolean;
}

type Work = (pacer: Pacer) => Promise<Piece[]>;

/** Answers one request after the other, each in many short turns. */
export class PastRequests {
  readonly #source: PastSource;
  #last: Promise<void> = Promise.resolve();

  constructor(source: PastSource) {
    this.#source = source;
  }

  /** Throws `OvsdbError` when the request makes no sense. */
  transactions(database: Database, params: JsonArray, asker: Asker, reply: Reply): void {
    const options = params[1] ?? {};
    if (!isJsonObject(options)) throw syntaxError('options must be an object', options);
    const { limit = DEFAULT_LIMIT, before, ...others } = options;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) throw syntaxError(`"${unknown}" is no option: there are limit and before`, options);
    if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
      throw syntaxError(`limit must be an integer from 1 to ${MAX_LIMIT}`, limit);
    }
    if (before !== undefined && typeof before !== 'string') throw syntaxError('before must be a string', before);
    this.#enqueue(database, asker, reply, (pacer) => this.#page(database, limit, before, pacer));
  }

  /** Throws `OvsdbError` when the request makes no sense. */
  rowsBefore(database: Database, params: JsonArray, asker: Asker, reply: Reply): void {
    if (params.length !== 3) {
      throw syntaxError('heddle_rows_before request params must be <db-name>, <transaction>, <table>', params);
    }
    const [, id, name] = params;
    const table = typeof name === 'string' ? database.tables.get(name) : undefined;
    if (table === undefined) throw syntaxError('no such table', name ?? null);
    if (typeof id !== 'string') throw syntaxError('the id of a transaction must be a string', id ?? null);
    this.#enqueue(database, asker, reply, (pacer) => this.#rowsBefore(database, id, table, pacer));
  }

  #enqueue(database: Database, asker: Asker, reply: Reply, work: Work): void {
    const check = () => {
      if (!asker.isOpen || !this.#source.serves(database)) throw new OvsdbError('canceled', 'nobody waits any more');
    };
    const run = async () => {
      try {
        check();
        reply(await work(new Pacer(this.#source.clock, check)));
      } catch (error) {
        const fault = error instanceof EntryGone ? tooFar() : error;
        reply(fault instanceof OvsdbError ? fault : new OvsdbError('I/O error', messageOf(fault)));
      }
    };
    this.#last = this.#last.then(run);
  }

  async #page(database: Database, limit: number, before: string | undefined, pacer: Pacer): Promise<Piece[]> {
    let log = this.#log(database);
    const below = before === undefined ? Number.MAX_SAFE_INTEGER : await findEntry(log, before, pacer);
    if (below === undefined) throw tooFar();
    const wanted = new Set<string>();
    let first: number | undefined;
    let last = 0;
    let entries = 0;
    let size = 0;
    for await (const entry of entriesBack(log, below, pacer)) {
      first ??= entry.seq;
      last = entry.seq;
      size += entry.size;
      for (const text of entry.texts()) {
        for (const { id } of changesIn(text)) {
          wanted.add(id);
          if (pacer.isDue) await pacer.turn();
        }
      }
      if (++entries >= limit || size >= PAGE) break;
    }
    if (first === undefined) return [];
    const newest = first;
    log = this.#log(database);
    const walk = new PastWalk(log, pacer, (_, id) => wanted.has(id));
    return whileKept(database, walk, async () => {
      const pieces: Piece[] = [];
      let made = 0;
      for await (const entry of entriesBack(log, Number.MAX_SAFE_INTEGER, pacer)) {
        if (entry.seq < last || made >= PAGE) break;
        const changes = await walk.back(entry);
        if (entry.seq > newest) continue;
        if (pieces.length > 0) pieces.push(',');
        for (const piece of transactionPieces(entry, changes)) {
          pieces.push(piece);
          made += typeof piece === 'string' ? piece.length : PAGE;
        }
      }
      return pieces;
    });
  }

  async #rowsBefore(database: Database, id: string, table: Table, pacer: Pacer): Promise<Piece[]> {
    const log = this.#log(database);
    const walk = new PastWalk(log, pacer, (changed) => changed === table);
    return whileKept(database, walk, async () => {
      for await (const entry of entriesBack(log, Number.MAX_SAFE_INTEGER, pacer)) {
        await walk.back(entry);
        if (entry.id === id) return [listing(walk.past.rows(table), (row) => rowText(table, row))];
      }
      throw tooFar();
    });
  }

  #log(database: Database): LogReader {
    const log = this.#source.flushed(database)?.log;
    if (log === undefined) throw new OvsdbError('not supported', `${database.name} keeps no history`);
    return log;
  }
}

/** The answer: the elements of the result, separators included, or why there is none. */
export type Reply = (answer: readonly Piece[] | OvsdbError) => void;

function tooFar(): OvsdbError {
  return new OvsdbError('unknown transaction', 'the log knows no such transaction, or no more');
}

function transactionPieces({ id, time, comment, client }: LogEntry, changes: readonly Change[]): Piece[] {
  const tables = new Map<string, Change[]>();
  for (const change of changes) {
    const of = tables.get(change.table.name);
    if (of === undefined) tables.set(change.table.name, [change]);
    else of.push(change);
  }
  const head = `"id":"${id}","time":${time},"comment":${JSON.stringify(comment)},"client":${JSON.stringify(client)}`;
  const pieces: Piece[] = [`{${head},"changes":{`];
  for (const [name, of] of tables) {
    pieces.push(pieces.length === 1 ? `"${name}":{` : `},"${name}":{`, listing(of, changeText));
  }
  pieces.push(tables.size === 0 ? '}}' : '}}}');
  return pieces;
}

function changeText({ table, before, after, id }: Change): string {
  const side = (name: string, row: Row | undefined) => (row === undefined ? [] : [`"${name}":${rowText(table, row)}`]);
  return `"${id}":{${[...side('before', before), ...side('after', after)].join(',')}}`;
}

function rowText(table: Table, row: Row): string {
  const members = table.columns
    .filter((column) => !column.isInitial(row.values[column.position]))
    .map((column) => `"${column.name}":${column.text(row.values[column.position])}`);
  return `{${[`"_uuid":["uuid","${row.id}"]`, ...members].join(',')}}`;
}
