/**
 * What stands in the file of a member of an ovsdb-server cluster (ovsdb(5), "Clustered Format"): who it is, a snapshot, then
 * records of Raft. Read only: members are ovsdb-server's. What is left of a dead cluster comes in as a standalone database.
 */
import { isJsonArray, isJsonObject, type Json, type JsonObject, OvsdbError, stringifyJson } from '#ovsdb/notation';
import { StoreError } from './store-error.js';

/** The state before the records. */
export interface ClusterSnapshot {
  readonly index: number;
  readonly term: number;
  /** Addresses by server id. */
  readonly servers: ReadonlyMap<string, string>;
  readonly entryId: string;
  readonly data: ClusterData;
}

/** The first record. */
export interface ClusterHeader {
  readonly serverId: string;
  readonly localAddress: string;
  /** Of the database. */
  readonly name: string;
  /** Undefined as long as the member does not know. */
  readonly clusterId: string | undefined;
  /** Where to join; empty in a member that has joined. */
  readonly remoteAddresses: readonly string[];
  /** Undefined in a member that has not joined. */
  readonly snapshot: ClusterSnapshot | undefined;
}

/** What an entry does to the database: a new schema, with the whole contents under it; or a transaction. */
export interface ClusterData {
  readonly schema: JsonObject | undefined;
  readonly transaction: JsonObject | undefined;
}

/** A record behind the first. Those of Raft's own affairs have no `data`. */
export interface ClusterRecord {
  readonly comment: string | undefined;
  readonly note: string | undefined;
  readonly term: number | undefined;
  readonly vote: string | undefined;
  readonly leader: string | undefined;
  readonly index: number | undefined;
  readonly commitIndex: number | undefined;
  readonly servers: ReadonlyMap<string, string> | undefined;
  readonly entryId: string | undefined;
  readonly data: ClusterData | undefined;
}

/** Throws `OvsdbError` of a record that is none. */
export function readClusterHeader(record: JsonObject): ClusterHeader {
  const members = new Members(record, 'raft header');
  const { clusterId, remotes } = { clusterId: members.optionalText('cluster_id'), remotes: record['remote_addresses'] };
  return {
    serverId: members.text('server_id'),
    localAddress: members.text('local_address'),
    name: members.text('name'),
    clusterId,
    remoteAddresses: isJsonArray(remotes) ? remotes.map(String) : [],
    snapshot:
      remotes !== undefined
        ? undefined
        : {
            index: members.number('prev_index'),
            term: members.number('prev_term'),
            servers: members.servers('prev_servers') ?? new Map(),
            entryId: members.text('prev_eid'),
            data: members.data('prev_data') ?? { schema: undefined, transaction: undefined },
          },
  };
}

/** Throws `OvsdbError` of a record that is none. */
export function readClusterRecord(record: JsonObject): ClusterRecord {
  const members = new Members(record, 'raft log record');
  const isTermless = 'note' in record || 'commit_index' in record;
  return {
    comment: members.optionalText('comment'),
    note: members.optionalText('note'),
    term: isTermless ? undefined : members.number('term'),
    vote: members.optionalText('vote'),
    leader: members.optionalText('leader'),
    index: 'index' in record ? members.number('index') : undefined,
    commitIndex: 'commit_index' in record ? members.number('commit_index') : undefined,
    servers: members.servers('servers'),
    entryId: members.optionalText('eid'),
    data: members.data('data'),
  };
}

/**
 * The file as a standalone database: the schema, then transactions. An entry that a later leader wrote over is left out; what
 * is before a new schema is in its contents. Throws `StoreError`, `OvsdbError`. `path`: as messages name it.
 */
export function standaloneRecords(path: string, records: Iterable<JsonObject>): readonly JsonObject[] {
  let first: ClusterSnapshot | undefined;
  const entries = new Map<number, ClusterData>();
  for (const record of records) {
    if (first === undefined) {
      first = readClusterHeader(record).snapshot;
      if (first === undefined) {
        throw new StoreError('store-format', `${path}: has not joined its cluster: it holds no data`, { path });
      }
      continue;
    }
    const { index, data } = readClusterRecord(record);
    if (index === undefined) continue;
    for (let later = index; entries.delete(later); later++);
    entries.set(index, data ?? { schema: undefined, transaction: undefined });
  }
  const found: JsonObject[] = [];
  for (const { schema, transaction } of [...(first === undefined ? [] : [first.data]), ...entries.values()]) {
    if (schema !== undefined) found.splice(0, found.length, schema);
    if (transaction !== undefined) found.push(transaction);
  }
  return found;
}

/** The members of a record, with the C tools' words for what is wrong with them. */
class Members {
  readonly #record: JsonObject;
  readonly #what: string;

  constructor(record: JsonObject, what: string) {
    this.#record = record;
    this.#what = what;
  }

  text(name: string): string {
    const value = this.#required(name);
    return typeof value === 'string' ? value : this.#mismatch(name);
  }

  optionalText(name: string): string | undefined {
    return this.#record[name] === undefined ? undefined : this.text(name);
  }

  number(name: string): number {
    const value = this.#required(name);
    return typeof value === 'number' ? value : this.#mismatch(name);
  }

  servers(name: string): ReadonlyMap<string, string> | undefined {
    const value = this.#record[name];
    if (value === undefined) return undefined;
    if (!isJsonObject(value)) return this.#mismatch(name);
    return new Map(Object.entries(value).map(([id, address]) => [id, String(address)]));
  }

  data(name: string): ClusterData | undefined {
    if (name === 'data' && this.#record[name] === undefined) return undefined;
    const value = this.#required(name);
    if (!isJsonArray(value) || value.length !== 2) return this.#mismatch(name);
    const [schema, transaction] = value.map((part) => (isJsonObject(part) ? part : undefined));
    return { schema, transaction };
  }

  #required(name: string): Json {
    const value = this.#record[name];
    return value ?? this.#fail(`Required '${name}' member is missing.`);
  }

  #mismatch(name: string): never {
    return this.#fail(`Type mismatch for member '${name}'.`);
  }

  #fail(why: string): never {
    throw new OvsdbError('syntax error', `Parsing ${this.#what} failed: ${why}`, stringifyJson(this.#record, 'sorted'));
  }
}
