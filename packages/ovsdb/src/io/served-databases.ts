/** The databases of the command line and of run-time commands: files that are opened, made and converted, and relays. */
import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { type DatabaseSchema, parseJson, parseSchema } from '#ovsdb/notation';
import {
  convertTo,
  createDatabaseFile,
  type Database,
  type DatabaseFile,
  keepEphemeralValues,
  loadHistory,
  loadStore,
  openDatabaseFile,
  type Retention,
  replaceFile,
  type SqliteStore,
  temporaryFor,
} from '#ovsdb/server';
import type { Database as SchemaDatabase } from '#schemas';
import { northbound } from '#schemas/northbound';
import { openVswitch } from '#schemas/open-vswitch';
import { southbound } from '#schemas/southbound';
import { parseRelay, Relay, type RelayOptions } from '../relay/index.js';

const SCHEMAS: ReadonlyMap<string, SchemaDatabase> = new Map(
  [northbound, southbound, openVswitch].map((database) => [database.name, database]),
);
/** What of the log is read back at start, for clients that resume. */
const RECENT = { commits: 1000, bytes: 4 * 1024 * 1024 };

export interface ServedDatabasesOptions extends RelayOptions {
  /** A fresh random uuid. */
  readonly newId: () => string;
  /** Of the logs of past transactions. */
  readonly retention: Retention;
}

export class ServedDatabases {
  readonly #options: ServedDatabasesOptions;
  /** By the names of their databases. */
  readonly #files = new Map<string, DatabaseFile>();
  readonly #relays = new Map<string, Relay>();
  /** What each database was asked for by, as `add` takes it. */
  readonly #texts = new Map<string, string>();

  constructor(options: ServedDatabasesOptions) {
    this.#options = options;
  }

  /** What `add` was called with for the databases that are served now. */
  texts(): string[] {
    return [...this.#texts.values()];
  }

  /** Serves a file, or `relay:NAME:REMOTE,...`. Throws `StoreError`, and an Error of a name that is taken. */
  add(text: string): void {
    if (text.startsWith('relay:')) this.#addRelay(text);
    else this.#open(text);
  }

  /** Serves the file at `path`, which is made with this schema when it is not there. */
  create(schema: DatabaseSchema, path: string): void {
    if (!existsSync(path)) createDatabaseFile(path, schema, this.#options.newId());
    this.#open(path, schema.name);
  }

  /** Stops serving a database. Throws an Error when there is none of this name. */
  remove(name: string): void {
    const { service } = this.#options;
    if (!service.databaseNames().includes(name)) throw new Error('Failed to find the database.');
    if (service.database(name)?.isReserved === true) throw new Error('Cannot remove reserved database.');
    this.#relays.get(name)?.close();
    this.#relays.delete(name);
    service.removeDatabase(name);
    this.#files.delete(name);
    this.#texts.delete(name);
  }

  /** Writes a served database anew under another schema and puts the new file in the place of the old one. */
  convert(database: Database, schema: DatabaseSchema): { database: Database; store: SqliteStore } {
    const file = this.#files.get(database.name);
    if (file === undefined) throw new Error(`no file of database ${database.name}`);
    const temporary = temporaryFor(file.path);
    rmSync(temporary, { force: true });
    convertTo({ database }, schema, temporary, 'converted by ovsdb-server');
    replaceFile(temporary, file);
    this.#options.service.storeOf(database)?.close();
    const converted = openDatabaseFile(file.path);
    this.#files.set(database.name, converted);
    const filled = this.#fill(converted);
    keepEphemeralValues(database, filled.database);
    return filled;
  }

  /** Ends the relays. */
  close(): void {
    for (const relay of this.#relays.values()) relay.close();
  }

  #addRelay(text: string): void {
    const { name, remotes } = parseRelay(text);
    if (name.startsWith('_')) throw new Error(`ovsdb error: ${name}: names beginning with "_" are reserved`);
    if (this.#options.service.databaseNames().includes(name)) throw duplicate(name);
    this.#relays.set(name, new Relay(name, remotes, this.#options));
    this.#texts.set(name, text);
  }

  /** `expected`: the name that the database has to have. */
  #open(path: string, expected?: string): void {
    const { service } = this.#options;
    if ([...this.#files.values()].some((held) => isSameFile(held.path, path))) {
      throw new Error(`ovsdb error: ${path}: already open`);
    }
    const file = openDatabaseFile(path);
    const { name } = file.schema;
    const isOther = expected !== undefined && name !== expected;
    if (isOther || service.databaseNames().includes(name)) {
      file.close(true);
      throw isOther ? new Error(`${path}: holds database ${name}, not ${expected}`) : duplicate(name);
    }
    const { database, store } = this.#fill(file);
    this.#files.set(name, file);
    this.#texts.set(name, file.path);
    service.addDatabase(database, store);
  }

  #fill(file: DatabaseFile): { database: Database; store: SqliteStore } {
    const database = this.#options.service.newDatabase(file.schema, file.baseId);
    const store = loadStore(file, database, this.#options.retention);
    try {
      loadHistory(file, database, RECENT);
    } catch (error) {
      store.close();
      throw error;
    }
    return { database, store };
  }
}

function duplicate(name: string): Error {
  return new Error(`ovsdb error: ${name}: duplicate database name`);
}

function isSameFile(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return a === b;
  }
}

/** What `--create` was given: `NAME=FILE`, with NAME a known schema or the file of one. Throws an Error that names the option. */
export function parseCreate(request: string): { readonly schema: DatabaseSchema; readonly path: string } {
  const [, name, path] = /^([^=]+)=(.+)$/s.exec(request) ?? [];
  if (name === undefined || path === undefined) throw new Error(`--create=${request}: must be NAME=FILE`);
  return { schema: schemaOf(name), path };
}

function schemaOf(name: string): DatabaseSchema {
  const known = SCHEMAS.get(name);
  if (known !== undefined) return known.schema;
  if (!existsSync(name)) throw new Error(`--create: ${name}: neither a known schema nor a file`);
  return parseSchema(parseJson(readFileSync(name, 'utf8')));
}
